# The front door: every target is one call. `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Paths are relative, so that the project may stand anywhere.
# PYTHON=... chooses the interpreter; else the first that works.
PYTHON :=
PYTHONS := python3 python3.13 python3.12 python3.11
UV_VERSION := 0.13.9
# What builds the project. It is installed with uv, for the project itself needs neither.
HATCHLING_VERSION := 1.33.0
UV := .venv/bin/uv
INSTALL := $(UV) pip install --quiet --python .venv/bin/python
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes \
	--no-annotate --no-header --python-version 3.11

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile \
		| while IFS='|' read -r target text; do \
			printf '  make %-12s %s\n' "$$target" "$$text"; \
		done

.PHONY: install
install: .venv/build.stamp ## install what a build needs into .venv

.PHONY: build
build: .venv/build.stamp ## check the CSVs, build and test, publish
	@.venv/bin/python -m kessan build

.PHONY: site
site: .venv/build.stamp ## write the pages of what is published anew
	@.venv/bin/python -m kessan site

.PHONY: test
test: .venv/dev.stamp ## run every check there is, and count them (LANE=fast: some)
	@.venv/bin/python tests/run.py $(if $(LANE),--lane=$(LANE))

.PHONY: pack
pack: .venv/build.stamp ## pack what is published, with wheel and sdist, into dist
	@rm -rf dist
	@.venv/bin/python -m hatchling build --directory dist >/dev/null
	@cp requirements.lock dist
	@.venv/bin/python -m kessan pack --to dist

.PHONY: audit
audit: .venv/build.stamp ## print how every figure is proven
	@.venv/bin/python -m kessan audit

.PHONY: faults
faults: .venv/build.stamp ## damage the input in every way, count what is caught
	@.venv/bin/python -m kessan faults --real 50

.PHONY: bench
bench: .venv/build.stamp ## measure builds of up to a thousand releases
	@.venv/bin/python -m kessan bench $(if $(FILINGS),--filings "$(FILINGS)")

.PHONY: bench-check
bench-check: .venv/build.stamp ## fail where a build takes more than is expected
	@.venv/bin/python -m kessan bench --check

# Not in the environment of the project: it wants an older pandas.
.venv-peers/stamp: .venv/build.stamp Makefile
	@$(UV) venv --quiet --clear .venv-peers
	@$(UV) pip install --quiet --python .venv-peers/bin/python \
		'arelle-release==2.47.3' 'secfsdstools==2.4.3' 'pandas<3' 'numpy<2' 'pyarrow<20'
	@touch $@

.PHONY: bench-peers
bench-peers: .venv-peers/stamp ## measure what other tools do of it (FILINGS=...: of a data set)
	@.venv/bin/python -m kessan bench --peers $(if $(FILINGS),--filings "$(FILINGS)",--releases 1 --releases 10 --releases 100)

.PHONY: lint
lint: .venv/dev.stamp ## check how SQL, Python and YAML are written
	@.venv/bin/python tests/run.py lint

.PHONY: format
format: .venv/dev.stamp ## rewrite SQL and Python in the house style
	@.venv/bin/ruff check --quiet --fix .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/sqlfluff fix --quiet models kessan analyses tests

.PHONY: dictionary
dictionary: .venv/build.stamp ## write docs/use/data-dictionary.md
	@.venv/bin/python -m kessan dictionary

# The variable takes away a notice that docs/contribute/decisions.md has. Not --quiet: it
# counts no warning, and --strict lets all pass.
.PHONY: docs
docs: .venv/dev.stamp ## write the documents as a site into target/documents
	@NO_MKDOCS_2_WARNING=1 .venv/bin/python -m mkdocs build

.PHONY: pictures
pictures: .venv/dev.stamp ## take the pictures of the documents anew
	@.venv/bin/python docs/pictures/take.py

.PHONY: superset
superset: .venv/build.stamp ## load the dashboard into a running Superset
	@.venv/bin/python deploy/superset/load.py

.PHONY: lock
lock: .venv/uv.stamp ## pin the requirements anew (UPGRADE=1: the newest)
	@echo "resolving requirements.lock, requirements-uv.lock, requirements-dev.lock, deploy/superset/requirements.lock"
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml \
		--output-file requirements.lock
	@printf '%s\n' uv==$(UV_VERSION) hatchling==$(HATCHLING_VERSION) | $(COMPILE) - \
		--constraints requirements.lock --output-file requirements-uv.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --all-extras \
		--constraints requirements.lock --output-file requirements-dev.lock
	@$(COMPILE) $(if $(UPGRADE),--upgrade) deploy/superset/requirements.in \
		--output-file deploy/superset/requirements.lock

.PHONY: clean
clean: ## take away what was installed and built, but not what was published
	@rm -rf .venv target logs

# What is installed, as stamps: nothing is fetched while they are current.

.venv/uv.stamp: requirements-uv.lock
	@set -- $(if $(PYTHON),"$(PYTHON)",$(wildcard .venv/bin/python) $(PYTHONS)); \
	for python; do \
		"$$python" -c 'import ensurepip, sys, venv; \
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue; \
		[ "$$python" = .venv/bin/python ] && exit; \
		echo "making .venv with $$("$$python" --version)"; \
		"$$python" -m venv --clear .venv; \
		exit; \
	done; \
	echo "no Python 3.11, 3.12 or 3.13 with the module venv among: $$*" >&2; \
	exit 1
	@echo "installing uv $(UV_VERSION) and hatchling $(HATCHLING_VERSION)"
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements-uv.lock
	@touch $@

.venv/build.stamp: .venv/uv.stamp requirements.lock pyproject.toml
	@echo "installing $$(grep -c == requirements.lock) packages of requirements.lock"
	@$(INSTALL) --compile-bytecode --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/build.stamp requirements-dev.lock
	@echo "installing $$(grep -c == requirements-dev.lock) packages of requirements-dev.lock"
	@$(INSTALL) --compile-bytecode --require-hashes -r requirements-dev.lock
	@touch $@
