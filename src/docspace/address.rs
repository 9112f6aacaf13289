//! Where the portal is: what people type or paste, understood, and nothing that would send the key astray.

use std::fmt;

use url::{Host, Url};

use crate::domain::{PortalName, titles::visible};

/// A portal's address: `https`, or plain `http` to this very machine.
#[derive(Clone, PartialEq, Eq)]
pub struct PortalAddress {
    /// Scheme, host and port with `/api/2.0/` behind.
    base: Url,
    name: PortalName,
}

/// Why a text is not a portal's address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing there.
    #[error("the portal's address is empty")]
    Empty,
    /// Spaces, line breaks, no host, a bad port.
    #[error("\u{201c}{shown}\u{201d} is not an address; give it as https://docspace.example.com")]
    NotAnAddress {
        /// What was given, made visible.
        shown: String,
    },
    /// A scheme that is neither.
    #[error(
        "{scheme}: is not how a portal is reached; give its address as https://docspace.example.com"
    )]
    WrongScheme {
        /// The scheme.
        scheme: String,
    },
    /// Plain http to another machine would show the key to the network.
    #[error("plain http to {host} would show the key to everyone on the way; use https://{host}")]
    PlainHttp {
        /// The host.
        host: String,
    },
    /// `user:password@host`. Not shown, it may be a secret.
    #[error("the address holds a user name or password; leave out what stands before the @")]
    UserInfo,
    /// Something behind the host that is not the API's root.
    #[error("leave out what stands behind the host: https://{host}")]
    Path {
        /// The host with its port.
        host: String,
    },
}

impl PortalAddress {
    /// Reads an address as typed or pasted: a trailing slash, a missing scheme (https, or http on this machine), a
    /// pasted `/api/2.0`, a port and upper case are understood.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        let not_an_address = || AddressError::NotAnAddress {
            shown: visible(&text.chars().take(100).collect::<String>()).into_owned(),
        };
        if text.contains('@') {
            return Err(AddressError::UserInfo);
        }
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(not_an_address());
        }
        let given = if text.contains("://") {
            Url::parse(text)
        } else {
            Url::parse(&format!("https://{text}"))
        };
        let mut url = given.map_err(|_| not_an_address())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(AddressError::WrongScheme {
                scheme: url.scheme().to_owned(),
            });
        }
        let local = is_this_machine(&url);
        if local && !text.contains("://") {
            // Without a scheme, a portal on this machine is a sandbox or a test installation behind plain http.
            url = Url::parse(&format!("http://{text}")).map_err(|_| not_an_address())?;
        }
        let name = name_of(&url).ok_or_else(not_an_address)?;
        if url.scheme() == "http" && !local {
            return Err(AddressError::PlainHttp { host: name.0 });
        }
        Self::at_root(url, name)
    }

    /// The portal as a name: host, and port where it is not the scheme's own.
    pub fn name(&self) -> &PortalName {
        &self.name
    }

    /// Whether the portal is on this machine.
    pub fn is_this_machine(&self) -> bool {
        is_this_machine(&self.base)
    }

    /// Whether requests travel unencrypted (only ever inside this machine).
    pub fn is_plain_http(&self) -> bool {
        self.base.scheme() == "http"
    }

    /// The URL of a path below `/api/2.0/`.
    pub(super) fn endpoint(&self, path: &str) -> Result<Url, url::ParseError> {
        Url::parse(&format!("{}{path}", self.base))
    }

    fn at_root(mut url: Url, name: PortalName) -> Result<Self, AddressError> {
        let path = url.path().trim_end_matches('/').to_ascii_lowercase();
        let is_root = matches!(path.as_str(), "" | "/api" | "/api/2.0");
        if !is_root || url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Path { host: name.0 });
        }
        url.set_path("/api/2.0/");
        Ok(Self { base: url, name })
    }
}

impl fmt::Display for PortalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.base.scheme(), self.name)
    }
}

