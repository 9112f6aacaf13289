//! Connecting: which portal, which version, whose key, what may it do.

use crate::{
    docspace::{Client, Credential, PortalError, Transport},
    domain::{KeyScopes, Me, PortalName, PortalVersion, SavedOrder, Scope},
    engine::pace::{PaceLimits, Paced},
    store::StatePlace,
};

use super::AppError;

/// A portal that has answered and a key that it knows. Cheap to clone.
#[derive(Debug)]
pub struct Session<T> {
    pub(super) client: Client<Paced<T>>,
    pub(super) place: StatePlace,
    me: Me,
    scopes: KeyScopes,
    version: Option<PortalVersion>,
}

impl<T> Clone for Session<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            place: self.place.clone(),
            me: self.me.clone(),
            scopes: self.scopes.clone(),
            version: self.version,
        }
    }
}

impl<T: Transport> Session<T> {
    /// Asks the portal for its version, the key's owner and permissions. State is kept in `place`.
    pub async fn connect(
        transport: T,
        portal: PortalName,
        credential: Credential,
        limits: PaceLimits,
        place: StatePlace,
    ) -> Result<Self, AppError> {
        let client = Client::new(Paced::new(transport, limits), portal, credential);
        let (version, scopes) = tokio::join!(client.version(), client.key_scopes());
        let version = match version {
            Ok(version) => Some(version),
            // Answers that come from no DocSpace end it here; a DocSpace that only keeps its version to itself does not.
            Err(
                source @ (PortalError::Transport(_)
                | PortalError::NotJson { .. }
                | PortalError::Redirected { .. }),
            ) => {
                return Err(AppError::Portal {
                    doing: "reach the portal",
                    source,
                });
            }
            Err(_) => None,
        };
        let scopes = scopes.map_err(|source| AppError::Portal {
            doing: "use the key",
            source,
        })?;
        let session = |me| Self {
            client: client.clone(),
            place,
            me,
            scopes,
            version,
        };
        let me = client.me().await.map_err(|source| AppError::Portal {
            doing: "ask who the key belongs to",
            source,
        })?;
        let session = session(me);
        session.require(&[Scope::RoomsRead, Scope::FilesRead])?;
        Ok(session)
    }

    /// The portal's name.
    pub fn portal(&self) -> &PortalName {
        self.client.portal()
    }

    /// The key's owner.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// What the key may do.
    pub fn scopes(&self) -> &KeyScopes {
        &self.scopes
    }

    /// The portal's version, if it tells.
    pub fn version(&self) -> Option<PortalVersion> {
        self.version
    }

    /// Where runs are kept.
    pub fn place(&self) -> &StatePlace {
        &self.place
    }

    /// Requests sent so far.
    pub fn requests_sent(&self) -> u64 {
        self.client.transport().requests()
    }

    /// The user's own sort order, read anew: sending any other would change what he sees in the browser.
    pub(super) async fn order(&self) -> Result<SavedOrder, AppError> {
        self.client
            .saved_order()
            .await
            .map_err(|source| AppError::Portal {
                doing: "read the saved sort order",
                source,
            })
    }

    /// Refuses to begin something that the key cannot bring to its end.
    pub fn require(&self, needed: &[Scope]) -> Result<(), AppError> {
        let missing: Vec<_> = needed
            .iter()
            .copied()
            .filter(|scope| !self.scopes.allows(*scope))
            .collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(AppError::ScopesMissing { missing })
        }
    }
}
