//! Taking a room over and handing it back, step by step.
