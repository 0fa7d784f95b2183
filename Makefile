# Each target does the set-up it needs: `make demo` and `make test` work on a fresh machine that has Rust, a C
# compiler and make. CI keeps what it builds and downloads in CUADRE_CACHE, outside the checkout.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

ifneq ($(filter true 1,$(CI)),)
  export CUADRE_CACHE ?= $(HOME)/.cache/cuadre
  export CARGO_TARGET_DIR ?= $(CUADRE_CACHE)/target
  export CARGO_TERM_COLOR ?= never
  export CARGO_INCREMENTAL ?= 0
endif

TARGET_DIR = $(or $(CARGO_TARGET_DIR),target)
CUADRE = $(TARGET_DIR)/release/cuadre
BENCH = --manifest-path bench/Cargo.toml
WINDOWS = x86_64-pc-windows-gnu
FUZZ_SECONDS ?= 30

.PHONY: help setup build demo test lint fmt bless docs hazards mutants bench fuzz windows

help: ## Lists the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Checks Rust, the C compiler and Python; installs what Debian has and is missing
	@scripts/setup.sh build peers >/dev/null

build: ## The binary, optimized: target/release/cuadre
	@scripts/setup.sh build
	cargo build --release --locked -p cuadre

demo: build ## Shows the whole job on simulated platforms, with a ledger of 300,000 rows
	@scripts/demo.sh "$(CUADRE)"

test: setup ## Every test, all set-up included
	cargo test --locked $(BENCH)
	cargo test --locked --workspace --no-fail-fast

lint: ## Formatting, clippy with warnings as errors; licences and advisories where cargo-deny is installed
	@scripts/setup.sh build
	cargo fmt --all --check
	cargo fmt $(BENCH) --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo clippy --locked $(BENCH) --all-targets -- -D warnings
	@if cargo deny --version >/dev/null 2>&1; then cargo deny check; \
	  else echo "cargo-deny is not installed: licences and advisories were not looked at"; fi

fmt: ## Formats all code
	cargo fmt --all
	cargo fmt $(BENCH)

bless: setup ## Rewrites the expected output of golden cases and snapshots; read the diff before you commit it
	UPDATE_EXPECT=1 cargo test --locked --workspace

docs: ## Writes docs/rules.md anew from the rulebook
	cargo run --quiet --locked -p cuadre -- explain --all --markdown --lang en > docs/rules.md.new
	@test -s docs/rules.md.new || { rm -f docs/rules.md.new; echo "docs: explain printed nothing" >&2; exit 1; }
	mv docs/rules.md.new docs/rules.md

hazards: ## Prints each hazard of the predecessor with the tests that stand against it
	@scripts/hazards.sh

mutants: ## Breaks each look-up, each intent and the staging comparison; prints which test noticed
	@scripts/setup.sh build
	cargo test --locked -p connectors --test mutants -- --nocapture

bench: build ## Runs the peers beside us, checks the bars, writes docs/benchmarks.md (ARGS="--only NAME --runs 7")
	cargo build --release --locked -p engine --example reconcile_speed
	cargo run --release --locked $(BENCH) -- run --cuadre "$(CUADRE)" \
	  --reconcile "$(TARGET_DIR)/release/examples/reconcile_speed" $(ARGS)

fuzz: ## Runs each fuzz target for FUZZ_SECONDS (30)
	@scripts/fuzz.sh "$(FUZZ_SECONDS)"

windows: ## Checks that everything compiles for Windows, where Rust's library for it is installed
	@scripts/windows.sh "$(WINDOWS)"
