//! Stdout behind a thread of its own: whoever reads it may be slow, may stop, may go away, and a run goes on.
//!
//! It must not know what the lines mean.

use std::{
    collections::VecDeque,
    io::{self, Write as _},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Lines that may wait for their reader, some megabytes.
const MOST_LINES: usize = 10_000;

/// A queue of lines and the thread that writes them.
#[derive(Debug, Default)]
pub(super) struct Out(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
    /// Nobody waits for room in the queue.
    is_hurried: AtomicBool,
}

#[derive(Debug, Default)]
struct Queue {
    lines: VecDeque<String>,
    /// A line was taken and is not written yet.
    is_writing: bool,
    /// Whoever read has gone away.
    is_closed: bool,
    has_thread: bool,
    left_out: u64,
}

impl Out {
    /// Hands a line over. Waits for room while the queue is full, unless [`Out::hurry`] was called: then the line is
    /// left out, and counted.
    pub(super) fn line(&self, line: &str) {
        let mut queue = self.0.lock();
        self.start_thread(&mut queue);
        while queue.lines.len() >= MOST_LINES && !queue.is_closed {
            if self.is_hurried() {
                queue.left_out += 1;
                return;
            }
            queue = self.0.wait(queue);
        }
        if !queue.is_closed {
            queue.lines.push_back(line.to_owned());
            self.0.changed.notify_all();
        }
    }

    /// From now on nobody waits for the reader.
    pub(super) fn hurry(&self) {
        self.0.is_hurried.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_hurried(&self) -> bool {
        self.0.is_hurried.load(Ordering::Relaxed)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.lock().is_closed
    }

    /// Lines that found no room.
    pub(super) fn left_out(&self) -> u64 {
        self.0.lock().left_out
    }

    /// Waits until everything is written, nobody reads any more, or so much time has passed; whether nothing is left
    /// to write.
    pub(super) fn settle(&self, limit: Option<Duration>) -> bool {
        let until = limit.map(|limit| Instant::now() + limit);
        let mut queue = self.0.lock();
        while !queue.is_settled() {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            queue = match left {
                Some(Duration::ZERO) => return false,
                Some(left) => {
                    let waited = self.0.changed.wait_timeout(queue, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.0.wait(queue),
            };
        }
        true
    }

    /// [`Out::settle`] without a limit, to be awaited beside signals.
    pub(super) async fn settled(&self) {
        let (sender, done) = tokio::sync::oneshot::channel();
        let out = Self(Arc::clone(&self.0));
        let waiting = thread::Builder::new().spawn(move || {
            out.settle(None);
            // Nobody may be waiting any more.
            let _ = sender.send(());
        });
        if waiting.is_ok() {
            let _ = done.await;
        }
    }

    fn start_thread(&self, queue: &mut Queue) {
        if queue.has_thread {
            return;
        }
        let shared = Arc::clone(&self.0);
        let started = thread::Builder::new()
            .name("stdout".into())
            .spawn(move || shared.write_for_ever());
        queue.has_thread = true;
        // Without a thread there is nobody who could write.
        queue.is_closed = started.is_err();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'q>(&self, queue: MutexGuard<'q, Queue>) -> MutexGuard<'q, Queue> {
        self.changed
            .wait(queue)
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn write_for_ever(&self) {
        loop {
            let mut queue = self.lock();
            let line = loop {
                match queue.lines.pop_front() {
                    Some(line) => break line,
                    None => queue = self.wait(queue),
                }
            };
            queue.is_writing = true;
            drop(queue);
            let mut out = io::stdout().lock();
            let written = writeln!(out, "{line}").and_then(|()| out.flush());
            drop(out);
            let mut queue = self.lock();
            queue.is_writing = false;
            if written.is_err() {
                queue.is_closed = true;
                queue.lines.clear();
            }
            self.changed.notify_all();
        }
    }
}

impl Queue {
    fn is_settled(&self) -> bool {
        self.is_closed || self.lines.is_empty() && !self.is_writing
    }
}
