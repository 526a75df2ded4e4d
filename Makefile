# make run    load corpus/ into warehouse/ and say where to look
# make test   linter, types and tests
# make test-services   the tests that take minutes, or need what a bare machine lacks
# make accuracy and make rules-diff measure the rules; README.md says how.
# Both need only Python 3.11 or later, make and git; the rest is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test test-services fuzz accuracy rules-diff lint lock clean

run: $(STAMP)
	$(BIN)/newsledger run

test: lint
	$(BIN)/python -m pytest

# Says aloud what is skipped, and why.
test-services: $(STAMP)
	$(BIN)/python -m pytest -m services -rs

# Mutated files through every reader and the pipeline; a case that fails is saved in fuzz-failures/.
fuzz: $(STAMP)
	@$(BIN)/python scripts/fuzz.py --cases $(or $(CASES),20000) --seed $(or $(SEED),1)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The corpus against its gold. BENCH=DIR, with score.py and dev/*.jsonl, scores the suites there too;
# ERRORS=20 shows the first errors of each measure; RAISE=1 lifts the floors to what is reached.
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

# Resolve again; DuckDB stays at 1.5.5, the version whose files every 1.5 and 2.x reader opens.
lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes \
		--no-emit-index-url --all-extras --custom-compile-command "make lock" \
		--constraint constraints.txt pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) warehouse/work warehouse/snapshots warehouse/prefect warehouse/report.html warehouse/newsledger.duckdb
