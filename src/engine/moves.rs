//! Move requests and the operations behind them.

use super::{
    answer::Answer,
    failure::{in_words, stop_for},
};
use crate::{
    docspace::{Client, MoveOrder, OperationStatus, PortalError, Transport},
    domain::{FolderId, OperationId},
    run::{Progress, Record, RunEvent, SendId, SendRefusal, Stop},
};

pub(super) async fn send_chunk<T: Transport>(
    client: Client<T>,
    send: SendId,
    order: Option<MoveOrder>,
) -> Answer {
    let Some(order) = order else {
        return Answer::Events(Vec::new());
    };
    let error = match client.move_files(&order).await {
        Ok(accepted) => return Answer::Events(accepted_events(send, accepted.0, &order.target)),
        Err(error) => error,
    };
    if error.may_have_had_effect() {
        return Answer::record(Record::SendLost {
            send,
            why: in_words(&error),
        });
    }
    let status = match &error {
        PortalError::Refused { status, .. } | PortalError::PortalGate { status, .. } => *status,
        PortalError::NotFound { .. } => 404,
        PortalError::Validation { .. } => 400,
        PortalError::TooManyRequests { .. } => 429,
        PortalError::KeyRefused => 401,
        _ => 403,
    };
    // A request that could not leave says nothing about its files; the next one would not leave either.
    let unreachable = matches!(
        &error,
        PortalError::Transport(_) | PortalError::NotJson { .. } | PortalError::Redirected { .. }
    );
    let stop = stop_for(&error).or_else(|| {
        unreachable.then(|| Stop::Unreachable {
            why: in_words(&error),
        })
    });
    let refusal = SendRefusal {
        status,
        text: in_words(&error),
        at_the_door: stop.is_some(),
    };
    let mut events = vec![RunEvent::Record(Record::SendRefused { send, refusal })];
    events.extend(stop.map(|stop| RunEvent::Record(Record::Stopped { stop })));
    Answer::Events(events)
}

fn accepted_events(send: SendId, status: OperationStatus, target: &FolderId) -> Vec<RunEvent> {
    let mut events = vec![RunEvent::Record(Record::SendAccepted {
        send,
        operation: status.id.clone(),
    })];
    // A portal that runs as one process may have finished already, and tells it only here.
    if status.finished {
        events.push(operation_event(send, status, target));
    }
    events
}

pub(super) async fn poll<T: Transport>(
    client: Client<T>,
    send: SendId,
    operation: OperationId,
    target: FolderId,
) -> Answer {
    match client.operation(&operation).await {
        Ok(Some(status)) => Answer::Events(vec![operation_event(send, status, &target)]),
        Ok(None) => Answer::record(Record::OperationLost { send }),
        Err(error) => match stop_for(&error) {
            Some(stop) => Answer::Events(vec![
                RunEvent::Record(Record::OperationLost { send }),
                RunEvent::Record(Record::Stopped { stop }),
            ]),
            // A look that failed says nothing about the operation. It is looked at again, until it has shown no change
            // for so long that it is given up.
            None => Answer::Events(Vec::new()),
        },
    }
}

fn operation_event(send: SendId, status: OperationStatus, target: &FolderId) -> RunEvent {
    let in_target = status
        .moved
        .into_iter()
        .filter(|(_, folder)| folder == target)
        .map(|(file, _)| file);
    if status.finished {
        RunEvent::Record(Record::OperationEnded {
            send,
            moved: in_target.collect(),
            error: status.error,
        })
    } else {
        let moved = u32::try_from(in_target.count()).unwrap_or(u32::MAX);
        RunEvent::Progress(Progress::Polled {
            send,
            percent: status.progress,
            moved,
        })
    }
}
