# Coop's commands; `make help` lists them. They need only make, a Python (3.12 or later) and a package registry.

PORT ?= 8000
PYTHON_HERE = .venv/bin/python
export PORT YES PYTHON

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run reset test lint format types check-html lighthouse screenshots bench-import bench-pages installed installed-dev record

# For one person on their own machine. What COOP_DEBUG says in the environment goes before.
run reset: export COOP_DEBUG ?= true

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

run: installed ## serve the record on http://127.0.0.1:8000/, with a worker (PORT=… for another port)
	@$(PYTHON_HERE) -m scripts.free_port "$$PORT"
	@$(MAKE) --no-print-directory record
	@exec $(PYTHON_HERE) -m scripts.serve "127.0.0.1:$$PORT"

reset: installed ## delete var/coop.sqlite3 with every edit in it, after asking (YES=1: without), and load the record afresh
	@$(PYTHON_HERE) -m scripts.reset
	@$(MAKE) --no-print-directory record

test: installed-dev ## run every check and test on SQLite, PostgreSQL and in a browser (CI=true: none may be left out)
	@$(PYTHON_HERE) -m scripts.test

lint: installed-dev ## look for mistakes and for code that isn't formatted
	@$(PYTHON_HERE) -m ruff check .
	@$(PYTHON_HERE) -m ruff format --check .

format: installed-dev ## format the code and mend what can be mended
	@$(PYTHON_HERE) -m ruff check --fix .
	@$(PYTHON_HERE) -m ruff format .

types: installed-dev ## check the types
	@$(PYTHON_HERE) -m mypy

check-html: installed-dev ## let the Nu HTML checker read every page (needs Java and npm)
	@$(PYTHON_HERE) -m scripts.check_html

lighthouse: installed-dev ## score the pages with Lighthouse, served as in production (needs Chromium and npm; PAGES="home search", RUNS=3)
	@$(PYTHON_HERE) -m scripts.lighthouse

screenshots: installed-dev ## take every page at three widths, light and dark (var/screenshots/), and the README's pictures anew
	@$(PYTHON_HERE) -m scripts.screenshots

bench-import: installed-dev ## measure the import beside the stock route and the floor (ROWS="1000 10000", RUNS=5, ENGINES=sqlite, STOCK_MOST=100000)
	@$(PYTHON_HERE) -m scripts.with_postgres -- $(PYTHON_HERE) -m bench.importing

bench-pages: installed-dev ## measure pages from a real server beside stock ones (VISITS="1000 100000", RUNS=20, ENGINES=sqlite)
	@$(PYTHON_HERE) -m scripts.with_postgres -- $(PYTHON_HERE) -m bench.pages

installed:
	@scripts/install

installed-dev:
	@scripts/install dev

# Each of these does nothing where there is nothing to do.
record:
	@$(PYTHON_HERE) manage.py migrate --verbosity 0
	@$(PYTHON_HERE) manage.py load_record --if-empty
	@$(PYTHON_HERE) manage.py create_demo_accounts
