//! People from outside: looking them up, and the calls that take something away from them.
//!
//! None of the answers here proves anything: the portal says 200 to calls that did nothing. What is true is read back
//! by whoever made the call.

use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Client, PortalError, Transport,
    client::Call,
    path::{query, segment},
    wire::{ProfileWire, ShareWire},
};
use crate::domain::{MemberKind, Person, RemoteId, Room, RoomId, Scope, UserId};

/// Somebody's profile, as much of it as is needed to tell a guest, and who may own rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSeen {
    /// Who.
    pub person: Person,
    /// The address, if the caller may see it.
    pub email: Option<String>,
    /// A guest account.
    pub is_guest: bool,
    /// In use: neither switched off nor still to sign in for the first time.
    pub is_active: bool,
    /// A room admin or an admin of the portal. Only such accounts can be made owner of a room.
    pub may_own_rooms: bool,
}

/// What the portal answered to taking somebody off a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberRemoval {
    /// It names the person among those who are still in. From 3.7 on it silently skips people the caller may not see.
    pub still_listed: bool,
    /// The person still has roles in forms of a data room; nothing was done.
    pub needs_force: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RemovalWire {
    members: Vec<ShareWire>,
    error: Option<Value>,
}

impl<T: Transport> Client<T> {
    /// Rooms in which somebody has a row of his own, or which he owns, as far as the caller can see. Rooms he reaches
    /// through a group or a link are not among them. A list that ends early is [`PortalError::ListIncomplete`].
    pub async fn guest_rooms(&self, guest: &UserId) -> Result<Vec<Room>, PortalError> {
        const WHAT: &str = "the rooms of a guest";
        let order = self.saved_order().await?;
        let filter = [
            ("subjectId", &*guest.0),
            // Without it portals up to 3.6 list only rooms he owns.
            ("subjectFilter", "1"),
            ("searchArea", "2"),
        ];
        let listed = self.every_room(WHAT, &filter, &order, |_| {}).await?;
        match listed.not_given {
            0 => Ok(listed.rooms),
            not_given => Err(PortalError::ListIncomplete {
                what: WHAT,
                counted: listed.rooms.len() as u64 + not_given,
                given: listed.rooms.len() as u64,
            }),
        }
    }

    /// Somebody by id; `None` when there is nobody.
    pub async fn person(&self, id: &UserId) -> Result<Option<PersonSeen>, PortalError> {
        let id = segment(&RemoteId::Text(id.0.clone()));
        self.look_up(format!("people/{id}")).await
    }

    /// Somebody by address; `None` when there is nobody.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<PersonSeen>, PortalError> {
        self.look_up(format!("people/email?{}", query(&[("email", email)])))
            .await
    }

    async fn look_up(&self, path: String) -> Result<Option<PersonSeen>, PortalError> {
        let call = Call::get("a person", path, Scope::AccountsRead);
        match self.ask::<ProfileWire>(call).await {
            Ok(envelope) => Ok(envelope.response.and_then(ProfileWire::seen)),
            Err(PortalError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes somebody off a room and off everything in it, whoever granted it. `force` also where he has roles in
    /// forms of a data room. Nobody is written to.
    ///
    /// 200 does not prove it: from 3.7 on people whom the caller may not see are skipped in silence, and then not even
    /// his own right is looked at. Only the share list shows who is in. Needs the room's owner or a manager; a portal
    /// admin alone is refused with 403, as is everybody in an archived room. May be repeated.
    pub async fn remove_member(
        &self,
        room: &RoomId,
        person: &UserId,
        force: bool,
    ) -> Result<MemberRemoval, PortalError> {
        let path = format!("files/rooms/{}/share", segment(&room.0));
        let body =
            json!({"invitations": [{"id": person, "access": 0}], "notify": false, "force": force});
        let call = Call::write(
            "taking somebody off a room",
            Method::PUT,
            path,
            body,
            Scope::RoomsWrite,
        );
        let removal = self
            .ask::<RemovalWire>(call)
            .await?
            .response
            .unwrap_or_default();
        let still_listed = removal
            .members
            .into_iter()
            .filter_map(ShareWire::member)
            .any(|member| match member.kind {
                MemberKind::Person { person: listed, .. } => {
                    listed.id.0.eq_ignore_ascii_case(&person.0)
                }
                MemberKind::Group { .. } => false,
            });
        let needs_force = removal
            .error
            .is_some_and(|error| error != json!(0) && !error.is_null());
        Ok(MemberRemoval {
            still_listed,
            needs_force,
        })
    }

    /// Removes everything the caller ever granted these guests, in any room, and his tie to them. Accounts, and what
    /// others granted, stay.
    ///
    /// 200 does not prove it: portals up to 3.6 skip ids they find unsuitable in silence (and refuse portal admins with
    /// 403). From 3.7 on one id that is unknown, switched off, no guest, or no guest of the caller refuses them all
    /// with the same 403, also when he was removed before: it cannot be repeated. An id that is no GUID is
    /// [`PortalError::Validation`]. Without the tie a room manager can no longer take the guest off a room: do that
    /// first.
    pub async fn remove_guests(&self, guests: &[UserId]) -> Result<(), PortalError> {
        let body = json!({"userIds": guests, "resendAll": false});
        let call = Call::write(
            "removing a guest",
            Method::DELETE,
            "people/guests",
            body,
            Scope::AccountsWrite,
        );
        self.ask::<Value>(call).await.map(|_| ())
    }
}
