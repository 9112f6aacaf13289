//! The portal's client, the pace and the scan, against scripted portals and the sandbox, over the in-process
//! transport and in paused time.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod mini_portal;
#[cfg(test)]
mod on_demo;
#[cfg(test)]
mod on_sandbox;
#[cfg(test)]
mod over_http;
#[cfg(test)]
mod scan_listings;
#[cfg(test)]
mod script;
#[cfg(test)]
mod titles;
