//! Asking the person at the terminal.

use std::io::{self, BufRead as _, Write as _};

use crate::{domain::titles::visible, plan::Plan};

/// Asks for the client's name to be typed. Default is no; so is the end of input.
pub(super) fn confirmed_by_name(plan: &Plan) -> bool {
    let name = plan.target.title.trim();
    let mut talk = io::stderr().lock();
    let asked = write!(
        talk,
        "\nThis moves {} files out of the room. It can be undone only by moving them back.\nType the client's name ({}) to run it, or anything else to stop: ",
        plan.totals().moving,
        visible(name)
    )
    .and_then(|()| talk.flush());
    let mut answer = String::new();
    asked.is_ok() && io::stdin().lock().read_line(&mut answer).is_ok() && answer.trim() == name
}
