#![forbid(unsafe_code)]
//! The command line `cuadre`.

fn main() {}
