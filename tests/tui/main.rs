//! The terminal: its screens from values, its use cases on the sandbox, its loop, and the binary on a pseudo-terminal.

#[cfg(test)]
mod event_loop;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod guest;
#[cfg(test)]
#[cfg(unix)]
mod pty;
#[cfg(test)]
mod sandbox;
#[cfg(test)]
mod screens;
#[cfg(test)]
mod support;
mod take_over;
