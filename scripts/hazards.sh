#!/usr/bin/env bash
# Prints the hazards that the predecessor fell into, and the tests that stand against each, by the tests' names
# (`h04_…`). That none is missing is kept by crates/app/tests/tidy.rs.
set -euo pipefail
cd "$(dirname "$0")/.."
grep -rnoE --include='*.rs' '\bfn h[0-9]{2}_[a-z0-9_]+' crates | sort -t: -k3,3 -k1,1 | awk -F: '
    { name = substr($3, 4); hazard = toupper(substr(name, 1, 3))
      if (hazard != last) print (last ? "\n" : "") hazard; last = hazard
      printf "  %-64s %s:%s\n", name, $1, $2; tests++ }
    END { if (!tests) { print "no test is named after a hazard"; exit 1 } }'
