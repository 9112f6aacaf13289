//! Keys, read on a thread of their own.
//!
//! The terminal library loops for ever inside one read once the terminal is gone. Here that costs a thread that ends
//! with the process, and never the loop that has to hear the signals and leave.

use std::{io, thread};

use crossterm::event::{self, Event};
use futures_util::{Stream, stream};
use tokio::sync::mpsc;

/// Everything the terminal tells, until it can no longer be read.
pub(super) fn keys() -> io::Result<impl Stream<Item = io::Result<Event>> + Unpin> {
    let (sender, mut events) = mpsc::unbounded_channel();
    thread::Builder::new().name("keys".into()).spawn(move || {
        loop {
            let event = event::read();
            let is_over = event.is_err();
            // Nobody listens any more once the program leaves.
            if sender.send(event).is_err() || is_over {
                return;
            }
        }
    })?;
    Ok(stream::poll_fn(move |context| events.poll_recv(context)))
}
