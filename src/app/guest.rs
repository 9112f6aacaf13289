//! Finding the guest, and everything about his ways to room and archive. Only reads.

use futures_util::future::join_all;

use super::{AppError, Session};
use crate::{
    docspace::{PersonSeen, PortalError, Transport},
    domain::{
        FileFlags, Inventory, Member, MemberKind, Person, Room, RoomKind, UserId, titles::visible,
    },
    plan::{FileLink, GuestChoice, GuestFacts, OtherRoom, RevokeScope, TargetFile},
};

/// Whose access is to be cut, as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestWish {
    /// GUID or e-mail address.
    pub who: String,
    /// How far; everything, unless said.
    pub scope: Option<RevokeScope>,
    /// Also when files stay in the room by the plan.
    pub despite_left: bool,
}

impl<T: Transport> Session<T> {
    /// The guest that somebody meant: by GUID or address, from the room's share list or, for one who stands in no
    /// row of it, from the portal.
    pub async fn choose_guest(
        &self,
        room: &Room,
        wish: &GuestWish,
    ) -> Result<GuestChoice, AppError> {
        let failed = |source| AppError::Portal {
            doing: "read who can reach the room",
            source,
        };
        let members = self.client.members(&room.id).await.map_err(failed)?;
        let wanted = wish.who.trim();
        let listed = guests(&members).find(|(person, email)| {
            person.id.0.eq_ignore_ascii_case(wanted)
                || email.is_some_and(|email| email.eq_ignore_ascii_case(wanted))
        });
        let guest = match listed {
            Some((person, _)) => Some(person.id.clone()),
            None => self.guest_outside_the_list(wanted).await?,
        };
        let guest = guest.ok_or_else(|| not_a_guest(wanted, &members))?;
        Ok(GuestChoice {
            guest,
            scope: wish.scope.unwrap_or(RevokeScope::Guest),
            scope_is_explicit: wish.scope.is_some(),
            despite_left: wish.despite_left,
        })
    }

    async fn guest_outside_the_list(&self, wanted: &str) -> Result<Option<UserId>, AppError> {
        let found = if uuid::Uuid::try_parse(wanted).is_ok() {
            self.client.person(&UserId(wanted.into())).await
        } else if wanted.contains('@') {
            self.client.person_by_email(wanted).await
        } else {
            return Ok(None);
        };
        Ok(seen_guest(found)?.map(|found| found.person.id))
    }

    /// Everything about a guest's ways to the room and the archive, as far as the key can see. Whoever is no guest by
    /// now, or never was, is refused here too: the choice may come from a file.
    pub(super) async fn guest_facts(
        &self,
        room: &Room,
        archive: Option<&Room>,
        inventory: &Inventory,
        in_target: &[TargetFile],
        guest: &UserId,
    ) -> Result<GuestFacts, AppError> {
        let failed = |source| AppError::Portal {
            doing: "read who can reach the room",
            source,
        };
        let (members, links, archive_members, rooms, person) = tokio::join!(
            self.client.members(&room.id),
            self.client.room_links(&room.id),
            async {
                match archive {
                    Some(archive) => self.client.members(&archive.id).await.map(Some),
                    None => Ok(None),
                }
            },
            self.client.guest_rooms(guest),
            self.client.person(guest),
        );
        let room_members = members.map_err(failed)?;
        let (person, email) = the_guest(&room_members, person, guest)?;
        let other_rooms = rooms.map_err(failed)?.into_iter().filter(|other| {
            other.id != room.id && archive.is_none_or(|archive| archive.id != other.id)
        });
        Ok(GuestFacts {
            person,
            email,
            room_links: crate::engine::live(links.map_err(failed)?),
            primary_is_replaced: matches!(room.kind, RoomKind::Public | RoomKind::FormFilling),
            file_links: self.file_links(inventory, in_target).await?,
            archive_members: archive_members.map_err(failed)?,
            other_rooms: other_rooms
                .map(|room| OtherRoom {
                    id: room.id,
                    title: room.title,
                })
                .collect(),
            room_members,
        })
    }

    async fn file_links(
        &self,
        inventory: &Inventory,
        in_target: &[TargetFile],
    ) -> Result<Vec<FileLink>, AppError> {
        let in_room = inventory
            .indexed_files()
            .filter(|(_, file)| file.flags.has(FileFlags::SHARED_BY_LINK))
            .map(|(index, file)| (&file.id, inventory.file_path(index), Some(index)));
        let there = in_target
            .iter()
            .filter(|file| file.has_link)
            .map(|file| (&file.id, file.title.to_string(), None));
        let shared: Vec<_> = in_room.chain(there).collect();
        let answers = join_all(shared.iter().map(|(file, ..)| self.client.file_links(file))).await;
        let mut found = Vec::new();
        for ((file, path, index), links) in shared.into_iter().zip(answers) {
            let links = links.map_err(|source| AppError::Portal {
                doing: "read the links of a file",
                source,
            })?;
            found.extend(crate::engine::live(links).into_iter().map(|link| FileLink {
                file: file.clone(),
                path: path.clone(),
                index,
                link,
            }));
        }
        Ok(found)
    }
}

/// Name and address of the guest: from his row or, where he has none, from his profile.
fn the_guest(
    members: &[Member],
    profile: Result<Option<PersonSeen>, PortalError>,
    wanted: &UserId,
) -> Result<(Person, Option<String>), AppError> {
    let row = members.iter().find_map(|member| match &member.kind {
        MemberKind::Person {
            person,
            email,
            is_guest,
        } if person.id == *wanted => Some((person, email, *is_guest)),
        _ => None,
    });
    match row {
        Some((person, email, true)) => Ok((person.clone(), email.clone())),
        Some((.., false)) => Err(not_a_guest(&wanted.0, members)),
        None => seen_guest(profile)?
            .map(|found| (found.person, found.email))
            .ok_or_else(|| not_a_guest(&wanted.0, members)),
    }
}

/// A guest's profile; `None` for nobody and for somebody who is no guest.
fn seen_guest(
    found: Result<Option<PersonSeen>, PortalError>,
) -> Result<Option<PersonSeen>, AppError> {
    match found {
        Ok(found) => Ok(found.filter(|found| found.is_guest)),
        // Somebody the key may not see is as good as nobody.
        Err(PortalError::Refused { .. }) => Ok(None),
        Err(source) => Err(AppError::Portal {
            doing: "look the guest up",
            source,
        }),
    }
}

fn not_a_guest(given: &str, members: &[Member]) -> AppError {
    let row = |(person, email): (&Person, Option<&str>)| {
        format!(
            "{} <{}> {}",
            visible(&person.name),
            visible(email.unwrap_or_default()),
            person.id
        )
    };
    AppError::NotAGuest {
        given: given.to_owned(),
        guests: guests(members).map(row).collect(),
    }
}

/// The guests in a share list, with their addresses.
fn guests(members: &[Member]) -> impl Iterator<Item = (&Person, Option<&str>)> {
    members.iter().filter_map(|member| match &member.kind {
        MemberKind::Person {
            person,
            email,
            is_guest: true,
        } => Some((person, email.as_deref())),
        _ => None,
    })
}
