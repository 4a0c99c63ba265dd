# Set-up is a stamp inside .venv: made when the lock or the project file changes, skipped otherwise.
ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif
READY := .venv/.ready
# Tools and tests read and write UTF-8 on Windows too.
export PYTHONUTF8 := 1
# Compiled once: without the files of bytecode each of the hundreds of processes of the tests would do it again.
unexport PYTHONDONTWRITEBYTECODE

# The tests' files lie in memory where there is room for them: their ledgers then wait for no disk.
MEMORY := $(shell test "$$(df --output=avail -m /dev/shm 2>/dev/null | tail -1)" -gt 6000 2>/dev/null && echo /dev/shm)
PYTEST = $(if $(MEMORY),TMPDIR=$(MEMORY) )$(BIN)/python -m pytest

.PHONY: setup demo test test-fast test-thorough judge test-hosts test-packages test-wheel test-lowest bench fuzz load soak \
	audit sbom scenes lint types imports lock listing docs demo-picture icon bundle clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	@$(BIN)/nemo-video-mcp demo

test: $(READY) judge
	@echo "All tests, on all cores: five to six minutes on two; \`make test-fast\` takes one."
	@$(PYTEST) -n auto -q

# Without what renders films, starts processes or reads by the hundred.
test-fast: $(READY)
	@echo "The quick tests, on all cores: under a minute on two that are quiet."
	@$(PYTEST) -n auto -q -m "not slow and not thorough and not registry"

# What `make test` proves by a sample, in whole: a few minutes.
test-thorough: $(READY) judge
	@$(PYTEST) -n auto -q -m thorough

# An ffmpeg that is not ours judges the exports.
judge:
	@command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || { \
		echo "The tests need ffmpeg and ffprobe: install the package ffmpeg (apt-get, brew, choco), then try again."; exit 1; }

test-hosts: $(READY)
	@$(BIN)/python -m pytest tests/real_hosts -rs --no-fold-skipped

test-packages: $(READY)
	@$(BIN)/python -m pytest -m registry -rs

test-wheel: $(READY)
	@$(BIN)/python -m tools.publishing.installed $(TESTS)

test-lowest: $(READY)
	@$(BIN)/python -m tools.publishing.installed --lowest $(TESTS)

bench: $(READY)
	@for bench in tools/bench/bench_*.py; do echo "== $$bench"; PYTHONPATH=tests $(BIN)/python $$bench || exit 1; done

# Hostile input by the thousand, with what came of it; SHARE=0.01 for a hundredth of it. About two hours on two cores.
fuzz: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m tools.fuzz

# A thousand turns at once; TURNS and TURN_S for less.
load: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m tools.load load

# Half an hour of the same again and again; SOAK_S=120 for two minutes.
soak: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m tools.load soak

scenes: $(READY)
	@$(BIN)/python tools/bench/draw_scenes.py

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY)
	@$(BIN)/pyright

imports: $(READY)
	@$(BIN)/lint-imports

lock: $(READY)
	@$(BIN)/uv pip compile pyproject.toml --group dev --extra otel --extra timeline --extra c2pa --extra scripts --extra postgres \
		--extra cluster --extra objects \
		--universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --constraints requirements.lock \
		--generate-hashes --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.server.lock
	@$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['build-system']['requires'])" \
		| tr ' ' '\n' | $(BIN)/uv pip compile pyproject.toml - --extra cluster --extra postgres --extra objects \
		--extra scripts \
		--universal --python-version 3.11 --constraints requirements.lock --custom-compile-command "make lock" \
		--generate-hashes --no-emit-index-url --no-emit-find-links --quiet --output-file tools/deploy/requirements.lock

# Known holes in what is locked, by the advisories of PyPI; and what a release is made of, as CycloneDX, which its
# maker validates.
audit: $(READY)
	@$(BIN)/python -m tools.publishing.audit $(BIN)/uv

sbom: $(READY)
	@mkdir -p dist
	@$(BIN)/uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.server.lock \
		--pyproject pyproject.toml --output-reproducible --output-format JSON --output-file dist/sbom.cdx.json

listing: $(READY)
	@PYTHONPATH=tests $(BIN)/python tests/surface/listed.py

# What is made from the code: tables, pictures, and the files by which hosts and registries find the server.
docs: $(READY)
	@$(BIN)/python -m tools.publishing

demo-picture: $(READY)
	@$(BIN)/python -m tools.publishing.demo_picture

icon:
	@rsvg-convert --width 512 --height 512 tools/publishing/icon.svg --output icon.png

bundle: $(READY)
	@$(BIN)/python -m tools.publishing.bundle

clean:
	rm -rf .venv .cache tests/real_hosts/node_modules dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
