//! The portal and the key: who am I, what may the key do, which version answers, in which order do I list.

use super::{
    Client, CredentialKind, Patience, PortalError, Transport,
    client::Call,
    verdict::{Verdict, judge},
    wire::{KeyWire, OrderWire, ProfileWire, SettingsWire, VersionWire},
};
use crate::domain::{KeyScopes, Me, PersonalQuota, PortalVersion, SavedOrder, Scope};

/// Names of the sort keys by the portal's numbers.
const SORT_KEYS: [&str; 13] = [
    "DateAndTime",
    "AZ",
    "Size",
    "Author",
    "Type",
    "New",
    "DateAndTimeCreation",
    "RoomType",
    "Tags",
    "Room",
    "CustomOrder",
    "LastOpened",
    "UsedSpace",
];

impl<T: Transport> Client<T> {
    /// The portal's version. Asked as nobody: a key without `*:read` would be refused.
    pub async fn version(&self) -> Result<PortalVersion, PortalError> {
        const WHAT: &str = "the portal's version";
        let call = Call::get(WHAT, "settings/version/build", Scope::FilesRead)
            .with_patience(Patience::Probe);
        let version: VersionWire = self.ask_as_nobody(call).await?;
        version
            .doc_space
            .as_deref()
            .and_then(PortalVersion::parse)
            .ok_or(PortalError::UnexpectedShape {
                what: WHAT,
                source: None,
            })
    }

    /// The key's owner.
    pub async fn me(&self) -> Result<Me, PortalError> {
        const WHAT: &str = "who the key belongs to";
        let call = Call::get(WHAT, "people/@self", Scope::SelfRead).with_patience(Patience::Probe);
        let profile: ProfileWire = self.ask_one(call).await?;
        profile.me().ok_or(PortalError::UnexpectedShape {
            what: WHAT,
            source: None,
        })
    }

    /// How much the key's owner may keep in his own documents; `None` where no limit is set for people.
    pub async fn my_quota(&self) -> Result<Option<PersonalQuota>, PortalError> {
        let call = Call::get("your own quota", "people/@self", Scope::SelfRead);
        let profile: ProfileWire = self.ask_one(call).await?;
        Ok(profile.quota())
    }

    /// What the key may do. Login tokens and OAuth tokens are no keys: the portal fails over the question, and they
    /// count as unrestricted (an OAuth token's limits show only when it is refused).
    pub async fn key_scopes(&self) -> Result<KeyScopes, PortalError> {
        const WHAT: &str = "about the key";
        let reply = self.key_reply().await?;
        if reply.is_success() {
            let key = self.open::<KeyWire>(WHAT, &reply)?.response;
            return Ok(key.unwrap_or_default().scopes());
        }
        let is_token = self.credential().kind() != CredentialKind::ApiKey;
        if is_token && matches!(reply.status, 404 | 500) && !reply.is_html() {
            return Ok(KeyScopes::unrestricted());
        }
        Err(match judge(&reply) {
            Verdict::Clear(error) => error,
            Verdict::Door { message } | Verdict::Forbidden { message } => PortalError::PortalGate {
                status: reply.status,
                message,
            },
        })
    }

    /// The order in which this user's listings are sorted. Sending exactly it with every listing changes nothing.
    pub async fn saved_order(&self) -> Result<SavedOrder, PortalError> {
        let call = Call::get("the saved order", "files/settings", Scope::FilesRead);
        let settings: SettingsWire = self.ask_one(call).await?;
        match settings.default_order {
            Some(OrderWire {
                is_asc: Some(ascending),
                property: Some(number),
            }) => Ok(SavedOrder {
                // A key this program has no name for is sent as its number, which the portal takes as well.
                sort_by: usize::try_from(number)
                    .ok()
                    .and_then(|number| SORT_KEYS.get(number))
                    .map_or_else(|| number.to_string(), ToString::to_string),
                ascending,
            }),
            _ => Err(PortalError::UnexpectedShape {
                what: "the saved order",
                source: None,
            }),
        }
    }
}
