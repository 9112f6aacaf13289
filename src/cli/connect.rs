//! From environment, configuration and flags to a session. The key never comes from the command line.

use secrecy::ExposeSecret as _;

use super::args::Args;
use crate::{
    app::{AppError, Config, KeySource, PortalConfig, Session, StatePlace, StoreError},
    docspace::{Credential, PortalAddress, ReadOnly, ReqwestOptions, ReqwestTransport},
    domain::PortalName,
    engine::pace::PaceLimits,
    headless::Failure,
};

/// The transport of the product.
pub(super) type Network = ReadOnly<ReqwestTransport>;

/// Where runs are kept.
pub(super) fn state_place() -> Result<StatePlace, StoreError> {
    StatePlace::real(|name| std::env::var_os(name))
}

/// Everything that is needed to connect; nothing has been sent yet.
#[derive(Clone)]
pub(super) struct Door {
    /// The portal's name.
    pub(super) name: PortalName,
    transport: Network,
    credential: Credential,
    place: StatePlace,
}

impl Door {
    /// Connects.
    pub(super) async fn open(self) -> Result<Session<Network>, AppError> {
        Session::connect(
            self.transport,
            self.name,
            self.credential,
            PaceLimits::default(),
            self.place,
        )
        .await
    }
}

/// Finds portal, key and state. `dry` lets nothing out but GET, as does `--read-only`.
pub(super) fn door(args: &Args, dry: bool) -> Result<Door, Failure> {
    let config = Config::load(|name| std::env::var_os(name)).map_err(Failure::from)?;
    let host = args
        .host
        .as_deref()
        .map(str::trim)
        .filter(|host| !host.is_empty());
    let (host, section) = chosen_portal(host, &config)?;
    let address = PortalAddress::parse(&host).map_err(|error| {
        Failure::usage(
            format!("the portal's address {host:?} cannot be used: {error}"),
            ADDRESS_HINT,
        )
    })?;
    let credential = credential(args, section)?;
    let extra_authorities = match section.and_then(|section| section.ca_file.as_ref()) {
        Some(path) => Some(crate::store::read_file(path).map_err(Failure::from)?),
        None => None,
    };
    let options = ReqwestOptions {
        extra_authorities,
        ..ReqwestOptions::default()
    };
    let name = address.name().clone();
    let transport = ReqwestTransport::new(address, &options).map_err(|error| {
        Failure::failed(
            crate::headless::with_causes(&error),
            "Check the ca_file in the configuration.",
        )
    })?;
    let transport = ReadOnly::only_if(dry || args.read_only, transport);
    Ok(Door {
        name,
        transport,
        credential,
        place: state_place()?,
    })
}

/// Connects.
pub(super) async fn session(args: &Args, dry: bool) -> Result<Session<Network>, Failure> {
    Ok(door(args, dry)?.open().await?)
}

const ADDRESS_HINT: &str = "Set DOCSPACE_API_HOST to the address you see in the browser, such as https://docspace.example.com.";

/// The portal's address, and its section of the configuration if there is one. A name that is a section's is meant so;
/// without any, the only section is.
fn chosen_portal<'c>(
    host: Option<&str>,
    config: &'c Config,
) -> Result<(String, Option<&'c PortalConfig>), Failure> {
    match host {
        Some(host) => match config.portals.get(host) {
            Some(section) => Ok((section.host.clone(), Some(section))),
            None => Ok((
                host.to_owned(),
                config
                    .portals
                    .values()
                    .find(|section| same_portal(&section.host, host)),
            )),
        },
        None if config.portals.len() == 1 => {
            let section = config.portals.values().next();
            Ok((
                section
                    .map(|section| section.host.clone())
                    .unwrap_or_default(),
                section,
            ))
        }
        None => Err(Failure::usage("no portal was given", ADDRESS_HINT)),
    }
}

fn same_portal(one: &str, other: &str) -> bool {
    match (PortalAddress::parse(one), PortalAddress::parse(other)) {
        (Ok(one), Ok(other)) => one.name() == other.name(),
        _ => false,
    }
}

fn credential(args: &Args, section: Option<&PortalConfig>) -> Result<Credential, Failure> {
    const HINT: &str =
        "Set DOCSPACE_API_KEY (Developer Tools, API keys in the portal), or give --key-file FILE.";
    let from_source = |source: &KeySource| source.read().map_err(Failure::from);
    let secret = match &args.key_file {
        Some(path) => Some(from_source(&KeySource::File(path.clone()))?),
        None => match std::env::var("DOCSPACE_API_KEY") {
            Ok(key) if !key.trim().is_empty() => Some(key.into()),
            _ => section
                .and_then(|section| section.key.as_ref())
                .map(from_source)
                .transpose()?,
        },
    };
    let secret = secret.ok_or_else(|| Failure::key("no key was given", HINT))?;
    Credential::parse(secret.expose_secret())
        .map_err(|error| Failure::key(format!("the key cannot be used: {error}"), HINT))
}
