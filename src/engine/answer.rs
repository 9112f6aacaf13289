//! What came of a step.

use crate::{
    domain::Inventory,
    run::{Record, RunEvent, Stop},
};

/// What came of a step.
pub(super) enum Answer {
    /// Events as they are.
    Events(Vec<RunEvent>),
    /// The target before files are renamed in it.
    Titles(Box<Inventory>),
    /// The final listing, which means something only beside the state.
    Listed {
        target: Option<Box<Inventory>>,
        room: Box<Inventory>,
    },
}

impl Answer {
    pub(super) fn record(record: Record) -> Self {
        Self::Events(vec![RunEvent::Record(record)])
    }
}

/// A record, and the stop that its answer asks for.
pub(super) fn with_stop(record: Record, stop: Option<Stop>) -> Answer {
    let mut events = vec![RunEvent::Record(record)];
    events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
    Answer::Events(events)
}
