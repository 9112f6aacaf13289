//! `closeout rooms`.

use serde_json::json;

use super::{Console, Failure, console::bytes};
use crate::{
    app::{ExitCode, Session, Transport},
    domain::{Me, Room, Section, titles::visible},
};

/// Lists rooms.
pub async fn rooms<T: Transport>(
    session: &Session<T>,
    console: &Console,
    filter: Option<&str>,
) -> Result<ExitCode, Failure> {
    let wanted = filter.unwrap_or_default().to_lowercase();
    let listed = session.rooms(|_| {}).await?;
    let code = if listed.not_given == 0 {
        ExitCode::Done
    } else {
        console.say(&format!(
            "The portal counts {} rooms more than it gives: this list is incomplete.",
            listed.not_given
        ));
        ExitCode::Partly
    };
    let rooms: Vec<_> = listed
        .rooms
        .iter()
        .filter(|room| room.title.to_lowercase().contains(&wanted))
        .collect();
    if console.is_json() {
        console.json_line(&json!({
            "portal": session.portal(),
            "me": session.me(),
            "notGiven": listed.not_given,
            "rooms": rooms.iter().map(|room| as_json(room, session.me())).collect::<Vec<_>>(),
        }));
        return Ok(code);
    }
    if rooms.is_empty() {
        console.say("No room to show. The key sees the rooms its owner is a member of; a portal admin's key sees all.");
        return Ok(code);
    }
    console.data(&format!(
        "{:>10}  {:<13}  {:>8}  {:>10}  {:<18}  {:<24}  TITLE",
        "ID", "TYPE", "FILES", "SIZE", "MY ROLE", "OWNER"
    ));
    for room in &rooms {
        console.data(&line(room, session.me()));
    }
    console.say(&format!(
        "{} rooms on {} as {}.",
        rooms.len(),
        session.portal(),
        visible(&session.me().person.name)
    ));
    Ok(code)
}

fn line(room: &Room, me: &Me) -> String {
    format!(
        "{:>10}  {:<13}  {:>8}  {:>10}  {:<18}  {:<24}  {}{}",
        room.id.to_string(),
        room.kind.word(),
        if room.is_third_party() {
            "?".to_owned()
        } else {
            format!("~{}", room.files_count)
        },
        room.used_space.map(bytes).unwrap_or_default(),
        room.my_role(me).word(),
        visible(&room.owner.name),
        visible(&room.title),
        if room.section == Section::Archive {
            " (archived)"
        } else {
            ""
        },
    )
}

fn as_json(room: &Room, me: &Me) -> serde_json::Value {
    let mut value = serde_json::to_value(room).unwrap_or_default();
    value["myRole"] = json!(room.my_role(me).word());
    value
}
