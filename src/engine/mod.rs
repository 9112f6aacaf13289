//! Drives what the pure parts decide: lists rooms, and keeps the portal's limits while doing so.

pub mod pace;
pub mod scan;
