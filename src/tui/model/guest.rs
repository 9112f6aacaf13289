//! Choosing whose access is cut, and how far: what can be chosen now.

use super::{Model, PreviewModel, Remote};
use crate::{
    app::RoomReach,
    domain::{Member, MemberKind, UserId},
    plan::{GuestChoice, RevokeScope},
};

/// A line that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestRow {
    /// Nobody's access is cut.
    Nobody,
    /// This guest's, by position among the guests of the room.
    Guest(usize),
    /// So far.
    Scope(RevokeScope),
    /// Also when files stay in the room by the plan.
    DespiteLeft,
}

impl Model {
    /// Who can reach the room of the preview, as far as it was asked.
    pub fn preview_reach(&self) -> Option<&Remote<RoomReach>> {
        self.access.get(&self.preview.as_ref()?.room.id)
    }

    /// The guests in its share list.
    pub fn guests(&self) -> Vec<&Member> {
        let reach = self.preview_reach().and_then(Remote::here);
        let members = reach.map_or(&[][..], |reach| &reach.members);
        let is_guest = |member: &&Member| {
            matches!(member.kind, MemberKind::Person { is_guest: true, .. }) && !member.is_owner
        };
        members.iter().filter(is_guest).collect()
    }

    /// What can be chosen now. How far is asked only when it was seen what the guest can reach.
    pub fn guest_rows(&self) -> Vec<GuestRow> {
        let mut rows = vec![GuestRow::Nobody];
        rows.extend((0..self.guests().len()).map(GuestRow::Guest));
        let Some(preview) = &self.preview else {
            return rows;
        };
        if preview.choices.guest.is_some() && preview.guest_facts.here().is_some() {
            rows.push(GuestRow::Scope(RevokeScope::Room));
            rows.push(GuestRow::Scope(RevokeScope::Guest));
            if preview
                .shown_plan()
                .is_some_and(|planned| planned.totals.staying > 0)
            {
                rows.push(GuestRow::DespiteLeft);
            }
        }
        rows
    }
}

impl PreviewModel {
    /// Whether this very person is chosen.
    pub fn is_chosen(&self, person: &UserId) -> bool {
        let chosen = self.choices.guest.as_ref();
        chosen.is_some_and(|choice| choice.guest == *person)
    }

    /// How far the access is cut; `None` while that has to be said, because the guest is in other rooms too.
    pub fn guest_scope(&self) -> Option<RevokeScope> {
        let choice: &GuestChoice = self.choices.guest.as_ref()?;
        let elsewhere = !self.guest_facts.here()?.other_rooms.is_empty();
        let is_open = choice.scope == RevokeScope::Guest && !choice.scope_is_explicit && elsewhere;
        (!is_open).then_some(choice.scope)
    }
}
