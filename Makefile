# Everything that one types. `make` alone lists the commands.
.DEFAULT_GOAL := help
.PHONY: help setup demo dev airflow check test lint docs docs-site sample lock sbom fuzz faults bench golden pictures test-postgres test-workers env backup restore maintenance
export PYTHONUTF8 := 1
# What one process has compiled the next one reads, also where a shell forbids it, as those of container images do: tests
# start many processes, and pytest rewrites every test file.
unexport PYTHONDONTWRITEBYTECODE
PY := .venv/bin/python
# A file's tests share what they begin with, so a file goes to one process; the longest first (tests/conftest.py).
PYTEST := $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=20

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-13s %s\n' "$$name" "$$text"; done

setup: ## make .venv and install what requirements.txt pins (once)
	@bash scripts/setup.sh

demo: setup ## run the real DAG for the sample quarters and show where report and mails lie
	@$(PY) scripts/demo.py

dev: setup ## Airflow's web interface with the DAG ready; PORT=8090: on another port than 8080; Ctrl-C stops it
	@$(PY) -m scripts.dev

airflow: setup ## Airflow's own command line in the running make dev: make airflow ARGS='dags list'
	@$(PY) -m scripts.airflow_command $(ARGS)

lint: setup ## style, types and the walls between rooms
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

check: setup ## lint and the tests that need no whole quarter, server or browser: for every few minutes
	@bash scripts/check.sh $(PYTEST) -m "not slow and not workers" $(T)

test: setup ## lint and all tests; T=tests/tidy: the tests there
	@bash scripts/test_tools.sh
	@bash scripts/check.sh $(PYTEST) -m "not workers" $(T)

test-workers: setup ## two Celery workers on a real Redis, one of them killed; needs redis-server or valkey-server
	@$(PY) -m pytest -m workers tests/dags/test_celery_workers.py

test-postgres: setup ## the tests that touch results once more, with PostgreSQL in SQLite's place
	@GOVREPORT_TEST_DATABASE=postgresql $(PYTEST) tests/store tests/delivery tests/end_to_end tests/explain tests/archive tests/overview

docs: setup ## write the dictionaries in docs/ from the declarations, and the picture of the rooms from the imports
	@$(PY) -m scripts.docs docs
	@PYTHONPATH=plugins $(PY) -m scripts.architecture

docs-site: setup ## docs/ as a site in both languages that needs no network, in .run/docs-site or TO=folder
	@$(PY) -m scripts.docs_site $(or $(TO),.run/docs-site)

bench: setup ## national-scale measurements beside DuckDB, dbt and pandas; writes docs/benchmarks.md
	@PYTHONPATH=plugins $(PY) -m benchmarks.run --table docs/benchmarks.md

sample: setup ## make the sample extracts again, byte for byte
	@$(PY) -m include.sample.make_sample

lock: setup ## resolve requirements.in into requirements.txt
	@$(PY) -m uv pip compile requirements.in -o requirements.txt --universal --python-version 3.11 --generate-hashes --no-strip-extras --excludes requirements.excludes --custom-compile-command 'make lock'

sbom: setup ## what requirements.txt pins as a CycloneDX list, .run/sbom.cdx.json, byte for byte the same from the same lock
	@mkdir -p .run
	@$(PY) -W ignore -m cyclonedx_py requirements requirements.txt --index-url pkg:pypi --pyproject pyproject.toml --output-reproducible --validate --output-file .run/sbom.cdx.json

fuzz: setup ## 10,000 damaged files through tidy, and 504 made to hurt; writes the tables in docs/fuzz.md
	@$(PY) -m tests.fuzz.run --files 10000 --table docs/fuzz.md
	@$(PY) -m tests.fuzz.run --hostile --files 504 --table docs/fuzz.md

faults: setup ## 200 faults, each followed by a rerun, and 190 of tampering; writes the tables in docs/faults.md
	@PYTHONPATH=plugins $(PY) -m tests.faults.run --faults 200 --table docs/faults.md
	@PYTHONPATH=plugins $(PY) -m tests.faults.run --tampering --table docs/faults.md

golden: setup ## write tests/reports/golden again from the sample; look at the difference
	@PYTHONPATH=plugins $(PY) -m tests.reports.golden_model

pictures: setup ## draw the pictures of the README again from the sample
	@PYTHONPATH=plugins $(PY) -m scripts.pictures

env: ## secrets of an installation in .env: made once, kept after; ROTATE=jwt|fernet|databases|... makes some anew
	@python3 scripts/env.py $(if $(ROTATE),--rotate $(ROTATE))

backup: ## both databases and the store of the running stack, into backups/
	@bash scripts/backup.sh $(TO)

restore: ## FROM=backups/... into an empty stack
	@bash scripts/restore.sh $(FROM)

maintenance: ## old rows of Airflow's metadata and old task logs go; for the machine's cron
	@$${COMPOSE:-docker compose} run --rm --no-deps maintenance
