#!/usr/bin/env bash
# Shows the product on a ledger it makes itself: 300,000 rows, some of them wrong on purpose.
set -euo pipefail
cd "$(dirname "$0")/.."
cuadre=$(realpath "$1")
rm -rf demo
mkdir demo

# Shows a command as one would type it, and runs it. Code 1 means "done, with rows refused": that is the point here.
show() {
    local code=0
    printf '\n\033[1m$ cuadre %s\033[0m\n' "$*"
    "$cuadre" "$@" || code=$?
    [ "$code" -le 1 ] || { echo "demo: cuadre ended with code $code" >&2; exit "$code"; }
}

cd demo
show sample --rows 300000 --period 2026-01 --dirty 1% "01. PLE ENERO 26.xlsx"
show normalize "01. PLE ENERO 26.xlsx" --period 2026-01 --out out
printf '\n\033[1mWhat was written\033[0m (in demo/)\n'
find . -type f -printf '%10s  %P\n' | sort -k2
printf '\n\033[1mThe first refusals\033[0m (rejects.csv)\n'
head -n 4 "$(find out -name rejects.csv | head -n 1)"
printf '\nWhat one of these codes means:  %s explain C104\n' "${1/#"$PWD/"/}"
