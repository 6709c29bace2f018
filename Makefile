# `make demo` shows Dateline at work, `make test` runs all tests; both set up .venv first. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
GOLD ?= ../shared/gold

.DEFAULT_GOAL := help
.PHONY: compiled help demo test torture bench evaluate lint stubs reference pictures lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: compiled ## ingest the sample articles into a server and look at them with the client
	@$(BIN)/python scripts/demo.py

# Three on two processors: one of them waits for a server most of the time.
test: compiled ## all tests but the slow proofs
	$(BIN)/python -m pytest -m "not slow" -n 3 --dist loadfile

torture: compiled ## the slow proofs: kills, floods, texts at the limit, and the properties on all their examples
	$(BIN)/python -m pytest -m "slow or hypothesis" --hypothesis-profile=thorough -n 2 --dist loadfile

bench: compiled ## the figures of the performance table, as ratios in one run
	$(BIN)/python -m bench

evaluate: $(VENV)/installed ## quality on the project's own sentences and on gold cases: make evaluate GOLD=folder
	$(BIN)/python -m evaluation.own
	$(BIN)/python -m evaluation $(GOLD)

lint: $(VENV)/installed ## style, types, import contracts, schema
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/buf lint
	$(BIN)/buf format --exit-code --diff protos

stubs: $(VENV)/installed ## write the Python stubs of the schema again, and the synchronous client
	$(BIN)/python scripts/generate_stubs.py
	$(BIN)/python scripts/generate_client.py

reference: $(VENV)/installed ## write docs/reference/ again from the code
	$(BIN)/python scripts/generate_reference.py

pictures: $(VENV)/installed ## draw the pictures of docs/images/ again from the sample articles
	$(BIN)/python scripts/draw_pictures.py

lock: $(VENV)/installed ## pin all dependencies again, with hashes
	$(BIN)/python scripts/lock_dependencies.py

clean: ## remove .venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Processes that are started again and again need not compile what they import each time, even where Python is told to
# keep nothing compiled.
compiled: $(VENV)/installed
	@$(BIN)/python -m compileall -q client server

$(VENV)/installed: pyproject.toml requirements/lock.txt
	@command -v $(PYTHON) >/dev/null || { echo "Dateline needs Python 3.11 or newer: '$(PYTHON)' was not found. Install it, or name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) scripts/check_python.py
	@echo "Setting up $(VENV) (a minute or two the first time) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
