# Every command sets up what it needs: the virtual environment included.
# STACK names the environment: dev, staging or prod.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
RUN := .venv/bin/python
NEEDS_STACK = $(if $(STACK),,$(error STACK is missing; say for which environment: make $@ STACK=prod))

.PHONY: help
help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

# Two stamps: a preview needs less than the tests do.
.venv/.program: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Plinth needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
	    "Say which to use: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "Installing what the program needs into .venv (about a minute, once)" >&2
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.development: requirements-development.txt .venv/.program
	@echo "Installing what the tests need into .venv (once)" >&2
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes \
	  -r requirements-development.txt
	@touch $@

.PHONY: emulate
emulate: .venv/.program ## A whole environment in an emulated AWS, in this process (KEEP=1 serves it)
	$(NEEDS_STACK)
	@$(RUN) -m operations emulate $(STACK) $(if $(JSON),--json $(JSON)) $(if $(KEEP),--keep)

.PHONY: preview
preview: .venv/.program ## The plan of an environment, offline: make preview STACK=prod
	$(NEEDS_STACK)
	@$(RUN) -m operations preview $(STACK) $(if $(JSON),--json $(JSON)) \
	  $(if $(AGAINST),--against $(AGAINST))

.PHONY: test
test: .venv/.development ## All tests
	@$(RUN) -m pytest -q -n auto --cov --cov-report=term-missing:skip-covered

.PHONY: check
check: .venv/.development ## Style, types (every AWS argument's name and type), generated files, tests
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy .
	@$(MAKE) --no-print-directory generated-check test

.PHONY: generated
generated: .venv/.program ## Write the generated files anew: schemas, reference, resource lists
	@$(RUN) -m operations generate > /dev/null

.PHONY: generated-check
generated-check: generated
	@git diff --exit-code --stat -- config/schemas docs tests/golden || { \
	  echo "Generated files were stale; commit the new ones." >&2; exit 1; }

.PHONY: format
format: .venv/.development ## Format the code
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

.PHONY: requirements
requirements: .venv/.development ## Pin the newest versions that pyproject.toml allows, with hashes
	@.venv/bin/pip-compile $(PIN) -o requirements.txt pyproject.toml
	@.venv/bin/pip-compile $(PIN) --extra development -c requirements.txt \
	  -o requirements-development.txt pyproject.toml

PIN := --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
