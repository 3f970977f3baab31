# Everything a person or CI does with Orta. `make help` lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
STAMP := $(VENV)/.installed
# Set DEMO_ONCE=1 to stop after the first answer.
DEMO_ONCE ?=

# Tests of the kernels that are run once more as plain Python.
AS_PYTHON := tests/planning/graph tests/planning/network/test_waiting.py \
    tests/planning/optimum/paths/test_solve_paths.py \
    tests/planning/routing/test_a01_one_train.py \
    tests/planning/routing/test_a02_train_and_ship.py \
    tests/planning/routing/test_brute_force.py

.DEFAULT_GOAL := help
.PHONY: help setup fmt check static plain test engines faces fast bench docs pages demo lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## make .venv with the locked development environment

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Orta needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/orta route "Xi'an" Duisburg --ready 2026-12-04 >/dev/null # compiles the router once
	touch $@

demo: setup ## the main job: itineraries Xi'an - Duisburg on the real corridor
	$(BIN)/orta route "Xi'an" Duisburg --ready 2026-12-04
ifndef DEMO_ONCE
	$(BIN)/orta route "Xi'an" Duisburg --ready 2026-12-04 --show C
	$(BIN)/orta route "Xi'an" Duisburg --ready 2026-12-04 --avoid RU
	$(BIN)/orta route Altynkol Poti --ready 2026-12-04
	$(BIN)/orta places Ақтау
endif

test: setup ## all tests, doctests included, in two halves side by side
	$(MAKE) --no-print-directory --output-sync=target -j2 engines faces

# The halves take about as long as each other; what is in neither list is in `faces`.
ENGINES := tests/planning tests/tools

engines: setup
	$(BIN)/python -m pytest -q $(ENGINES)

faces: setup
	$(BIN)/python -m pytest -q $(addprefix --ignore=,$(ENGINES))

fast: setup ## tests of the last failures first, stop at the first
	$(BIN)/python -m pytest -q -x --ff

check: static test plain ## what CI runs: static, test and plain

static: setup ## format, lint, types, contracts, generated pages, documentation
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/make_datapackage.py --check
	$(BIN)/python tools/make_docs_pages.py --check
	$(BIN)/python tools/make_verification.py --check
	$(BIN)/python tools/make_simulation_pages.py --check
	$(BIN)/python tools/make_criticality.py --check
	$(BIN)/python tools/make_choice.py --check
	$(BIN)/python tools/calibrate.py --check
	$(BIN)/python -m sphinx -q -W --keep-going -n -b html docs docs/_build/html

plain: setup ## the kernels' tests once more, as plain Python
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -k "not worth_the_trouble" $(AS_PYTHON)

fmt: setup ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pages: setup ## write the generated files anew: data package, pages, verification, calibration
	$(BIN)/python tools/make_datapackage.py
	$(BIN)/python tools/make_docs_pages.py
	$(BIN)/python tools/make_verification.py
	$(BIN)/python tools/make_simulation_pages.py
	$(BIN)/python tools/make_criticality.py
	$(BIN)/python tools/make_choice.py
	$(BIN)/python tools/calibrate.py --page

docs: pages ## build the documentation site, its links checked, into docs/_build/html
	$(BIN)/python -m sphinx -q -W --keep-going -n -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

bench: $(BENCH)/.installed ## time the engines beside their peers (GTFS=feed.zip CIMBA=build TNTP=zip)
	$(BENCH)/bin/python benchmarks/routing/bench_corridor.py
	$(BENCH)/bin/python benchmarks/routing/bench_networks.py $(if $(GTFS),--gtfs $(GTFS))
	$(BENCH)/bin/python benchmarks/simulation/bench_simulation.py $(if $(CIMBA),--cimba $(CIMBA))
	$(BENCH)/bin/python benchmarks/flows/bench_paths.py $(if $(TNTP),--zip $(TNTP))
	$(BENCH)/bin/python benchmarks/strength/bench_removal.py $(if $(TNTP),--zip $(TNTP))
	$(BENCH)/bin/python benchmarks/flows/bench_build.py --check $(if $(TNTP),--zip $(TNTP))
	$(BENCH)/bin/python benchmarks/choice/bench_choice.py
	$(BIN)/python benchmarks/strength/bench_study.py

$(BENCH)/.installed: requirements/bench.txt pyproject.toml
	$(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --require-hashes -r requirements/bench.txt
	$(BENCH)/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

lock: ## resolve requirements/*.in anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --quiet pyproject.toml requirements/dev.in -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --quiet requirements/shapes.in -o requirements/shapes.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --quiet -c requirements/dev.txt pyproject.toml requirements/bench.in \
	    -o requirements/bench.txt

clean: ## remove what the targets made
	rm -rf $(VENV) $(BENCH) docs/_build build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
