# Everything a person or a machine runs here. `make run` and `make test` need Python 3.11+ and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test quick check format bench prove soak matrix fuzz audit notices sbom docs release pictures requirements clean

run: $(VENV)/run.stamp ## serve Telegram, or without a token the preview page
	@$(BIN)/mulai run

test: $(VENV)/test.stamp browser ## lint, formats, types, content and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mulai check
	$(BIN)/pytest -n auto --dist loadfile

quick: $(VENV)/test.stamp ## what needs no server, no browser and no patience, in 90 s
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mulai check
	$(BIN)/pytest -n auto -m "not slow" tests/knowledge tests/conversations tests/test_*.py

check: $(VENV)/run.stamp ## the content only
	@$(BIN)/mulai check

format: $(VENV)/test.stamp ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/test.stamp ## what a message costs, beside a bare echo bot
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.hall
	$(BIN)/python -m tests.bench.throughput

prove: $(VENV)/test.stamp ## the properties of the advice over every combination of answers
	$(BIN)/python -m tests.conversations.advice_properties --complete

# Minutes for each kind of database.
MINUTES := 10
soak: $(VENV)/test.stamp ## hundreds of people for many minutes in bad weather, on both databases
	$(BIN)/python -m tests.soak --minutes $(MINUTES)
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --database postgresql

matrix: $(VENV)/test.stamp ## every fault against every activity on every database; writes docs/reliability.md
	$(BIN)/python -m tests.matrix

# Seconds for each target.
FUZZ := 60
fuzz: $(VENV)/tools.stamp ## inputs found by watching the code they reach (Linux)
	@mkdir -p $(VENV)/fuzz
	for target in text tap update content; do \
	  $(BIN)/python -m tests.fuzz $$target -max_total_time=$(FUZZ) -max_len=400 \
	    -verbosity=0 -print_final_stats=1 -artifact_prefix=$(VENV)/fuzz/ || exit 1; \
	done

# ADVISORIES: a downloaded archive of all advisories, where there is no internet.
ADVISORIES :=
audit: $(VENV)/$(if $(ADVISORIES),test,tools).stamp ## known vulnerabilities of what is pinned
	@$(BIN)/python -m tests.releasing.audit $(ADVISORIES)

notices: $(VENV)/test.stamp ## the licences of what is installed beside Mulai, with their texts
	@mkdir -p dist
	$(BIN)/python -m tests.releasing.notices >dist/notices.new
	mv dist/notices.new dist/THIRD-PARTY-NOTICES.txt

sbom: $(VENV)/tools.stamp ## what an installation consists of, as CycloneDX
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --mc-type application \
	  --output-reproducible --of JSON -o dist/sbom.json requirements.txt

docs: $(VENV)/docs.stamp ## the documentation as a site in dist/site; fetches nothing
	$(BIN)/mkdocs build -q --strict

pictures: $(VENV)/test.stamp browser ## README's and the documentation's pictures, taken anew
	$(BIN)/python -m tests.pictures

# What a person must do first is told before anything is installed or takes long. The notices and
# the list of packages lie beside the wheel.
release: ## check everything, then build into dist/; publishes nothing
	@$(PYTHON) -m tests.releasing.obstacles
	$(MAKE) test
	$(MAKE) audit
	rm -rf build dist
	$(BIN)/pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w dist .
	$(MAKE) notices sbom

# Chromium for the tests of the preview page. Without root it is asked for, not installed: the
# tests then say loudly that they were skipped (and fail where CI is set).
.PHONY: browser
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	  || command -v google-chrome >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	  || echo "no Chromium: install your system's package chromium to test the preview page"

# An environment that is of use, or one line that says what to do. What fails leaves nothing behind,
# and nothing is removed that was not made here.
NEW_ENOUGH := import sys; sys.exit(sys.hexversion < 0x030b0000)
define environment
say() { echo "$$1" >&2; exit 1; }; \
if test -e $(VENV); then \
  $(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null \
    && $(BIN)/pip --version 2>/dev/null | grep -qF "$(CURDIR)/$(VENV)/" \
    || say "$(VENV) is half-made, from elsewhere or older than Python 3.11: rm -rf $(VENV), then make again"; \
else \
  command -v "$(PYTHON)" >/dev/null && "$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null \
    || say "$(PYTHON) is no Python 3.11 or newer: install one, or name it: make run PYTHON=python3.12"; \
  "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
    || say "$(PYTHON) lacks its module venv: install it (Debian: apt install python3-venv), then make again"; \
  trap 'rm -rf $(VENV); exit 1' HUP INT TERM; \
  told=$$("$(PYTHON)" -m venv $(VENV) 2>&1) \
    || { rm -rf $(VENV); say "$(PYTHON) -m venv $(VENV) failed: $$(echo "$$told" | tail -n 1)"; }; \
fi
endef

$(VENV)/run.stamp: requirements.txt pyproject.toml
	@$(environment)
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@echo "Learning the phrasings, once for this content, whoever runs it ..."
	@$(BIN)/mulai train --ship
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp requirements-dev.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(VENV)/tools.stamp: $(VENV)/test.stamp requirements-tools.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@touch $@

$(VENV)/docs.stamp: $(VENV)/run.stamp requirements-docs.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-docs.txt
	@touch $@

# New pins, after a change of the dependencies in pyproject.toml (needs uv).
requirements:
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make requirements" --extra build pyproject.toml -o requirements.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make requirements" -c requirements.txt --group dev -o requirements-dev.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make requirements" -c requirements-dev.txt --group tools -o requirements-tools.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make requirements" -c requirements-dev.txt --group docs -o requirements-docs.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make requirements" --group image -o requirements-image.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis knowledge/content/model
