# make demo and make test do all their own set-up; they need Python 3.11 or newer and a package index, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SAM_VENV := .sam-venv

.PHONY: help setup demo local test tests check template recipes lock format
help:            ## what there is to do
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' $(MAKEFILE_LIST)

$(VENV)/.local: requirements/local.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Connectpilot needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@echo "installing the locked requirements into $(VENV), once ..." >&2
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

test: check template tests ## lint, types, template, state machines, sam build, every test

# Each folder that replaces parts of moto has a process of its own; tests/conftest.py says which and why.
WORLDS := tests/statemachines tests/functional/local_core tests/functional/local_events tests/functional/local_rights
tests: $(VENV)/.dev ## every test, nothing else
	@$(BIN)/python -m pytest -n 2 --dist loadfile tests $(WORLDS:%=--ignore=%) --ignore=tests/end_to_end
	@for world in $(WORLDS); do $(BIN)/python -m pytest -n 2 --dist loadfile $$world || exit 1; done
	@$(BIN)/python -m pytest tests/end_to_end

check: $(VENV)/.dev ## lint, format, types, locks in step, generated pages in step
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python tools/lock_requirements.py --check

$(SAM_VENV)/.done: requirements/sam.txt
	@test -x $(SAM_VENV)/bin/python || $(PYTHON) -m venv $(SAM_VENV)
	@$(SAM_VENV)/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

# The SAM CLI pins libraries that ours needs in other versions, so it has an environment of its own. No telemetry, no
# look-up of newer versions, no account: what it does here it does alone.
SAM := SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true \
	AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none $(SAM_VENV)/bin/sam

template: $(VENV)/.dev $(SAM_VENV)/.done ## validate the template, as written and as expanded, and build it
	@$(SAM) validate --lint
	@mkdir -p .aws-sam && $(BIN)/python tools/expand_template.py > .aws-sam/expanded.json
	@$(BIN)/cfn-lint .aws-sam/expanded.json
	@$(SAM) build --no-cached > .aws-sam/build.log 2>&1 || { cat .aws-sam/build.log; exit 1; }

format: $(VENV)/.dev ## write the code the way ruff likes it
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

CENTRAL := from connectpilot_cli.local_cloud import maven_central; print(maven_central())
recipes: $(VENV)/.dev ## every shipped recipe on the real archives, compared with what is known of it
	@$(BIN)/connectpilot recipe check recipes/*.yaml
	@CONNECTPILOT_ALL_RECIPES=1 CONNECTPILOT_MAVEN_REPOSITORY_URLS="$${CONNECTPILOT_MAVEN_REPOSITORY_URLS:-$$($(BIN)/python -c "$(CENTRAL)")}" \
		$(BIN)/python -m pytest -rs tests/functional/releases/test_real_archives.py

lock: $(VENV)/.dev ## resolve the requirements anew
	@$(BIN)/python tools/lock_requirements.py
