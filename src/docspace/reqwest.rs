//! The network: one HTTP client with a limit on everything.

use std::{error::Error, time::Duration};

use http::header;
use reqwest::{Certificate, Client, ClientBuilder, redirect::Policy};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use super::{
    PortalAddress, Reply, Request, Transport, TransportError,
    transport::{CappedBody, TimeRanOut},
};

/// Longest wait for a connection, name lookup and TLS included.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest silence in the middle of a reply: longer than the portal's own proxy waits.
const SILENCE: Duration = Duration::from_secs(100);
/// Idle connections are dropped before the portal's proxy (75 s by default) drops them under a request.
const IDLE: Duration = Duration::from_secs(50);

/// Sends requests over the network to one portal.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: Client,
    address: PortalAddress,
}

/// What can be chosen about the connection.
#[derive(Debug, Clone, Default)]
pub struct ReqwestOptions {
    /// A company's own certificate authority (PEM, one or several), trusted beside the usual ones.
    pub extra_authorities: Option<Vec<u8>>,
    /// Which authorities are the usual ones.
    pub roots: Roots,
}

/// Where the trusted certificate authorities come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Roots {
    /// This machine's store; on a machine without one, the bundled list.
    #[default]
    PlatformElseBundled,
    /// The bundled list (Mozilla's).
    Bundled,
}

/// Why no HTTP client could be made.
#[derive(Debug, thiserror::Error)]
pub enum TransportSetupError {
    /// The given authority file is not PEM.
    #[error("the extra certificate authority is not readable PEM")]
    Authority(#[source] reqwest::Error),
    /// The client itself.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] reqwest::Error),
}

impl ReqwestTransport {
    /// A client for this portal.
    pub fn new(
        address: PortalAddress,
        options: &ReqwestOptions,
    ) -> Result<Self, TransportSetupError> {
        // An error means that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let extra = match &options.extra_authorities {
            Some(pem) => {
                Certificate::from_pem_bundle(pem).map_err(TransportSetupError::Authority)?
            }
            None => Vec::new(),
        };
        let platform = match options.roots {
            Roots::PlatformElseBundled => {
                base(&address).tls_certs_merge(extra.clone()).build().ok()
            }
            Roots::Bundled => None,
        };
        // Without any store on the machine the platform's verifier refuses to be built, even for plain http.
        let client = match platform {
            Some(client) => client,
            None => base(&address)
                .tls_certs_only(bundled()?.into_iter().chain(extra))
                .build()
                .map_err(TransportSetupError::Client)?,
        };
        Ok(Self { client, address })
    }

    /// The portal it leads to.
    pub fn address(&self) -> &PortalAddress {
        &self.address
    }
}

impl Transport for ReqwestTransport {
    async fn send(&self, request: Request) -> Result<Reply, TransportError> {
        let limit = request.patience.total();
        let prepared = self.prepare(request).map_err(TransportError::NotSent)?;
        let mut response = self
            .client
            .execute(prepared)
            .await
            .map_err(|error| without_reply(error, limit))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = CappedBody::default();
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| TransportError::Lost(plain(error, limit)))?
        {
            body.push(&piece)?;
        }
        Ok(Reply::new(status, &headers, body.finish()))
    }
}

impl ReqwestTransport {
    fn prepare(&self, request: Request) -> Result<reqwest::Request, Box<dyn Error + Send + Sync>> {
        let url = self.address.endpoint(&request.path)?;
        let mut builder = self
            .client
            .request(request.method, url)
            .timeout(request.patience.total());
        if let Some(credential) = &request.credential {
            builder = builder.header(header::AUTHORIZATION, credential.header_value()?);
        }
        if let Some(body) = &request.body {
            let (content_type, bytes) = body.encode()?;
            builder = builder
                .header(header::CONTENT_TYPE, content_type)
                .body(bytes);
        }
        Ok(builder.build()?)
    }
}

/// Everything but the certificates.
fn base(address: &PortalAddress) -> ClientBuilder {
    let builder = Client::builder()
        .user_agent(concat!("closeout/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .pool_idle_timeout(IDLE)
        .tcp_keepalive(Duration::from_secs(30))
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .https_only(!address.is_plain_http())
        .gzip(true);
    if address.is_this_machine() {
        // A proxy would carry the key off this machine, over plain http.
        builder.no_proxy()
    } else {
        builder
    }
}

fn bundled() -> Result<Vec<Certificate>, TransportSetupError> {
    TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| Certificate::from_der(der).map_err(TransportSetupError::Client))
        .collect()
}

/// A failure before any reply: without a connection the request certainly had no effect, otherwise nobody knows.
fn without_reply(error: reqwest::Error, limit: Duration) -> TransportError {
    if error.is_connect() || error.is_builder() {
        TransportError::NotSent(plain(error, limit))
    } else {
        TransportError::Lost(plain(error, limit))
    }
}

/// The error without the URL, which is long and says nothing new.
fn plain(error: reqwest::Error, limit: Duration) -> Box<dyn Error + Send + Sync> {
    if error.is_timeout() && !error.is_connect() {
        Box::new(TimeRanOut(limit))
    } else {
        Box::new(error.without_url())
    }
}
