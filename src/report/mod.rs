//! What is kept of the screens and of a run for people who were not there.
//!
//! This module must not know how the portal is spoken to, where a run lies on disk, or what time it is: it turns
//! values into text and pictures.

pub mod manifest;
pub mod picture;
