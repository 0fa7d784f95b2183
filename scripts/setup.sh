#!/usr/bin/env bash
# Makes sure that what a target needs is there, and installs what can be installed.
#
#   scripts/setup.sh build    Rust (as new as Cargo.toml asks) and a C compiler: checked, never installed
#   scripts/setup.sh peers    a Python environment with the peers that tests compare with; its python's path on stdout
#   scripts/setup.sh bench    the same with everything that the benchmark compares with
#
# Talk goes to stderr. Doing it twice costs nothing: an environment is rebuilt only when its list of packages changes.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }
die() { say "$*"; exit 1; }

# Installs Debian packages; says what to install by hand where there is no apt-get or no right to use it.
debian() {
    local as_root=()
    command -v apt-get >/dev/null || die "please install: $*"
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "please install (as root): apt-get install $*"
        as_root=(sudo)
    fi
    say "installing Debian packages: $*"
    "${as_root[@]}" apt-get update -qq >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

build() {
    local wanted have
    command -v cargo >/dev/null || die "Rust is missing: install it as rust-lang.org says, then run this again"
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    have=$(rustc --version | cut -d' ' -f2 | cut -d- -f1)
    [ "$(printf '%s\n' "$wanted" "$have" | sort -V | head -n 1)" = "$wanted" ] ||
        die "Rust $have is too old: Cargo.toml asks for $wanted; run 'rustup update'"
    command -v cc >/dev/null || debian gcc libc6-dev
}

# A virtual environment with the packages of a requirements file, in bench/.venv or in the cache of CI.
environment() {
    local list=$1 home hash
    hash=$(sha256sum "$list" | cut -c1-12)
    home="${CUADRE_CACHE:-bench/.venv}"
    [ -z "${CUADRE_CACHE:-}" ] || home="$home/venv"
    home="$home/$(basename "$list" .txt)-$hash"
    if [ ! -e "$home/complete" ]; then
        command -v python3 >/dev/null && python3 -c 'import ensurepip, venv' 2>/dev/null || debian python3 python3-venv
        python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
            die "the peers need Python 3.11 or newer; this is $(python3 --version)"
        say "installing the Python packages of $list into $home"
        rm -rf "$home"
        python3 -m venv "$home" >&2
        "$home/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: -r "$list" >&2
        touch "$home/complete"
    fi
    (cd "$home/bin" && echo "$PWD/python")
}

[ $# -gt 0 ] || die "what for? build, peers or bench"
for need in "$@"; do
    case "$need" in
    build) build ;;
    peers) environment bench/peers.txt ;;
    bench) environment bench/requirements.txt ;;
    *) die "unknown need '$need': build, peers or bench" ;;
    esac
done
