//! The portal's rules at the level of its routes.

mod support;

mod changes;
mod demo;
mod faults;
mod moving;
mod operations;
mod reading;
mod sharing;
mod titles;
mod worlds;
