//! What a plan promises, as tables and properties.

mod blockers;
pub(crate) mod builder;
mod collisions;
mod comparing;
mod consenting;
mod digesting;
mod guests;
mod hazards;
pub(crate) mod ownership;
mod properties;
mod refusals;
mod unlocking;
