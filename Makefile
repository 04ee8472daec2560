# okr: everything that one does with a checkout. `make run` and `make test` need Python 3.11 or newer, git and make.

VENV   ?= .venv
PYTHON ?=
BIN    := $(VENV)/bin
UV     := uv==0.13.9

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run install test lint types contracts format bench lock clean

help: ## Say what can be done.
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: $(VENV)/.run ## Open the full-screen interface on the made-up company.
	@$(BIN)/okr demo

install: $(VENV)/.dev ## Install what development and tests need into .venv.

test: lint types contracts ## Lint, types, import contracts, and all tests on SQLite and PostgreSQL.
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev ## Check style, format and the house rules.
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "The files named above are not formatted: run 'make format'."; exit 1; }
	@$(BIN)/python tools/house_lint.py

types: $(VENV)/.dev ## Check the types.
	@$(BIN)/mypy --strict --no-error-summary

contracts: $(VENV)/.dev ## Check which package may import which.
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev ## Format the code and mend what can be mended safely.
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure speed and size against raw floors; BENCH_FLAGS are passed on.
	@$(BIN)/python -m bench $(BENCH_FLAGS)

lock: build/uv/bin/uv ## Write the lock files anew from pyproject.toml; LOCK_FLAGS=--upgrade takes the newest versions.
	@mkdir -p requirements
	$(call compile,requirements/dev.lock,--group dev --group build)
	$(call compile,requirements/run.lock,--group build --constraint requirements/dev.lock)

clean: ## Remove the environment, caches and whatever was built.
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# For every platform and Python from 3.11 on, with hashes and without the name of a package index.
compile = @build/uv/bin/uv pip compile pyproject.toml $(2) --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(LOCK_FLAGS) --output-file $(1)

build/uv/bin/uv: | $(BIN)/python
	@$(BIN)/python -m venv build/uv
	@build/uv/bin/python -m pip install --quiet --disable-pip-version-check $(UV)

# The stamps: a second `make run` finds nothing to do and starts at once.
$(VENV)/.run: requirements/run.lock pyproject.toml | $(BIN)/python
	$(call install,requirements/run.lock)
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(BIN)/python
	$(call install,requirements/dev.lock)
	@touch $@ $(VENV)/.run

define install
	@echo "Installing what $(1) names into $(VENV) (once; a minute or so)."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
endef

$(BIN)/python:
	@for candidate in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
		if "$$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			"$$candidate" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }; \
			exit 0; \
		fi; \
	done; \
	echo "okr needs Python 3.11 or newer with its venv module, and none was found; install it, or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1
