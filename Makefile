# Two commands: `make run` serves the catalog, `make test` runs every test. Each does all set-up it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --annotation-style=line

.PHONY: run test lint bench hostile lock docs translations clean

run: .venv/.run
	@$(BIN)/python manage.py serve

# every test on SQLite, then those for which the engine matters on a real PostgreSQL;
# each process gets half of the files, so that few start their servers twice
test: .venv/.dev
	@bash tests/install-packages.sh
	$(BIN)/python -m pytest -n auto
	$(BIN)/python -m tests.postgresql $(BIN)/python -m pytest -n auto -m "engine and not browser"

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	PUBLIC_URL=https://catalog.example $(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .venv/.bench
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.admin_pages

# attacks a catalog of its own and prints what its visitors notice: docs/hostile.md
hostile: .venv/.dev
	$(BIN)/python -m tests.hostile $(TRIALS)

# what is written from the codebook and the vocabulary
docs: .venv/.run
	$(BIN)/python manage.py data_dictionary --without-local docs/data-dictionary.md

# the Spanish texts: read from code and templates, merged, compiled
translations: .venv/.dev
	$(BIN)/python -m tests.translations

lock: .venv/.dev
	$(LOCK) --output-file=requirements.lock pyproject.toml
	$(LOCK) --extra=dev --output-file=requirements-dev.lock pyproject.toml
	$(LOCK) --extra=dev --extra=bench --output-file=requirements-bench.lock pyproject.toml

clean:
	rm -rf .venv var

.venv/bin/python:
	@bash .ci/make-venv "$(PYTHON)"

.venv/.run: requirements.lock | .venv/bin/python
	@echo "Installing what the catalog needs …"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock | .venv/bin/python
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.lock
	@touch $@ .venv/.run

.venv/.bench: requirements-bench.lock | .venv/bin/python
	@$(PIP) -r requirements-bench.lock
	@touch $@ .venv/.dev .venv/.run
