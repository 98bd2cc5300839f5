# The two commands that matter are `make run` and `make test`. Each does its own set-up.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest --quiet --numprocesses logical
NODE_TOOL := $(BIN)/python -m tests.tools.node
# Side by side, and what each says in one piece where this make can do that.
TWO_AT_A_TIME := $(MAKE) --no-print-directory --jobs=2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.DEFAULT_GOAL := help
.PHONY: help run test lint types schemas unit app browser js format bench sample clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 @\2/p' $(MAKEFILE_LIST) | tr @ '\t' | expand -t 20

$(VENV)/bin/python:
	@python="$(PYTHON)"; test -n "$$python" || \
		{ echo "Python 3.11 or newer is needed, and none was found. Install it, or name it: make run PYTHON=/path/to/python3" >&2; exit 1; }; \
	echo "Making the environment in $(VENV) …"; \
	$$python -m venv $(VENV) || { echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

# Stamps, so that `make run` installs only what running needs, and each target only what it needs.
$(VENV)/run.stamp: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what running needs (about a minute on a new machine) …"
	@$(PIP) --editable .
	@touch $@

# Most of what is installed is never imported: modules are compiled when they are.
$(VENV)/dev.stamp: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need (a few minutes on a new machine) …"
	@$(PIP) --no-compile --editable '.[dev]'
	@touch $@ $(VENV)/run.stamp

$(VENV)/node.stamp: package.json $(VENV)/dev.stamp
	@$(NODE_TOOL) npm install --no-package-lock --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(VENV)/suite.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.tools.schema_suite
	@touch $@

$(VENV)/browser.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.tools.browser
	@touch $@

run: $(VENV)/run.stamp ## start the app on http://127.0.0.1:8501 with a few sample articles
	@$(BIN)/annotate run --samples

test: $(VENV)/dev.stamp ## set up and run everything that CI runs
	@$(TWO_AT_A_TIME) types js lint $(VENV)/suite.stamp $(VENV)/browser.stamp
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory browser

lint: $(VENV)/dev.stamp ## style of the Python code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## types of the Python code
	$(BIN)/mypy

js: $(VENV)/node.stamp ## types and tests of the editor's modules
	$(NODE_TOOL) node node_modules/typescript/bin/tsc
	$(NODE_TOOL) node --test 'tests/editor/**/*.test.js'

unit: $(VENV)/node.stamp $(VENV)/suite.stamp ## every test that needs no browser
	$(PYTEST) --dist worksteal -m "not browser"

browser: $(VENV)/node.stamp $(VENV)/browser.stamp ## the tests that drive a real Chromium
	$(PYTEST) --maxprocesses 4 --dist loadgroup -m browser tests/browser

format: $(VENV)/dev.stamp ## put the Python code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp ## measure, against a peer or a physical limit in the same run
	@for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

sample: $(VENV)/dev.stamp ## make the dataset in exports/sample anew
	$(BIN)/python -m tests.tools.sample_dataset

clean: ## remove the environment and what was built
	rm -rf $(VENV) node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
