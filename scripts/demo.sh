#!/usr/bin/env bash
# Shows the whole job in three calls: the first waits for a person, the second plays the person, the third has nothing to do.
set -euo pipefail
cuadre=$(realpath "$1")
folder=$(mktemp -d "${TMPDIR:-/tmp}/cuadre-demo-XXXXXX")

# Shows a command as one would type it, runs it, and fails unless it ends with the code that is expected.
show() {
    local expected=$1 code=0
    shift
    printf '\n\033[1m$ cuadre'
    printf ' %q' "$@"
    printf '\033[0m\n'
    "$cuadre" "$@" || code=$?
    [ "$code" -eq "$expected" ] || { echo "demo: cuadre ended with code $code, not $expected" >&2; exit 1; }
}

show 5 demo --dir "$folder"              # waits: one branch only a person can decide
show 1 demo --dir "$folder" --decide     # done; some rows of the ledger are rejected
show 1 demo --dir "$folder"              # nothing to do
