# Fairlead's commands. Nothing needs typing before any of them: each makes the environment it needs.
#   make run     serve the dashboard        make test    check everything        make help    the rest

RUN = .venv
DEV = .venv-dev
SOURCES = src tests demo bench

# The first Python on the path that is new enough; looked up only when an environment is made.
PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; \
	done)

# Two processes at a time, each with a server, a browser and a database of its own, which more than fill two cores;
# the one that is done first takes over tests of the other.
TEST_PROCESSES ?= 2
TEST = $(DEV)/bin/python -m pytest --numprocesses=$(TEST_PROCESSES) --dist=worksteal

# Third-party data that tests read in place where it is at hand; they skip with a reason elsewhere.
FAIRLEAD_TEST_DATA ?= $(abspath $(wildcard ../shared/data))
export FAIRLEAD_TEST_DATA

.PHONY: help setup run demo-crm test check programs bench bench-forecast bench-deals requirements demo-data messages clean

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-14s %s\n", $$1, $$2 }'

setup: $(RUN)/installed ## Make .venv, the environment to run in

run: setup ## Serve http://127.0.0.1:8050, with the demo company if there is no data yet
	@exec $(RUN)/bin/python src/manage.py serve

demo-crm: setup ## Serve the leaderboard beside a CRM in which things happen, to see it live; its state is in var/demo-crm
	@exec $(RUN)/bin/python -m demo.crm

test: check programs ## Check the code, then run all tests, those in a browser last
	$(TEST) -m "not browser"
	$(TEST) -m browser

check: $(DEV)/installed ## Lint, format and types only
	$(DEV)/bin/ruff check $(SOURCES)
	$(DEV)/bin/ruff format --check $(SOURCES)
	$(DEV)/bin/mypy

programs: $(DEV)/installed ## Find Chromium, PostgreSQL and axe-core for the tests, through apt-get and npm where it may
	@$(DEV)/bin/python tests/programs.py

bench: programs ## Measure pages, import, publish, derive at 10 k and 1 M opportunities; first load and 50 readers on the demo; the Reps page at 1 M calls; Financials and Pricing at 10 k and 1 M deals with twice as many orders
	$(DEV)/bin/python -m bench
	$(DEV)/bin/python -m bench.points
	PYTHONPATH=src $(DEV)/bin/python -m bench.pricing

requirements: $(DEV)/installed ## Refresh the pins from requirements*.in
	for name in requirements requirements-dev; do \
	  $(DEV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url \
	    --custom-compile-command "make requirements" $$name.in -o $$name.txt || exit 1; \
	done

bench-forecast: $(DEV)/installed ## Judge the revenue forecaster on real series beside seasonal naive, AutoETS and ARIMA
	OMP_NUM_THREADS=1 PYTHONPATH=src $(DEV)/bin/python -m bench.forecast

bench-deals: $(DEV)/installed ## Judge win probability and bookings outlook on real deals: fitted to earlier ones, asked of later
	OMP_NUM_THREADS=1 PYTHONPATH=src $(DEV)/bin/python -m bench.deals

demo-data: setup ## Make the demo company's files in data/ again
	$(RUN)/bin/python -m demo

messages: $(DEV)/installed ## Collect the words to translate, merge them into each language, compile
	$(DEV)/bin/python -m tests.catalogs

clean: ## Remove environments and caches; data in var/ stays
	rm -rf $(RUN) $(DEV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN)/installed: requirements.txt
	$(call environment,$(RUN),requirements.txt)

$(DEV)/installed: requirements-dev.txt
	$(call environment,$(DEV),requirements-dev.txt)

define environment
@test -n "$(PYTHON)" || { \
  echo "Fairlead needs Python 3.11 or newer; found: `python3 --version 2>&1 || echo none`."; \
  echo "Install it (python.org, 'brew install python' or 'apt-get install python3 python3-venv'), then run make again."; \
  exit 1; }
@echo "Installing $(2) into $(1), which takes a minute or two"
@$(PYTHON) -m venv $(1) || { echo "On Debian and Ubuntu: apt-get install python3-venv, then run make again."; exit 1; }
@$(1)/bin/python -m pip install --quiet --disable-pip-version-check -r $(2)
@touch $@
endef
