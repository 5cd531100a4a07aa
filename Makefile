# `make` lists the targets. Everything is installed into .venv in this folder, once.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
CORPUS ?= corpus
KB     ?= kb
DATA   ?= data
BIN    := .venv/bin
READY  := .venv/.stamp-setup
DEV    := .venv/.stamp-dev
AXE    := tests/browser/node_modules/axe-core/axe.min.js
CLIENT := tests/clients/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help explore test lint build train-model clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

explore: build ## build the knowledge base from corpus/ and open the explorer in the browser
	$(BIN)/hetao-kg explore --kb $(KB) --corpus $(CORPUS)

test: $(DEV) $(AXE) $(CLIENT) lint ## ruff, mypy --strict and all tests
	$(BIN)/python -m pytest

lint: $(DEV) ## ruff and mypy --strict alone
	$(BIN)/ruff check .
	$(BIN)/mypy

build: $(READY) ## build the knowledge base from corpus/ into kb/
	$(BIN)/hetao-kg build $(CORPUS) --kb $(KB)

train-model: $(READY) ## train the default embedding model again from the texts in data/
	$(BIN)/python -m training.train --data $(DATA)

clean: ## remove the knowledge base, caches and intermediate files (.venv stays)
	rm -rf kb build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +

# Debian may leave ensurepip out of Python; the machine's own pip then installs into the environment.
# torch goes first: where its pin names a CPU build, nothing later asks for another.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { \
		$(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python .venv install -q pip; }
	$(BIN)/python -m pip install -q torch==2.13.0
	$(BIN)/python -m pip install -q -e .
	touch $@

$(DEV): $(READY)
	$(BIN)/python -m pip install -q -e '.[dev]'
	touch $@

# The browser tests check contrast and labels with axe-core; where there is no npm they say that they did not.
$(AXE): tests/browser/package-lock.json
	npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --silent && touch $@ \
		|| echo "axe-core was not fetched: npm is missing or has no network; accessibility will not be tested" >&2

# The endpoint and the exports are also read by Comunica, cytoscape.js and graphology; without npm those tests say that they did not run.
$(CLIENT): tests/clients/package-lock.json
	npm ci --prefix tests/clients --ignore-scripts --no-audit --no-fund --silent && touch $@ \
		|| echo "Comunica, cytoscape.js and graphology were not fetched: npm is missing or has no network; they will not be tested" >&2
