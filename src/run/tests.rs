//! What a run promises: what each record means, what comes next, and what holds on every portal that can be thought of.

mod driver;
mod editors;
mod gate;
mod guest_links;
mod locks;
mod meaning;
mod ownership;
mod pacing;
mod poison;
mod properties;
mod records;
mod resuming;
mod room_owner;
mod scenarios;
mod stepping;
mod summing;
mod the_last_look;
mod titles;
mod toy;
mod truths;
