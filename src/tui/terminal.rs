//! The terminal: taken over at the beginning, given back on every way out.
