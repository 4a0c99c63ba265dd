# Set-up is a stamp inside .venv: made when the lock or the project file changes, skipped otherwise.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup listing demo test bench lint types imports lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	@$(BIN)/nemo-video-mcp demo

test: $(READY)
	@$(BIN)/python -m pytest

test-hosts: $(READY)
	@$(BIN)/python -m pytest tests/real_hosts -rs --no-fold-skipped

bench: $(READY)
	@for bench in tests/bench/bench_*.py; do echo "== $$bench"; PYTHONPATH=tests $(BIN)/python $$bench || exit 1; done

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/pyright

imports: $(READY)
	@$(BIN)/lint-imports

lock: $(READY)
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

listing: $(READY)
	@PYTHONPATH=tests $(BIN)/python tests/surface/listed.py

clean:
	rm -rf .venv .cache tests/real_hosts/node_modules dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
