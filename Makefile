# make            the environment when it is needed, then the report of every cohort
# make new FILE=my.xlsx COHORT=ours    a cohort of your own: its folder, its configuration, what was understood of it
# make COHORT=ours                     the report of that cohort
# make cluster    the reports, computed on a cluster with Slurm (docs/cluster.md); COHORT=ours for one
# make view       all reports in the browser, on this computer alone, with a search in results and raw cells
# make doctor     whether a run can work here
# make docs       the documentation as a site, in site/; with the reports of its gallery where `make gallery` has rendered them
# make test       the same environment, then everything that CI checks
# make test-full  the long seeded campaigns as well

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Compiled code is kept, whatever the shell says: without it each of the many processes of a run compiles all of it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report new view cluster doctor docs gallery test pytest test-full lint format benchmark calibration calibration-restored \
  lock-packages clean

report: $(VENV)/installed
	$(BIN)/snakemake $(if $(COHORT),--configfile '$(COHORT).yaml')

new: $(VENV)/installed
	@test -n '$(FILE)' || { echo "Which file? make new FILE=my.xlsx COHORT=ours" >&2; exit 1; }
	@$(BIN)/casetrace new '$(FILE)' --cohort '$(COHORT)'

cluster: $(VENV)/installed $(VENV)/cluster/installed
	PYTHONPATH='$(abspath $(VENV)/cluster)' $(BIN)/snakemake --workflow-profile profiles/slurm \
	  $(if $(COHORT),--configfile '$(COHORT).yaml')

view: $(VENV)/installed
	@$(BIN)/casetrace view --open

doctor: $(VENV)/installed
	@$(BIN)/casetrace doctor

docs: $(VENV)/installed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# The reports of the made-up studies in docs/gallery, each in the folder that the documentation takes it from.
gallery: $(VENV)/installed
	mkdir -p .gallery
	cp docs/gallery/* .gallery
	cd .gallery && ../$(BIN)/casetrace run gallery

# The types are checked while the tests run: each of both leaves a processor idle at times.
test: $(VENV)/installed $(VENV)/cluster/installed
	@$(MAKE) --no-print-directory -j 2 lint pytest

pytest: $(VENV)/installed $(VENV)/cluster/installed
	$(BIN)/python -m pytest -n 3 --dist worksteal

# The same tests, each with all of its cases and examples, and the campaigns.
test-full: export CASETRACE_EXAMPLES = 50
test-full: test
	$(BIN)/python -m tests.stages.damaged_tables
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.audit.simulated_papers
	$(BIN)/python -m tests.trace.mutations

lint: $(VENV)/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/snakefmt --check --compact-diff Snakefile workflow benchmarks/calibration/Snakefile
	$(BIN)/python -m tests.lint_workflow
	$(BIN)/mypy

format: $(VENV)/installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/snakefmt Snakefile workflow benchmarks/calibration/Snakefile

# Ratios, exponents and peaks, printed, kept in docs/performance.json and shown in docs/performance.md: half an hour.
benchmark: $(VENV)/installed
	$(BIN)/python -m benchmarks.measure --write docs/performance.json
	$(BIN)/python -m benchmarks.bootstrap
	$(BIN)/python -m benchmarks.audit_search
	$(BIN)/python -m benchmarks.large_cohort --write docs/performance.json
	$(BIN)/python -m benchmarks.many_cohorts --write docs/performance.json
	$(BIN)/python -m benchmarks.performance

# Coverage of every interval and size of every test, on simulated case series: an hour, and it can be stopped at any time.
calibration: $(VENV)/installed
	$(BIN)/snakemake -s benchmarks/calibration/Snakefile --directory .calibration --cores 2

# Before the above: what the table has of methods that are unchanged, so that only new families and cells are computed.
calibration-restored: $(VENV)/installed
	$(BIN)/python -m benchmarks.calibration.restore_tallies docs/calibration.csv .calibration/results

# The environment is the lock file. Bytecode is compiled once, here: without it every job would pay for its imports.
$(VENV)/packages: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Casetrace needs Python 3.11 to 3.13; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.11" >&2; exit 1; }
	@test ! -L $(VENV) || { echo "$(VENV) is a link, and what it leads to would be emptied. Remove the link" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >$(VENV)/compile.log 2>&1 || true
	$(BIN)/python -m pip check
	@touch $@

# The package itself, from this folder: a change of its code needs no new installation.
$(VENV)/installed: $(VENV)/packages pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

# What only a run on a cluster needs, in a folder of its own: Snakemake imports each plugin that it finds whenever it starts.
$(VENV)/cluster/installed: requirements-cluster.lock $(VENV)/packages
	rm -rf $(VENV)/cluster
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --target $(VENV)/cluster -r requirements-cluster.lock
	@touch $@

# One version of each package for Python 3.11 to 3.13, with hashes and without addresses. Needs uv on the path.
lock-packages:
	uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --no-header --no-annotate --extra test --extra docs pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
	  --no-header --no-annotate --extra cluster --constraint requirements.lock \
	  $$(sed -n 's/^\([^ =]*\)==.*/--no-emit-package \1/p' requirements.lock) pyproject.toml -o requirements-cluster.lock

clean:
	rm -rf $(VENV) .snakemake .gallery site results/*/
