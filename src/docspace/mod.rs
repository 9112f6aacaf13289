//! The portal's client: the only place that knows how DocSpace is spoken to.
//!
//! [`Client`] sends [`Request`]s through a [`Transport`] and returns values of [`crate::domain`]; the shapes on the
//! wire stay in here. Errors are told apart by the *shape* of an answer, never by its words, which the portal
//! translates. This module must not know what is done with the answers: no plan, no run, no disk, no screen. It
//! neither retries nor paces: that is [`crate::engine::pace`], a transport around a transport.

mod address;
mod client;
mod credential;
mod error;
mod files;
mod folders;
mod guests;
mod in_process;
mod links;
mod listing;
mod operations;
mod owners;
mod path;
mod people;
mod read_only;
mod reqwest;
mod rooms;
mod transport;
mod verdict;
mod wire;

pub use self::{
    address::{AddressError, PortalAddress},
    client::Client,
    credential::{Credential, CredentialError, CredentialKind},
    error::{LimitKind, PortalError},
    files::FileSeen,
    guests::{MemberRemoval, PersonSeen},
    in_process::InProcessTransport,
    listing::{FolderSeen, Listing, ListingPage, PAGE},
    operations::{Accepted, MoveOrder, OperationStatus},
    read_only::ReadOnly,
    reqwest::{ReqwestOptions, ReqwestTransport, Roots, TransportSetupError},
    rooms::{Page, Rooms, RoomsArea},
    transport::{
        Body, FileForm, LARGEST_BODY, Patience, Reply, Request, Transport, TransportError,
    },
};
