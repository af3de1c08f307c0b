# StoryDream's commands; `make run` and `make test` install whatever is missing first (see local/setup.sh).
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Two test processes: half the time of one is spent waiting.
PYTEST := -n 2 --dist loadscope --no-loadscope-reorder
PYTHON := .venv/bin/python
PACKAGES := common edge pool_manager session_pod functions local benchmarks evaluation sounds tests

.PHONY: help setup run test check bench eval gallery generate format

help:  ## these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup:
	@local/setup.sh run

run: setup  ## the whole product on this machine; prints one URL, Ctrl-C stops
	@exec $(PYTHON) -m local

test:  ## every test: unit, integration, rules, front end, end to end in Chromium
	@local/setup.sh test
	npm test --prefix frontend
	npm run typecheck --prefix frontend
	$(PYTHON) -m pytest $(PYTEST)

check:  ## format, lint, types, import rules, dead code, generated files, manifests
	@local/setup.sh check
	$(PYTHON) -m ruff format --check $(PACKAGES)
	$(PYTHON) -m ruff check $(PACKAGES)
	$(PYTHON) -m mypy $(PACKAGES)
	.venv/bin/lint-imports
	! $(PYTHON) -m vulture | grep -E 'unused (function|class|method|property|import)|unreachable'
	$(PYTHON) -m common.wire_schema | node frontend/scripts/generate-types.mjs --check
	$(PYTHON) -m edge.openapi | node frontend/generate/client.mjs --check
	npm run lint --prefix frontend
	npm run typecheck --prefix frontend
	node frontend/scripts/budgets.mjs
	npm run typecheck --prefix session_pod/image
	k8s/check.sh

bench: setup  ## benchmarks into benchmarks/results/; one of them: make bench BENCH=save
	$(PYTHON) -m benchmarks $(BENCH)

eval:  ## 30 requests through the real agent, judged by what is rendered; one of them: make eval EVAL=title
	@local/setup.sh test
	$(PYTHON) -m evaluation $(EVAL)

gallery:  ## docs/ui: every page and state of the web app, pictured in both themes and on a phone
	@local/setup.sh test
	$(PYTHON) -m tests.e2e.gallery

generate:  ## the front end's types and client from the models and routes, docs/storage.md's tables from the benchmark
	@local/setup.sh check
	$(PYTHON) -m common.wire_schema | node frontend/scripts/generate-types.mjs
	$(PYTHON) -m edge.openapi | node frontend/generate/client.mjs
	$(PYTHON) -m benchmarks.storage_cost

format: setup  ## format the Python
	$(PYTHON) -m ruff format $(PACKAGES)
	$(PYTHON) -m ruff check --fix $(PACKAGES)
