//! What a plan promises, as tables and properties.

mod blockers;
pub(crate) mod builder;
mod collisions;
mod comparing;
mod consenting;
mod digesting;
mod hazards;
mod properties;
mod refusals;
mod unlocking;
