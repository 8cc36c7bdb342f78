# What people type. Every verb makes .venv and the pages' packages first where they are missing.
# check changes nothing; fix does. Longer than a test run: bench and soak (forty minutes each).

PYTHON ?= python3
BIN := .venv/bin
REPORTS := var/reports
BENCHES := decide policy resolver changes bells day pages deciding_together roster first_visit
# stories and commands start schools of their own, which are on SQLite so far
ON_POSTGRESQL := src tests --ignore tests/journeys --ignore tests/commands --ignore tests/enforcement --ignore tests/upgrade
export BELISHA_SHARED ?= $(abspath ../shared)

.PHONY: setup demo test test-postgresql check fix ci bench soak docs pictures texts

setup: .venv/ready var/pages/govuk/govuk-frontend.min.css

.venv/ready: requirements-dev.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Belisha needs Python 3.11 or newer")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

node_modules/.package-lock.json: package-lock.json .venv/ready
	./bin/npm ci --no-audit --no-fund --silent
	touch $@

var/pages/govuk/govuk-frontend.min.css: node_modules/.package-lock.json src/belisha/web/pages.py
	$(BIN)/python -m belisha.web.pages

demo: setup
	$(BIN)/belisha demo

test: setup
	mkdir -p $(REPORTS)
	BELISHA_CLAUSE_REPORT=$(REPORTS)/clauses.json BELISHA_ACCESSIBILITY_REPORT=$(REPORTS)/accessibility.json $(BIN)/pytest -q -rs -n 2 --dist loadgroup

test-postgresql: setup
	$(BIN)/python -m tests.on_postgresql -q -rs -n 2 --dist loadgroup $(ON_POSTGRESQL)

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check $$(git ls-files '*.html')
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/deptry src
	$(BIN)/python -m tests.manage makemigrations --check --dry-run
	$(BIN)/python -m tests.manage check --fail-level WARNING

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade $$(git ls-files '*.html') || true
	$(BIN)/python -c 'from belisha.core.policy.document import reference; print(reference(), end="")' > docs/reference/language.md
	$(BIN)/python -m belisha.directory.reference > docs/reference/catalogue.md

ci: check test

bench: setup
	-$(BIN)/pip install --quiet --require-hashes -r bench/requirements.lock
	-cd bench/lighthouse && ../../bin/npm ci --no-audit --no-fund --silent
	@for one in dnsperf unbound dnsmasq; do PATH="$$PATH:/usr/sbin" command -v $$one >/dev/null || \
		echo "$$one is missing: apt-get install dnsperf unbound dnsmasq-base, or the resolver is measured without it"; done
	missed=0; for one in $(BENCHES); do echo "== $$one"; $(BIN)/python bench/$$one.py || missed=1; done; exit $$missed

soak: setup
	-$(BIN)/pip install --quiet --require-hashes -r bench/requirements.lock
	$(BIN)/python bench/fuzz_reader.py --minutes 10
	$(BIN)/python bench/fuzz_resolver.py --minutes 10
	$(BIN)/python bench/kills.py --times 100
	$(BIN)/python bench/ledger.py --times 200
	$(MAKE) test-postgresql

docs: setup
	$(BIN)/python -c 'from belisha.core.policy.document import reference; print(reference(), end="")' > docs/reference/language.md
	$(BIN)/python -m belisha.directory.reference > docs/reference/catalogue.md
	mkdir -p $(REPORTS)
	BELISHA_ACCESSIBILITY_REPORT=$(REPORTS)/accessibility.json $(BIN)/pytest -q tests/permissions/test_every_page_can_be_used.py
	$(BIN)/python -m belisha.web.accessibility.statement $(REPORTS)/accessibility.json
	$(BIN)/pytest -q tests/docs tests/web/test_accessibility.py

pictures: setup
	BELISHA_PICTURES=docs/pictures $(BIN)/pytest -q tests/journeys/test_pictures.py

# GNU gettext collects the sentences: apt-get install gettext. What is compiled is committed: a school needs none of it.
texts: setup
	$(BIN)/python -m tests.manage makemessages --all --keep-pot --no-location --no-wrap \
		--ignore 'node_modules/*' --ignore 'tests/*' --ignore '*/tests/*' --ignore 'var/*' --ignore 'docs/*' --ignore 'bench/*'
	sed -i '/^"POT-Creation-Date/d; /^# /d' src/belisha/locale/django.pot
	for one in src/belisha/locale/*/LC_MESSAGES/django.po; do test ! -f $$one || msgfmt --check --output-file=$${one%.po}.mo $$one || exit 1; done
