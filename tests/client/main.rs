//! The portal's client, the pace and the scan, against scripted portals and the sandbox, over the in-process
//! transport and in paused time.

mod calls;
mod errors;
mod mini_portal;
mod on_sandbox;
mod over_http;
mod scan_listings;
mod script;
