//! A small world of values for tests and pictures.
