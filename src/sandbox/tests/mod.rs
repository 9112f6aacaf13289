//! The portal's rules at the level of its routes.

mod support;

mod moving;
mod reading;
mod sharing;
