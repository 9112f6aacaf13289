//! What can go wrong in a use case: what, why, what next, and the exit code of the process.

use std::{borrow::Cow, error::Error};

use crate::{
    docspace::PortalError,
    domain::{PortalName, Scope, titles::TitleError},
    engine::{AfterError, scan::ScanError},
    plan::{Difference, DigestError, NotConfirmed, PlanError},
    run::RunId,
    store::{LockError, StoreError},
};

/// The exit codes of the program. Where several apply: 130, then 7, 9, 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExitCode {
    /// Done and verified, or nothing to do.
    Done = 0,
    /// Failed, nothing moved.
    Failed = 1,
    /// Wrong use.
    Usage = 2,
    /// Something is left, refused, unknown, gone or new.
    Partly = 3,
    /// The plan is stale.
    Stale = 4,
    /// Refused before anything was written.
    Refused = 5,
    /// Another run works on the room.
    Locked = 6,
    /// The key or one of its permissions.
    Key = 7,
    /// The portal's limits.
    Limits = 8,
    /// Moved, but the guest's access is not read back as cut.
    RevokeNotConfirmed = 9,
    /// Cancelled by the user.
    Cancelled = 130,
}

/// Why a use case did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The portal could not be asked, or refused.
    #[error("failed to {doing}")]
    Portal {
        /// What was being done, as in "failed to {doing}".
        doing: &'static str,
        /// Why.
        #[source]
        source: PortalError,
    },
    /// The room could not be listed to its end.
    #[error("failed to list the room")]
    Scan(#[from] ScanError),
    /// The key lacks permissions that the command needs.
    #[error("the key lacks {}", permissions(.missing))]
    ScopesMissing {
        /// All of them.
        missing: Vec<Scope>,
    },
    /// No plan can be made from these choices.
    #[error("failed to plan")]
    Plan(#[from] PlanError),
    /// The plan was not agreed to, or may not be run.
    #[error("the plan is not confirmed")]
    NotConfirmed(#[from] NotConfirmed),
    /// The portal has changed since the plan was made.
    #[error("the plan is stale: {} changes forbid running it", .0.iter().filter(|change| change.blocks()).count())]
    Stale(Vec<Difference>),
    /// A plan file cannot be used.
    #[error("the plan file {path} cannot be used: {why}")]
    PlanFile {
        /// Which file.
        path: String,
        /// In words.
        why: &'static str,
        /// What the reader says, if it got that far.
        #[source]
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// `--target` names a folder that is not a client's folder under the archive root.
    #[error("folder {target} does not lie directly under the archive root")]
    TargetElsewhere {
        /// The folder as it was given.
        target: String,
    },
    /// Nobody of this id or address can be chosen as the guest.
    #[error("{given:?} is not a guest id; {}", guests_of_room(.guests))]
    NotAGuest {
        /// What was given.
        given: String,
        /// The guests of the room: name, address and id.
        guests: Vec<String>,
    },
    /// Another run works on the room.
    #[error(transparent)]
    Locked(LockError),
    /// The user stopped it while it waited for the room or looked at it once more.
    #[error("stopped before anything was sent")]
    Cancelled,
    /// The state on disk.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The run belongs to another portal.
    #[error("run {run} was made on {portal}")]
    OtherPortal {
        /// Which run.
        run: RunId,
        /// Its portal.
        portal: PortalName,
    },
    /// A run's journal was begun with another plan than the one that lies beside it.
    #[error("the run in {directory} was begun with another plan than lies there")]
    OtherPlanBegan {
        /// Where both lie.
        directory: String,
    },
    /// The manifest cannot be put together.
    #[error("the manifest cannot be written")]
    Manifest(#[from] csv::Error),
    /// Nothing was done after the run.
    #[error(transparent)]
    After(#[from] AfterError),
}

fn permissions(missing: &[Scope]) -> String {
    let words: Vec<_> = missing.iter().map(|scope| scope.permission()).collect();
    let noun = if words.len() == 1 {
        "the permission"
    } else {
        "the permissions"
    };
    format!("{noun} {}", words.join(", "))
}

fn guests_of_room(guests: &[String]) -> String {
    if guests.is_empty() {
        "the room has no guests that this key can see".to_owned()
    } else {
        format!("the guests of this room are {}", guests.join("; "))
    }
}

impl From<LockError> for AppError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Store(error) => Self::Store(error),
            held @ LockError::HeldBy { .. } => Self::Locked(held),
        }
    }
}

impl From<DigestError> for AppError {
    fn from(error: DigestError) -> Self {
        Self::Plan(PlanError::Digest(error))
    }
}

impl AppError {
    /// What is wrong and why, as one line: the error and its causes.
    pub fn what(&self) -> String {
        let mut words = self.to_string();
        let mut source = self.source();
        while let Some(cause) = source {
            let cause_words = cause.to_string();
            // Transparent layers say the same twice.
            if !words.ends_with(&cause_words) {
                words.push_str(": ");
                words.push_str(&cause_words);
            }
            source = cause.source();
        }
        words
    }

    /// What to do next.
    pub fn hint(&self) -> Cow<'static, str> {
        match self {
            Self::Portal { source, .. } => source.hint(),
            Self::Scan(error) => error.portal_error().map_or(Cow::Borrowed("Try again."), PortalError::hint),
            Self::ScopesMissing { .. } => {
                "Add them to the key in the portal (Developer Tools, API keys); the smallest key for archiving has \
                 rooms:read, files:write and accounts.self:read."
                    .into()
            }
            Self::Plan(PlanError::ClientName(TitleError::Empty)) => "Name the client with --client-name.".into(),
            Self::Plan(PlanError::ClientName(TitleError::TooLong { .. })) => {
                "Choose a shorter name with --client-name.".into()
            }
            Self::Plan(PlanError::Digest(_)) | Self::Manifest(_) => "This is a fault of closeout; please report it.".into(),
            Self::NotConfirmed(NotConfirmed::Refused(refusals)) => {
                refusals.first().map_or(Cow::Borrowed("Plan again."), |refusal| Cow::Owned(refusal.next_step()))
            }
            Self::NotConfirmed(NotConfirmed::OtherPlan { .. } | NotConfirmed::Damaged) | Self::Stale(_) => {
                "Plan again, look at what has changed, and confirm the new plan.".into()
            }
            Self::NotConfirmed(NotConfirmed::Missing(items)) => items.first().map_or(Cow::Borrowed("Plan again."), |item| {
                Cow::Owned(format!("{} Agree to that with {}, or wait and plan again.", item.sentence(), item.flag()))
            }),
            Self::PlanFile { .. } => "Write a new one with `closeout plan --out FILE`.".into(),
            Self::TargetElsewhere { .. } => "Give the id of a folder directly under the archive root.".into(),
            Self::NotAGuest { .. } => "Give --guest the GUID or the e-mail address of a guest.".into(),
            Self::Locked(_) => "Wait for it to end, or look at it with `closeout runs`.".into(),
            Self::Cancelled => "The room is as it was; run the plan again whenever you like.".into(),
            Self::Store(_) => "Check the folder's permissions and free space; CLOSEOUT_STATE_DIR names another.".into(),
            Self::OtherPortal { .. } => "Set DOCSPACE_API_HOST and the key for that portal.".into(),
            Self::OtherPlanBegan { .. } => {
                "Somebody has changed the files of this run; nothing was asked of the portal. Look there for what was moved.".into()
            }
            Self::After(AfterError::Journal(_)) => "Look in the portal: what was asked of it could not be noted.".into(),
            Self::After(_) => "Nothing was asked of the portal; the files and the journal are as they were.".into(),
        }
    }

    /// The exit code that tells it to scripts.
    pub fn exit_code(&self) -> ExitCode {
        let of_portal = |error: &PortalError| match error {
            error if error.is_about_access() => ExitCode::Key,
            PortalError::TooManyRequests { .. } | PortalError::Unpaid { .. } => ExitCode::Limits,
            PortalError::NotFound { .. }
            | PortalError::NotARoom { .. }
            | PortalError::Refused {
                status: 400..500, ..
            } => ExitCode::Refused,
            _ => ExitCode::Failed,
        };
        match self {
            Self::Portal { source, .. } | Self::After(AfterError::Unseen(source)) => {
                of_portal(source)
            }
            Self::Scan(error) | Self::After(AfterError::Unlisted(error)) => {
                error.portal_error().map_or(ExitCode::Failed, of_portal)
            }
            Self::ScopesMissing { .. } => ExitCode::Key,
            Self::Plan(PlanError::ClientName(_))
            | Self::PlanFile { .. }
            | Self::NotAGuest { .. }
            | Self::OtherPortal { .. } => ExitCode::Usage,
            Self::NotConfirmed(NotConfirmed::OtherPlan { .. } | NotConfirmed::Damaged)
            | Self::Stale(_) => ExitCode::Stale,
            Self::NotConfirmed(_)
            | Self::TargetElsewhere { .. }
            | Self::OtherPlanBegan { .. }
            | Self::After(AfterError::NotAllowed(_)) => ExitCode::Refused,
            Self::Locked(_) => ExitCode::Locked,
            Self::Cancelled => ExitCode::Cancelled,
            // What was under way may have moved something.
            Self::After(AfterError::Journal(_)) => ExitCode::Partly,
            Self::Plan(PlanError::Digest(_)) | Self::Store(_) | Self::Manifest(_) => {
                ExitCode::Failed
            }
        }
    }
}
