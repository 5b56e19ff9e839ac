# make demo and make test do all their own set-up; they need Python 3.11 or newer and a package index, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup demo local test check lock format
help:            ## what there is to do
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' $(MAKEFILE_LIST)

$(VENV)/.local: requirements/local.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Connectpilot needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/local.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.local requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.dev ## a virtual environment with everything, tests included

demo: $(VENV)/.local ## the main job on this machine: upload, connector, healing, scaling (KEEP=1 leaves it running)
	@$(BIN)/connectpilot demo $(if $(KEEP),--keep)

local: $(VENV)/.local ## the local cloud alone, until Ctrl-C
	@$(BIN)/connectpilot local

test: check      ## lint, types, template, state machines, sam build, every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.dev ## write the code the way ruff likes it
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(VENV)/.dev ## resolve the requirements anew
	@$(BIN)/python tools/lock_requirements.py
