//! The portal's client, the pace and the scan, against scripted portals and the sandbox, over the in-process
//! transport and in paused time.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod endless;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod mini_portal;
#[cfg(test)]
mod office;
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
#[cfg(test)]
mod write_files;
#[cfg(test)]
mod write_guests;
#[cfg(test)]
mod write_links;
#[cfg(test)]
mod write_rooms;
