# Sayso. `make run` and `make test` need Python >= 3.11 and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
HOST_PORT ?= 8001
DATA_DIR ?= data
export PORT HOST_PORT DATA_DIR

BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
BROWSER_TESTS = $(BIN)/python -m pytest -q tests -m "browser and not slow" -o cache_dir=build/browser-tests

.PHONY: help run test test-fast test-browser plain-tests browser-tests test-services check format smoke doctor \
	screenshots lock clean tour journey layouts hostile kills bench-media bench-start bench-upload bench-inbox bench-publish \
	bench-serve bench-embed browser browsers test-browsers jail second-ffmpeg web-server load

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNTIME) jail ## Set everything up and run Sayso with its demo on localhost
	@$(BIN)/python manage.py serve --demo

test: ## Run every test, a real browser's among them
	@$(MAKE) --no-print-directory plain-tests
	@$(MAKE) --no-print-directory browser-tests

plain-tests: $(DEVELOPMENT) jail # Those that need neither a browser nor services
	@$(BIN)/python -m pytest tests --ignore=tests/services -q -m "not browser" -n 2

browser-tests: $(DEVELOPMENT) browser jail # One or two that fail are run once more, by themselves; five end the run at once
	@rm -rf build/browser-tests
	@if ! $(BIN)/python -m tests.browser.chromium; then test "$$CI" != true; else \
		$(BROWSER_TESTS) --maxfail=5 || { \
			test $$? = 1 && test $$(grep -c true build/browser-tests/v/cache/lastfailed) -lt 3 && \
			echo "· Once more, by themselves: those that failed" && \
			$(BROWSER_TESTS) --last-failed --last-failed-no-failures none; }; fi

test-fast: $(DEVELOPMENT) ## Run the fast tests only, on tables that are made without the migrations
	@$(BIN)/python -m pytest -q tests --ignore=tests/services -m "not browser and not slow" -n 2 --no-migrations

test-browser: $(DEVELOPMENT) browser ## Run the browser tests only
	@$(BIN)/python -m pytest tests -m browser

test-browsers: $(DEVELOPMENT) browser jail browsers ## Run what needs minutes or other browsers: Firefox, WebKitGTK, hidden tabs, a minute offline
	@$(BIN)/python -m pytest tests -m "browser and slow" -v

test-services: $(DEVELOPMENT) jail web-server ## Run flow, contracts and faults on a real PostgreSQL, Redis, S3-compatible store and nginx
	@$(BIN)/python -m tests.services.on_real_engines

hostile: $(DEVELOPMENT) jail second-ffmpeg ## Send hostile files through the real path: make hostile MUTATIONS=200 SEED=1
	@$(BIN)/python -m tests.hostile.run

kills: $(DEVELOPMENT) jail ## Kill web, worker and ffmpeg a hundred times while people send: make kills KILLS=100 SEED=1
	@$(BIN)/python -m tests.services.kill_marathon --kills $(or $(KILLS),100) $(if $(SEED),--seed $(SEED))

bench-media: $(DEVELOPMENT) jail ## Compare our renders with the peers' and the bare command, in one run
	@$(BIN)/python -m bench.media

bench-start: $(DEVELOPMENT) jail browser ## Compare the time to the first frame, in Chromium on a slow line
	@$(BIN)/python -m bench.start

bench-upload: $(DEVELOPMENT) jail browser ## Measure stop to safe on slow links, what a killed browser loses, a minute offline
	@$(BIN)/python -m bench.upload

bench-inbox: $(DEVELOPMENT) jail browser ## Measure an inbox of 100,000 stories, and decide twenty of them by keys alone
	@$(BIN)/python -m bench.inbox

bench-publish: $(DEVELOPMENT) jail ## Measure approve to readable, and a thousand approvals at once, on real engines
	@$(BIN)/python -m bench.publish

bench-serve: $(DEVELOPMENT) jail web-server load ## Compare a wall's script from nginx with a bare static file, and with the app alone
	@$(BIN)/python -m bench.serve

bench-embed: $(DEVELOPMENT) jail browser ## Compare what our widget costs a page with what others would, in Chromium
	@$(PYTHON) deploy/packages.py npm
	@$(BIN)/python -m bench.embed

check: $(DEVELOPMENT) ## Lint, types, layers, migrations, and that every test can be read
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check --fail-level ERROR
	@read=$$($(BIN)/python -m pytest --collect-only -qq -p no:cacheprovider 2>&1) || { echo "$$read" | tail -20; exit 1; }

format: $(DEVELOPMENT) ## Put the code into its one format
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

smoke: $(DEVELOPMENT) browser ## Drive a running instance through its main job: make smoke URL=http://localhost:8000
	@$(BIN)/python -m tests.browser.smoke "$(or $(URL),http://localhost:$(PORT))"

screenshots: $(DEVELOPMENT) browser ## Take the README's pictures from a running instance
	@$(BIN)/python -m tests.browser.screenshots "$(or $(URL),http://localhost:$(PORT))"

tour: $(DEVELOPMENT) browser ## Walk the whole Studio in a real browser, with pictures in build/tour
	@$(BIN)/python -m tests.browser.studio_tour

journey: $(DEVELOPMENT) browser ## Walk the speaker's journey by keyboard in three languages, with pictures in build/journey
	@$(BIN)/python -m tests.browser.tour

layouts: $(DEVELOPMENT) browser ## Show every layout of the widget in every look, by keyboard, with pictures in build/layouts
	@$(BIN)/python -m tests.embeds.layout_tour

doctor: $(RUNTIME) ## Explain this installation
	@$(BIN)/python manage.py doctor

browser: # Chromium for the browser tests, through apt where that is allowed
	@$(PYTHON) deploy/packages.py chromium

browsers: # Firefox, WebKitGTK and what drives them
	@$(PYTHON) deploy/packages.py chromedriver xvfb-run firefox-esr npm WebKitWebDriver
	@test -z "$$(command -v npm)" || npm ci --prefix tests/browser/others --cache build/npm --no-audit --no-fund --silent

jail: # bubblewrap, in which strangers' media is opened, the same way
	@$(PYTHON) deploy/packages.py bwrap

web-server: # nginx, which serves what is public from the disk
	@$(PYTHON) deploy/packages.py nginx

load: # wrk, which asks as fast as it is answered
	@$(PYTHON) deploy/packages.py wrk

second-ffmpeg: # another build than the bundled one
	@$(PYTHON) deploy/packages.py ffmpeg

lock: $(DEVELOPMENT) ## Resolve the dependencies again, with hashes
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" --quiet --output-file requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" --quiet --output-file requirements-dev.txt

clean: ## Remove what was installed and built; the data folder stays
	@rm -rf .venv build

$(RUNTIME): requirements.txt
	@echo "· Installing (once, about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.txt
	@echo "· Installing what the tests need (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
