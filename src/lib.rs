//! Empties a client's DocSpace room into `/Archive/<ClientName>` and proves it.

pub mod app;
pub mod cli;
pub mod docspace;
pub mod domain;
pub mod engine;
pub mod headless;
pub mod plan;
pub mod report;
pub mod run;
pub mod sandbox;
pub mod store;
pub mod tui;
