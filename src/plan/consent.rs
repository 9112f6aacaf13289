//! The only way from a plan to a run.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Digest, Plan, Refusal, hazard};
use crate::domain::{Completeness, titles::visible};

/// Something about a plan that has to be agreed to by name, beside the plan as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    rename_all = "kebab-case",
    tag = "item",
    rename_all_fields = "camelCase"
)]
pub enum ConsentItem {
    /// About this many files are claimed by the portal and not visible; they will stay in the room.
    NotVisible {
        /// About how many.
        files: u64,
    },
    /// The archive root lies in a public room.
    PublicTarget,
    /// People from outside can read what is archived, or come to it through links.
    ForeignReaders {
        /// Names of the people and groups, titles of the links and folders.
        who: Vec<String>,
    },
    /// The guest's access is cut although this many files stay in the room by the plan.
    RevokeDespiteLeft {
        /// How many.
        files: u64,
    },
    /// So many locks of other people are broken.
    BreakLocks {
        /// How many.
        files: u64,
    },
    /// The caller becomes the owner of the room for the run.
    TakeOwnership {
        /// Name of the owner before.
        from: String,
        /// He is to have it back at the end.
        until_the_end: bool,
    },
}

impl ConsentItem {
    /// What is agreed to, in words.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotVisible { files } => format!(
                "The portal counts about {files} more files than it shows (in conversion, or a drifted counter). They \
                 would stay in the room."
            ),
            Self::PublicTarget => {
                "Whoever has the public room's link can read what is archived there.".into()
            }
            Self::ForeignReaders { who } => format!(
                "What is archived can be read by or through {}: {}.",
                who.len(),
                who.iter()
                    .map(|name| visible(name))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Self::RevokeDespiteLeft { files } => {
                format!(
                    "Files that stay in the room by this plan: {files}. The guest's access is cut anyway."
                )
            }
            Self::BreakLocks { files } => format!(
                "Locks of other people that are broken before their files move: {files}. The portal overwrites the comment of \
                 the current version of each."
            ),
            Self::TakeOwnership {
                from,
                until_the_end: true,
            } => format!(
                "You become the owner of this room until the run ends; {} is room manager meanwhile.",
                visible(from)
            ),
            Self::TakeOwnership {
                from,
                until_the_end: false,
            } => format!(
                "You become the owner of this room for good: {} cannot have it back.",
                visible(from)
            ),
        }
    }

    /// Whether it is about who can read what is archived.
    pub(super) fn is_about_readers(&self) -> bool {
        matches!(self, Self::PublicTarget | Self::ForeignReaders { .. })
    }

    /// How a headless run agrees.
    pub fn flag(&self) -> &'static str {
        match self {
            Self::NotVisible { .. } => "--accept-not-visible",
            Self::PublicTarget => "--accept-public-target",
            Self::ForeignReaders { .. } => "--accept-guest-readers",
            Self::RevokeDespiteLeft { .. } => "--revoke-despite-left",
            Self::BreakLocks { .. } => "--unlock",
            Self::TakeOwnership { .. } => "--take-ownership",
        }
    }
}

/// What a person (or `--yes` with its flags) agreed to: one plan, by its digest, and every item it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// The digest of the plan that was shown.
    pub digest: Digest,
    /// The items agreed to.
    pub items: BTreeSet<ConsentItem>,
}

/// Why a plan was not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotConfirmed {
    /// The plan cannot be run by anybody's consent.
    #[error("the plan cannot be run")]
    Refused(Vec<Refusal>),
    /// The consent is for another plan.
    #[error("the consent is for another plan ({given}, this one is {expected})", given = given.short(), expected = expected.short())]
    OtherPlan {
        /// Digest in the consent.
        given: Digest,
        /// Digest of the plan.
        expected: Digest,
    },
    /// The plan is not what its digest says, or its parts contradict each other.
    #[error("the plan is damaged")]
    Damaged,
    /// Something was not agreed to.
    #[error("the plan needs a consent of its own")]
    Missing(Vec<ConsentItem>),
}

/// A plan that somebody agreed to. A run takes nothing else, and nothing else makes one.
#[derive(Debug, Clone)]
pub struct ConfirmedPlan {
    plan: Arc<Plan>,
    consent: Consent,
}

impl ConfirmedPlan {
    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What was agreed to.
    pub fn consent(&self) -> &Consent {
        &self.consent
    }
}

impl Plan {
    /// What has to be agreed to by name before this plan may run.
    pub fn needs(&self) -> BTreeSet<ConsentItem> {
        let mut items = BTreeSet::new();
        if let Completeness::CompleteExcept { not_visible } = self.inventory.proof.completeness {
            items.insert(ConsentItem::NotVisible { files: not_visible });
        }
        items.extend(hazard::consents(&self.hazards));
        let left = self.totals().staying;
        if left > 0
            && self
                .guest
                .as_ref()
                .is_some_and(|guest| guest.choice.despite_left)
        {
            items.insert(ConsentItem::RevokeDespiteLeft { files: left });
        }
        if !self.unlocks.is_empty() {
            let files = self.unlocks.len() as u64;
            items.insert(ConsentItem::BreakLocks { files });
        }
        items.extend(
            self.ownership
                .as_ref()
                .map(|step| ConsentItem::TakeOwnership {
                    from: step.from.name.clone(),
                    until_the_end: step.may_return(),
                }),
        );
        items
    }

    /// Turns plan and consent into something that can be run. The digest is computed once more, so that a plan read
    /// from a file runs only as it was written.
    pub fn confirm(self: Arc<Self>, consent: Consent) -> Result<ConfirmedPlan, NotConfirmed> {
        if !self.refusals.is_empty() {
            return Err(NotConfirmed::Refused(self.refusals.clone()));
        }
        if !self.is_whole().is_ok_and(|whole| whole) || !self.is_consistent() {
            return Err(NotConfirmed::Damaged);
        }
        if consent.digest != self.digest {
            return Err(NotConfirmed::OtherPlan {
                given: consent.digest,
                expected: self.digest.clone(),
            });
        }
        let missing: Vec<_> = self.needs().difference(&consent.items).cloned().collect();
        if !missing.is_empty() {
            return Err(NotConfirmed::Missing(missing));
        }
        Ok(ConfirmedPlan {
            plan: self,
            consent,
        })
    }
}
