#!/usr/bin/env bash
# Shows the product on a ledger it makes itself: 300,000 rows, some of them wrong on purpose.
set -euo pipefail
cd "$(dirname "$0")/.."
cuadre=$(realpath "$1")
rm -rf demo

# Shows a command as one would type it, and runs it. Code 1 means "done, with rows refused": that is the point here.
show() {
    local code=0
    printf '\n\033[1m$ cuadre'
    printf ' %q' "$@"
    printf '\033[0m\n'
    "$cuadre" "$@" || code=$?
    [ "$code" -le 1 ] || { echo "demo: cuadre ended with code $code" >&2; exit "$code"; }
}

show sample --rows 300000 --period 2026-01 --dirty 1% --out demo
ledger="demo/2026/01. PLE ENERO 26.xlsx"
show normalize "$ledger" --out demo/out

printf '\n\033[1mWhat was written\033[0m\n'
find demo/out -type f -printf '%10s  %p\n' | sort -k2
printf '\n\033[1mThe first refusals, of demo/out/rejects.csv\033[0m\n'
head -n 4 demo/out/rejects.csv
first=$(sed -n '2p' demo/out/rejects.csv | grep -oE '\bC[0-9]{3}\b' | head -n 1 || true)
[ -z "$first" ] || show explain "$first"
