#!/usr/bin/env bash
# Shows the whole job on simulated platforms: a ledger of 300,000 rows, what the platform complains of, what is registered,
# the branch that waits for a person, his decision, and that there is nothing left to do.
set -euo pipefail
cd "$(dirname "$0")/.."
cuadre=$(realpath "$1")
rm -rf demo

# Bold on a terminal, and plain where the output goes elsewhere, as the program itself does.
bold='' off=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' off=$'\033[0m'; fi

# Shows a command as one would type it, runs it, and requires the exit code that the story has here.
show() {
    local expected=$1 code=0
    shift
    printf '\n%s$ cuadre' "$bold"
    printf ' %q' "$@"
    printf '%s\n' "$off"
    "$cuadre" "$@" || code=$?
    [ "$code" -eq "$expected" ] || { echo "demo: cuadre ended with code $code, not $expected" >&2; exit 1; }
}

show 5 demo --dir demo            # 5: something waits for a person
show 1 demo --dir demo --decide   # 1: done, and some rows were rejected
show 1 demo --dir demo            # the same: nothing to do
