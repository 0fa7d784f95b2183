#!/usr/bin/env bash
# Runs each fuzz target for a bounded time, from its committed corpus. What it finds lands in fuzz/artifacts.
#
# The sanitizers are an unstable option of the stable compiler, hence RUSTC_BOOTSTRAP; the product is never built so.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
[ -f fuzz/Cargo.toml ] || { echo "fuzz: there is no fuzz/Cargo.toml" >&2; exit 1; }
command -v c++ >/dev/null || { echo "fuzz: libFuzzer needs a C++ compiler (Debian: g++)" >&2; exit 1; }
cargo fuzz --version >/dev/null 2>&1 || cargo install cargo-fuzz --locked
export RUSTC_BOOTSTRAP=1
targets=$(cargo fuzz list)
grown=$(mktemp -d)
trap 'rm -rf "$grown"' EXIT
for target in $targets; do
    echo "── $target, $seconds s"
    mkdir -p "$grown/$target" "fuzz/corpus/$target"
    # New inputs go to the first folder: the committed corpus stays as it is.
    cargo fuzz run --release "$target" "$grown/$target" "fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
done
