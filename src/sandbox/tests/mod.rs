//! The portal's rules at the level of its routes.

mod support;

mod changes;
mod demo;
mod faults;
mod files;
mod invariants;
mod links;
mod moving;
mod operations;
mod reading;
mod serving;
mod sharing;
mod titles;
mod worlds;