impl fmt::Debug for PortalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortalAddress({self})")
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Host and, where it is not the scheme's own, port.
fn name_of(url: &Url) -> Option<PortalName> {
    let host = url.host_str()?.trim_end_matches('.');
    if host.is_empty() {
        return None;
    }
    Some(PortalName(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_understood() {
        for (pasted, endpoint, name) in [
            (
                "https://ds.example.com",
                "https://ds.example.com/api/2.0/x",
                "ds.example.com",
            ),
            (
                "https://ds.example.com/",
                "https://ds.example.com/api/2.0/x",
                "ds.example.com",
            ),
            (
                " ds.example.com\n",
                "https://ds.example.com/api/2.0/x",
                "ds.example.com",
            ),
            (
                "DS.Example.COM",
                "https://ds.example.com/api/2.0/x",
                "ds.example.com",
            ),
            (
                "HTTPS://ds.example.com:443/api/2.0/",
                "https://ds.example.com/api/2.0/x",
                "ds.example.com",
            ),
            (
                "https://ds.example.com/api/2.0",
                "https://ds.example.com/api/2.0/x",
                "ds.example.com",
            ),
            (
                "ds.example.com/API/2.0",
                "https://ds.example.com/api/2.0/x",
                "ds.example.com",
            ),
            (
                "ds.example.com:8443",
                "https://ds.example.com:8443/api/2.0/x",
                "ds.example.com:8443",
            ),
            (
                "http://127.0.0.1:8731",
                "http://127.0.0.1:8731/api/2.0/x",
                "127.0.0.1:8731",
            ),
            (
                "localhost:8731/",
                "http://localhost:8731/api/2.0/x",
                "localhost:8731",
            ),
            (
                "https://localhost",
                "https://localhost/api/2.0/x",
                "localhost",
            ),
            (
                "http://[::1]:8731",
                "http://[::1]:8731/api/2.0/x",
                "[::1]:8731",
            ),
            (
                "bücher.example",
                "https://xn--bcher-kva.example/api/2.0/x",
                "xn--bcher-kva.example",
            ),
        ] {
            let address = PortalAddress::parse(pasted).unwrap();
            assert_eq!(
                address.endpoint("x").unwrap().as_str(),
                endpoint,
                "{pasted:?}"
            );
            assert_eq!(address.name().0, name, "{pasted:?}");
        }
    }

    #[test]
    fn what_would_send_the_key_astray_is_refused() {
        let not = |shown: &str| AddressError::NotAnAddress {
            shown: shown.into(),
        };
        let path = || AddressError::Path {
            host: "ds.example.com".into(),
        };
        for (pasted, error) in [
            ("", AddressError::Empty),
            ("  ", AddressError::Empty),
            (
                "http://ds.example.com",
                AddressError::PlainHttp {
                    host: "ds.example.com".into(),
                },
            ),
            (
                "http://127.0.0.1.example.com",
                AddressError::PlainHttp {
                    host: "127.0.0.1.example.com".into(),
                },
            ),
            (
                "http://localhost.example.com",
                AddressError::PlainHttp {
                    host: "localhost.example.com".into(),
                },
            ),
            (
                "http://10.0.0.5:80",
                AddressError::PlainHttp {
                    host: "10.0.0.5".into(),
                },
            ),
            ("https://me:pass@ds.example.com", AddressError::UserInfo),
            ("me@ds.example.com", AddressError::UserInfo),
            (
                "ftp://ds.example.com",
                AddressError::WrongScheme {
                    scheme: "ftp".into(),
                },
            ),
            ("ds.example.com/rooms/shared/512", path()),
            ("https://ds.example.com/?x=1", path()),
            ("https://ds.example.com/#a", path()),
            ("a b", not("a b")),
            ("ds\u{1b}[0m", not("ds␛[0m")),
            ("https://", not("https://")),
            ("ds.example.com:99999", not("ds.example.com:99999")),
            ("https:\\\\ds.example.com", not("https:\\\\ds.example.com")),
        ] {
            assert_eq!(PortalAddress::parse(pasted), Err(error), "{pasted:?}");
        }
    }
}
