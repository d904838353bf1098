# Works from a bare clone with make and Python ≥ 3.11. `make VENV=/elsewhere PYTHON=python3.12 test` chooses both.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
AXE = $(VENV)/axe/node_modules/axe-core/axe.min.js
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check
SOURCES = rules calendars scheduler cli.py tests

.PHONY: run test check check-slow check-clients check-browser check-postgres cluster-test scale faults fuzz bench score messages pictures clean
.DEFAULT_GOAL := run

# The environment is made anew only where the packaging changed; the stamp remembers what was installed.
$(VENV)/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) --editable '.[test]'
	touch $@

$(VENV)/.installed-clients: $(VENV)/.installed-test
	$(PIP) --editable '.[test,clients]'
	touch $@

$(VENV)/.installed-browser: $(VENV)/.installed-test
	$(PIP) 'playwright>=1.50,<2'
	touch $@

# What finds faults of a page for people who see or use it otherwise; without npm its tests are skipped.
$(AXE):
	npm install --silent --no-audit --no-fund --prefix $(VENV)/axe axe-core@4 || echo "axe-core cannot be fetched"

run: $(VENV)/.installed
	$(BIN)/yueling demo --serve

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -n auto

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -W error -m pytest -q -n auto

# Kills processes and asks foreign clients (libical, ical.js, khal …): minutes, and what is not installed is skipped with its reason.
check-slow: $(VENV)/.installed-clients
	$(BIN)/python -m pytest -q -n auto -m 'slow and not fuzz' -rs || [ $$? -eq 5 ]

# Asks programs for a desk, which tests/clients/install.sh installs on Debian; what is not there is skipped.
check-clients: $(VENV)/.installed-clients
	$(BIN)/python -m pytest -q -m clients -rs

# Opens the pages in the system's Chromium (Debian: chromium, fonts-wqy-microhei), without which they are skipped: minutes.
check-browser: $(VENV)/.installed-browser $(AXE)
	YUELING_AXE=$(AXE) $(BIN)/python -m pytest -q -n auto -m slow -rs tests/browser

# The suite of the store and of all that stands on it, on PostgreSQL (Debian: postgresql), which the tests start themselves;
# YUELING_TEST_PG=postgresql://… names another server instead. Skipped with its reason where there is none.
check-postgres: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -n auto -p tests.postgresql.plugin --timeout 300 tests -rs
	$(BIN)/python -m pytest -q -m slow -rs tests/test_on_postgresql.py tests/test_replica.py tests/test_migrate_to.py

# Four workers deliver 10,000 messages while one is killed each second and PostgreSQL is started anew: some minutes.
cluster-test: $(VENV)/.installed-test
	$(BIN)/python -m tests.cluster
	$(BIN)/python -m pytest -q -m slow -rs tests/test_cluster.py tests/test_queue_check.py tests/test_outbox_on_postgresql.py

# Acts out a day of 100,000 offices and holds the arithmetic of docs/scale.md against it: half a minute.
scale: $(VENV)/.installed-test
	$(BIN)/python -m tests.scale

# Every fault twenty times, as a table, on either engine: half an hour. The table stands in docs/promises.md.
faults: $(VENV)/.installed-test
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.faults postgresql

# A million texts, half of them in each of two processes.
fuzz: $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -m fuzz

# The peers have a folder of their own: python-dateutil-rs takes the name of python-dateutil. Without it its row is left out.
$(VENV)/peers: $(VENV)/.installed-test
	$(PIP) --no-deps --target $@ 'python-dateutil-rs>=0.1.7,<1' || mkdir -p $@

bench: $(VENV)/peers
	for file in tests/benchmarks/bench_*.py; do YUELING_PEERS=$(VENV)/peers $(BIN)/python $$file || exit 1; done

# How well notices are read, set by set: the rounds of tests/rounds, and what stands beside the checkout; then
# what is found in our own documents, format by format. Figures: docs/reading.md.
score: $(VENV)/.installed-test
	$(BIN)/python -m tests.scoring
	$(BIN)/python -m tests.scoring_formats

# Collects the sentences of the code into the catalogues and compiles them; fails while one lacks its translation.
messages: $(VENV)/.installed-test
	$(BIN)/python tests/catalogue.py

# Takes the pictures of docs/pictures anew, in Chromium.
pictures: $(VENV)/.installed-browser
	$(BIN)/python -m tests.pictures

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
