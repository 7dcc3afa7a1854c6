# make run · make test · make lint · make bench: each sets up what it needs, and again only what changed.
#
# What must be there: make, git, and Python 3.11 or newer with venv. All else is set up: system
# libraries by apt where it may be used, a virtual environment in .venv, Python and npm packages as
# pinned. PORT=8001 moves `make run`; ARGS="tests/core -x" narrows `make test`.

VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
ASSETS := $(wildcard package.json package-lock.json workflow/core/assets.py)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help setup run test lint bench screenshot

help:
	@echo "make run    start everything and print the address    (PORT=8001 moves it)"
	@echo "make test   all tests, on SQLite and PostgreSQL        (ARGS=\"tests/core -x\" narrows)"
	@echo "make lint   style, types, the order of the stages"
	@echo "make bench  the figures of speed, as ratios"
	@echo "make screenshot    the picture of the README"

setup: $(DONE)/system $(DONE)/python $(DONE)/assets

run: setup
	@$(BIN)/python -m workflow.demo.serve

test: setup $(DONE)/system-tests $(DONE)/python-dev
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

lint: $(DONE)/python-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: setup $(DONE)/python-dev
	$(BIN)/python -m tests.bench $(ARGS)

screenshot: setup $(DONE)/system-tests $(DONE)/python-dev
	$(BIN)/python -m tests.e2e.screenshot

# A stamp says that a step was done with the files named after it.

$(DONE)/venv:
	@.ci/find-python $(PYTHON) > /dev/null
	"$$(.ci/find-python $(PYTHON))" -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/system: .ci/system-packages | $(DONE)/venv
	@.ci/system-packages run
	@touch $@

$(DONE)/system-tests: .ci/system-packages $(DONE)/python-dev
	@.ci/system-packages test
	@touch $@

$(DONE)/python: requirements.txt | $(DONE)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DONE)/python-dev: requirements-dev.txt $(DONE)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@touch $@

$(DONE)/assets: $(ASSETS) .ci/npm | $(DONE)/python
	.ci/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(BIN)/python -m workflow.core.assets
	@touch $@
