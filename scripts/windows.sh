#!/usr/bin/env bash
# Checks that the workspace compiles for Windows. Fails, and says why, where it cannot be checked.
#
# `cargo check` needs Rust's standard library for the target and no linker. It only looks whether that library is
# there: changing the machine's toolchain is its owner's choice. Debian packages the library for its own Rust alone,
# which is older than the one that Cargo.toml asks for, and a library must fit its compiler exactly.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$1
library=$(rustc --print target-libdir --target "$target")
if [ ! -d "$library" ]; then
    echo "windows: NOT CHECKED: this Rust has no standard library for $target" >&2
    echo "windows: add it with 'rustup target add $target', then run this again" >&2
    exit 1
fi
cargo check --locked --workspace --all-targets --target "$target"
