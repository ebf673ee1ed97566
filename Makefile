# `make` alone says what can be made.
#
#   PYTHON  the interpreter for the virtual environment (3.11, 3.12 or 3.13)
#   JOBS    how many tests run at once
#   CI      when set, a missing lab is a failure instead of skipped tests

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PYTHON_VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
INSTALLED := $(VENV)/installed-$(PYTHON_VERSION)
PACKAGES := schema compiler targets tenants
CHECKED := $(PACKAGES) $(wildcard tests bench)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: help
help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: venv
venv: $(INSTALLED) ## set up .venv with the locked packages and pbxc itself

$(INSTALLED): requirements-dev.lock pyproject.toml
	@command -v git >/dev/null || { echo "git is missing: apt install git" >&2; exit 2; }
	command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: apt install python3 python3-venv" >&2; exit 2; }
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || {
		echo "$$($(PYTHON) --version) won't do: pbxc needs 3.11, 3.12 or 3.13 (choose with make PYTHON=...)" >&2; exit 2; }
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || {
		echo "$(PYTHON) can't make virtual environments: apt install python3-venv" >&2; exit 2; }
	$(BIN)/python$(PYTHON_VERSION) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	echo "installing the locked packages into $(VENV)"
	$(BIN)/python -m pip install --quiet --only-binary :all: --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
	touch $@

.PHONY: lab
lab: $(INSTALLED) ## build the Asterisk lab once (needs root and debootstrap)
	@$(BIN)/python -m tenants.lab build

.PHONY: demo
demo: $(INSTALLED) ## tell three calls through examples/harbour on a real Asterisk
	@$(BIN)/python -m tenants.demo

.PHONY: lint
lint: $(INSTALLED) ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet . || { echo "not formatted: run 'make format'" >&2; exit 1; }
	$(BIN)/mypy --strict --no-error-summary $(CHECKED)
	$(BIN)/lint-imports --no-logo >.import_linter.log 2>&1 || { cat .import_linter.log; exit 1; }
	echo "ruff, mypy and import-linter found nothing"

.PHONY: format
format: $(INSTALLED) ## put the Python files into the one format
	@$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

.PHONY: test
test: lint ## everything that must hold, on a real Asterisk too
	@$(BIN)/python -m tenants.lab build || {
		[ -z "$${CI:-}" ] || exit 1
		echo "no lab here: the tests on a real Asterisk are skipped"; }
	$(BIN)/python -m pytest -n $(JOBS) --cov --cov-report=term:skip-covered

.PHONY: torture
torture: $(INSTALLED) ## a million simulated applies, 5,000 faults into real ones; SEED=... for the same again
	@$(BIN)/python -m tests.faults.simulate --applies $${APPLIES:-1000000} \
		--seed $${SEED:-$$(date +%s)} --jobs $(JOBS)
	$(BIN)/python -m tests.faults.mutants
	$(BIN)/python -m tests.faults.real --faults $${FAULTS:-5000} --seed $${SEED:-$$(date +%s)}

.PHONY: golden
golden: $(INSTALLED) ## write the expected files under tests/golden anew; review the diff
	@$(BIN)/python -m pytest tests/golden --golden -q

.PHONY: reference
reference: $(INSTALLED) ## write docs/reference anew from the models; review the diff
	@$(BIN)/python -m pytest tests/compiler/test_reference.py --golden -q

.PHONY: bench
bench: $(INSTALLED) ## measure the stages; prints tables, keeps a history
	@$(BIN)/python -m bench

.PHONY: bench-live
bench-live: $(INSTALLED) ## measure pushes, and calls under them, on a real Asterisk (root; minutes)
	@$(BIN)/python -m bench.live

.PHONY: lock
lock: ## choose the newest allowed versions and write both lock files
	@$(PYTHON) -m venv .cache/lock
	.cache/lock/bin/pip install --quiet pip-tools
	compile="$(CURDIR)/.cache/lock/bin/pip-compile --quiet --upgrade --generate-hashes --all-build-deps --allow-unsafe \
		--strip-extras --no-header --no-annotate --no-emit-options --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --constraint constraints.txt"
	$$compile -o .cache/run.lock pyproject.toml
	$$compile -o .cache/dev.lock --extra dev pyproject.toml
	write() { # KIND FILE: the lines that pip-compile wrote, under a header without a path
		echo "# $$1"
		echo "# Made by \`make lock\` from pyproject.toml and constraints.txt; do not edit."
		echo "# Every line is an exact version with the hashes of its published files. No index is named:"
		echo "# pip takes the files from wherever this machine takes packages, and refuses any other bytes."
		grep -v '^#' "$$2"; }
	write "What pbxc needs to run, and the build backend to install it with." .cache/run.lock >requirements.lock
	write "What pbxc's own tests and checks need: requirements.lock and the dev extra." .cache/dev.lock >requirements-dev.lock

.PHONY: changelog
changelog: $(INSTALLED) ## gather changes/ into CHANGELOG.md for VERSION=...
	@$(BIN)/towncrier build --yes --version "$${VERSION:?say VERSION=...}"

.PHONY: clean
clean: ## remove what was set up and remembered here (the lab stays cached)
	@rm -rf $(VENV) .cache build dist *.egg-info .coverage .coverage.* htmlcov .hypothesis
	rm -rf .import_linter_cache .import_linter.log .mypy_cache .pytest_cache .ruff_cache
	find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +
