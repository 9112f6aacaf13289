//! A small portal of values and a driver that presses keys, for tests of the terminal without any portal.

pub(crate) mod driver;
pub(crate) mod run;
pub(crate) mod terminal;
pub(crate) mod world;
