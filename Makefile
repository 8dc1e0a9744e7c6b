PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Where bytecode is not kept, every process compiles the package again: a quarter of its start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup report test test-fast test-system test-long test-sample bench docs pictures lint format dev clean

# Installs the last lock that the target needs, and the package. Every lock has the versions of those
# that it adds to, so that one may be installed over another. -qq: pip says what fails alone.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
define install
@test -x $(BIN)/pip || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	|| { echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.x $(MAKECMDGOALS)" >&2; exit 1; }
@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
@lock=$(lastword $(filter %.lock,$^)); \
	echo "Installing the packages of $$lock into $(VENV): a few minutes, once"; \
	$(PIP) --require-hashes -r $$lock && $(PIP) --no-deps --no-build-isolation -e . \
	|| { echo "Not installed. Is the package index within reach? Behind a proxy, set HTTPS_PROXY." >&2; exit 1; }
@touch $@
endef

# What a run needs (requirements.lock), or that and what development needs (requirements-dev.lock).
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

setup: $(DEV)

$(RUN): requirements.lock pyproject.toml
	$(install)

# pandas reads the report's files in a test. Its folder is its own: where Pandera finds it, every
# process imports it.
$(DEV): requirements-pandas.lock requirements.lock requirements-dev.lock pyproject.toml
	$(install)
	@$(PIP) --no-deps --require-hashes --upgrade --target $(VENV)/pandas -r $<
	@touch $(RUN)

report: $(RUN)
	@echo "Building the editions of data/raw that are not current"
	@$(BIN)/rus run

# Needs nothing of the system but Python. In the order of the folders: the few slow files would else
# all come last.
test: setup
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder \
		-m "not system and not long and not sample"

# Without whole runs and random extracts: about a minute.
test-fast: setup
	$(BIN)/python -m pytest -n auto --dist loadfile \
		-m "not slow and not system and not long and not sample"

# Needs a browser and servers, and says which of them are missing. It also ends builds on their way.
# In the order of the folders, as above.
test-system: setup
	@$(BIN)/python -m rus_pipeline_tests.servers.installed
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m system

# Eighty random editions, six weeks of nights, and the sample.
test-long: setup
	$(BIN)/python -m pytest -n auto --dist worksteal -m "long or sample"

# The part of that which CI runs: forty random editions, the quickest to protect, 24 nights, random
# extracts.
test-sample: setup
	$(BIN)/python -m pytest -n auto --dist load --maxschedchunk 1 -m sample

# The other ways to the same figures need pandas and dbt, which .venv must not have.
BENCH := .bench-venv
BENCH_LOCK := rus_pipeline_tests/benchmarks/requirements.lock

$(BENCH)/.made-from-lock: $(BENCH_LOCK)
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r $(BENCH_LOCK)
	@touch $@

bench: setup $(BENCH)/.made-from-lock
	$(BIN)/python -m rus_pipeline_tests.benchmarks.against $(SIZES)

docs: setup
	$(BIN)/python -m rus_pipeline.report.handbook
	$(BIN)/python docs/pictures.py graph

# The README's screenshots need Chromium.
pictures: setup report
	$(BIN)/python docs/pictures.py graph screenshots

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

dev: setup
	DAGSTER_HOME="$$($(BIN)/python -m rus_pipeline.pipeline.dagster.home)" \
		$(BIN)/dagster dev -w workspace.yaml

clean:
	rm -rf $(VENV) $(BENCH) .dagster_home .import_linter_cache .mypy_cache .ruff_cache .hypothesis
