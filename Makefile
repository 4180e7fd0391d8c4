# Two commands do everything: `make app` and `make test`. Each makes the environment it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8501

.PHONY: app test lint format layers types bench models browser clean

app: $(VENV)/run.stamp  ## run the dashboard on its embedded defaults
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev.stamp browser  ## pass the tests
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile; fi

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

layers: $(VENV)/dev.stamp
	$(BIN)/lint-imports

types: $(VENV)/dev.stamp
	$(BIN)/ty check

bench: $(VENV)-bench/run.stamp  ## measure beside the peers; writes docs/benchmarks.md
	$(VENV)-bench/bin/python -m benchmarks.quantization
	$(VENV)-bench/bin/python -m benchmarks.precision_recall
	$(VENV)-bench/bin/python -m benchmarks.binary
	$(VENV)-bench/bin/python -m benchmarks.load
	$(VENV)-bench/bin/python -m benchmarks.reruns

models: $(VENV)/dev.stamp  ## remake everything in cached_models/ (hours; needs MODELARIUM_DATA)
	$(BIN)/python -m training.start_demo
	$(BIN)/python -m training.glue_adapters
	$(BIN)/python -m training.layer_inputs
	$(BIN)/python -m training.layer_tables
	$(BIN)/python -m training.adapter_seeds
	$(BIN)/python -m engine.studies.bert_sweep --shipped --ship
	$(BIN)/python -m training.image_classifiers
	$(BIN)/python -m training.reference_features
	$(BIN)/python -m training.gans mnist_dcgan --ship
	$(BIN)/python -m training.gans cifar10_dcgan --ship
	$(BIN)/python -m training.gans mnist_stylegan --ship
	$(BIN)/python -m training.gan_scores
	$(BIN)/python -m training.coverage_masks
	$(BIN)/python -m engine.studies.generator_sweep --ship
	$(BIN)/python -m engine.studies.metric_tables --ship

# Debian as root installs Chromium; elsewhere the browser that is there is used, and the tests
# that need one say that they were skipped.
browser:
	@if [ -n "$$CHROMIUM_PATH" ] || command -v chromium google-chrome chrome >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null || \
		echo "no Chromium could be installed: browser tests will be skipped"; \
	else echo "no Chromium found: browser tests will be skipped (set CHROMIUM_PATH to run them)"; fi

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@# only the PAGE schema in it is read: its own dependencies (a web server, Docker, pydantic 1) stay out
	$(BIN)/python -m pip install --quiet --no-deps ocrd-validators==2.67.1
	touch $@ $(VENV)/run.stamp

# The peers of the benchmarks stay out of the environment that the dashboard runs in.
$(VENV)-bench/run.stamp: benchmarks/requirements.txt requirements-dev.txt requirements.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet -r benchmarks/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-bench .cache runs
