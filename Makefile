# Each target sets up what it needs in .venv, so it works on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
CONSTRAINTS ?= tests/constraints.txt
DOT := $(shell command -v dot > /dev/null || echo dot,)
INSTALL := $(BIN)/python -m pip install --quiet
ALL_CORES := --numprocesses=auto --dist=loadfile
# A script in tests/ would take the folder tests/autograd for the package.
FROM_HERE := PYTHONPATH=. $(BIN)/python

.PHONY: demo test site notebooks site-test peers browser-test notebook marking-test torch-test keras-test jax-test bench soak stubs mutants coverage dist matrix clean

demo: .venv/demo
	$(BIN)/python -m demos.digits

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest $(ALL_CORES)

# The page in a real browser and the notebook. Chromium comes from Debian's packages where it is missing.
browser-test: .venv/test
	$(INSTALL) --editable ".[browser]"
	command -v chromium || (apt-get update -qq && apt-get install -y -qq chromium fonts-liberation fonts-dejavu-core)
	! command -v npm || npm install --silent --no-save --prefix .venv/npm axe-core@4 katex@0.16 pyright@1 || echo "without axe-core, KaTeX and pyright, whose tests are skipped"
	$(BIN)/python -m pytest $(ALL_CORES) tests/browser tests/trust/test_types.py

# The notebook with the outputs of today.
notebook: .venv/test
	$(INSTALL) --editable ".[browser]"
	STORE_OUTPUTS=1 $(BIN)/python -m pytest tests/browser/test_notebook.py

# The site, in output/site, a folder of files that needs no server; a warning stops it. And the lessons as notebooks.
site: .venv/site
	$(BIN)/python -m sphinx -q -W --keep-going -c demos/site -d output/doctrees demos output/site
	@echo "Open output/site/index.html"

notebooks: .venv/site
	$(BIN)/python -m demos.site.notebooks output/notebooks

# The site in Chromium, and every lesson's notebook executed: some minutes.
site-test: site
	$(INSTALL) --editable ".[browser]"
	command -v chromium || (apt-get update -qq && apt-get install -y -qq chromium fonts-liberation fonts-dejavu-core)
	! command -v npm || npm install --silent --no-save --prefix .venv/npm axe-core@4 || echo "without axe-core, whose test is skipped"
	$(BIN)/python -m pytest tests/browser/test_site.py tests/browser/test_lesson_notebooks.py

# What other libraries answer to the questions of demos/site/peers: they get an environment of their own (a large download).
peers: .venv/site
	$(PYTHON) -m venv --clear .bench/asked
	.bench/asked/bin/python -m pip install --quiet micrograd autograd torch
	$(BIN)/python -m demos.site.peers.answers .bench/asked/bin/python

# Marking a class, with the packages of the systems that take the marks: a large download, so not part of `make test`.
marking-test: .venv/test
	$(INSTALL) --editable ".[grading]"
	$(BIN)/python -m pytest tests/demos/test_marking.py

# The same gradients as PyTorch: a large download, so not part of `make test`.
torch-test: .venv/test
	$(INSTALL) --editable ".[torch]"
	$(BIN)/python -m pytest tests/autograd/test_torch.py tests/trust/test_programs_in_torch.py

# The same weights as real Keras after some steps, over both of its backends: a large download too.
keras-test: .venv/test
	$(INSTALL) --editable ".[keras,jax]"
	for backend in torch jax; do \
		KERAS_BACKEND=$$backend $(BIN)/python -m pytest tests/nn/keras/test_same_as_keras.py tests/nn/keras/test_settings_of_keras.py \
			tests/course || exit 1; \
	done

# What XLA compiles, and the threads of BLAS; `make test` covers them too where JAX and threadpoolctl are installed.
jax-test: .venv/test
	$(INSTALL) --editable ".[fast]"
	$(BIN)/python -m pytest tests/nn/steps/test_compiled.py tests/nn/steps/test_every_way.py tests/nn/test_callbacks.py tests/nn/fitting/test_threads.py \
		tests/autograd/views/test_jit.py tests/demos/test_claims.py tests/trust/test_programs_in_xla.py \
		-k "compiled or threads or jit or xla"

# Random programs of all rows, 20,000 of them: half an hour on two cores.
soak: .venv/test
	$(FROM_HERE) tests/soak.py $(or $(PROGRAMS),20000)

# What type checkers know of the rows as methods: after a change of the table.
stubs: .venv/test
	$(FROM_HERE) tests/stubs.py

# Mistakes planted in the code one at a time, which its own tests must notice: 200 of them in under an hour on two cores.
mutants: .venv/test
	$(INSTALL) "pytest-cov>=6"
	$(BIN)/python tests/mutants.py $(or $(MUTANTS),200) --seed $(or $(SEED),1)

# The branches that no test takes, with their lines: ten minutes. Which are left out, and why, says pyproject.toml.
coverage: .venv/test
	$(INSTALL) "pytest-cov>=6"
	$(BIN)/python -m pytest $(ALL_CORES) --cov --cov-context=test

# The wheel and the sdist; and the wheel, from outside, under every Python and NumPy to be had here.
dist: .venv/test
	$(INSTALL) "build>=1.2"
	rm -rf dist
	$(BIN)/python -m build --outdir dist

matrix: .venv/test
	$(INSTALL) "build>=1.2"
	$(BIN)/python tests/matrix.py

# How fast it is beside its peers, which get an environment of their own (a large download): ratios, JSON and a plot.
bench: .venv/demo .bench/peers
	$(INSTALL) --editable ".[fast]"
	$(BIN)/python tests/bench/run.py --theirs .bench/bin/python

.bench/peers: tests/bench/peers/requirements.txt
	$(PYTHON) -m venv --clear .bench
	.bench/bin/python -m pip install --quiet --requirement tests/bench/peers/requirements.txt
	touch $@

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "chalkgrad needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv

# The extra `dot`, which pyproject.toml says more of, only where there is no Graphviz.
.venv/demo: .venv/bin/python pyproject.toml $(CONSTRAINTS)
	$(INSTALL) --constraint $(CONSTRAINTS) --editable ".[$(DOT)plot]"
	touch $@

.venv/test: .venv/bin/python pyproject.toml $(CONSTRAINTS)
	$(INSTALL) --constraint $(CONSTRAINTS) --editable ".[$(DOT)plot,test]"
	touch $@

.venv/site: .venv/test
	$(INSTALL) --constraint $(CONSTRAINTS) --editable ".[site]"
	touch $@

clean:
	rm -rf .venv .bench .matrix output build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
