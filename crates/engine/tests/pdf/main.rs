//! Reports that were printed as PDF: read whole and exactly, or refused in words.

mod doubts;
mod hostile;
mod printed;
mod producers;
mod properties;
