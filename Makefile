# `make demo` shows Plumbline, `make test` and `make test-long` run every test. Both need only Python 3 and make: where uv is missing
# it is fetched into .uv/, where Python 3.13 is missing uv fetches that too.

UV := $(shell command -v uv || echo .uv/bin/uv)
ARGS :=

.PHONY: help demo manage test test-long fuzz adherence handouts messages slim-bootstrap keep-schema rule-sentences mutants safety-properties safety-coverage bench lint clean
.DEFAULT_GOAL := help

help: ## Show what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

# Without the tools for testing the first page comes sooner; what is already installed stays installed.
demo: $(UV) ## Show Plumbline with a demonstration clinic: make demo ARGS="--port 8080 --reset"
	@$(UV) run --frozen --no-dev manage.py demo $(ARGS) || [ $$? -eq 130 ]  # Ctrl-C is how it ends

manage: $(UV) ## Run a command: make manage ARGS="create_token doctor@example.org --name curl"
	@$(UV) run --frozen --no-dev manage.py $(ARGS)

test: $(UV) ## Run the tests, those in a browser too, in less than ten minutes: make test ARGS="-k today"
	@$(UV) run --locked pytest --numprocesses auto --dist worksteal --durations 20 -r fER $(ARGS)

test-long: $(UV) ## Run what takes long: servers of production, great numbers, long waits; keep the result in docs/
	@$(UV) run --locked python -m pytest --numprocesses auto --dist loadfile -r fER -p tests.long_result -m long $(ARGS)

fuzz: $(UV) ## Try wrong input: 1,000 random calls of each operation and every wrong value in every field
	@FUZZ_EXAMPLES=1000 $(UV) run --locked pytest --numprocesses auto -m "long or not long" tests/fuzz $(ARGS)

adherence: $(UV) ## Count 100,000 random months of plans and compare them with an oracle
	@ADHERENCE_EXAMPLES=100000 $(UV) run --locked pytest -s -p no:randomly tests/prescriptions/adherence/test_against_the_oracle.py $(ARGS)

keep-schema: $(UV) ## Promise clients the API as it is now: a later change that breaks them fails a test
	@DJANGO_SETTINGS_MODULE=config.settings $(UV) run --locked python -m tests.kept_schema

rule-sentences: $(UV) ## Give the translators what the safety rules say, after a rule was added or worded anew
	@DJANGO_SETTINGS_MODULE=config.settings $(UV) run --locked python -m tests.rule_sentences

handouts: $(UV) ## Draw every handout of the demonstration, both languages on both papers, into handouts/ to look at
	@HANDOUTS=handouts $(UV) run --locked pytest tests/prescriptions/test_demonstration.py -k every_handout $(ARGS)

messages: $(UV) ## Find the texts of the interface, compile locale/, list what has no translation
	@$(UV) run --locked python -m tests.messages

slim-bootstrap: $(UV) ## Pick from Bootstrap what the patient's pages use, after one uses a class it did not use before
	@$(UV) run --locked python -m tests.slim_bootstrap

mutants: $(UV) ## Make each safety rule wrong in each way and see that its tests notice: make mutants ARGS=S-13
	@DJANGO_SETTINGS_MODULE=config.settings $(UV) run --locked python -m tests.mutants $(ARGS)

safety-properties: $(UV) ## Draw 20,000 patients, assessments and plans and keep what was seen of them
	@SAFETY_EXAMPLES=20000 $(UV) run --locked pytest --numprocesses 2 tests/prescriptions/safety/test_properties.py \
	  tests/prescriptions/safety/test_adding_a_condition.py $(ARGS)

safety-coverage: $(UV) ## Every branch of rules, actions and schedule is run by a test
	@$(UV) run --locked pytest --numprocesses auto -q tests/prescriptions tests/contract tests/clinic tests/patients --cov-config=pyproject.toml \
	  --cov=prescriptions/safety --cov=prescriptions/actions --cov=prescriptions/schedule --cov-branch \
	  --cov-report=term-missing:skip-covered --cov-fail-under=100 $(ARGS)

bench: $(UV) ## Measure how fast the production server answers, against its ceilings: make bench ARGS=--quick
	@$(UV) run --frozen python -m benchmarks $(ARGS)

lint: $(UV) ## Check style, templates and the direction of imports
	$(UV) run --locked ruff check
	$(UV) run --frozen ruff format --check
	find . -name '*.html' -not -path './.*' -print0 | xargs -0 -r $(UV) run --frozen djade --check
	$(UV) run --frozen lint-imports

clean: $(UV) ## Stop the embedded database; remove all that was made here, its data included
	@test ! -e .data || $(UV) run --frozen --no-dev manage.py db stop
	@test ! -e .data || PLUMBLINE_VOLATILE=1 $(UV) run --frozen --no-dev manage.py db stop
	rm -rf .data .venv .uv staticfiles .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage coverage.xml
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.uv/bin/uv:
	@echo "Fetching uv into .uv/ …"
	@python3 -m venv .uv && .uv/bin/pip install --quiet --disable-pip-version-check uv || { rm -rf .uv; \
	  echo "uv could not be fetched. Install it (https://docs.astral.sh/uv/) or, on Debian, apt-get install python3-venv."; \
	  exit 1; }
