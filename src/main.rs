//! closeout
fn main() {}
