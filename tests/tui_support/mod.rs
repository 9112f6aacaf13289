//! A small portal of values and a driver that presses keys, for tests of the terminal without any portal.
#![expect(dead_code, reason = "every test binary uses a part of it")]

pub(crate) mod driver;
pub(crate) mod run;
pub(crate) mod world;
