//! Small pieces of drawing that know nothing of rooms and runs.

mod pen;
pub mod text;
pub mod words;

pub use pen::{Column, Pen, Piece, row};
