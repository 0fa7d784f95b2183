//! Bad days: each has its outcome, and loses nothing.
