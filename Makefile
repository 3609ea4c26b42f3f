# まどぐち: 動かす・試す・確かめる。使い方は make help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CITY ?=
PORT ?= 8000
# 単語ベクトル（なくても動く。docs/adr/010）。表だけを読むので、依存する部品は入れない
SEMANTIC = $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/semantic.txt

.PHONY: help run test check fix pictures lighthouse lock sbom audit mutate load faults clean

help: ## この一覧を出す
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

run: $(VENV)/.run ## 準備して、http://127.0.0.1:8000/ で動かす（CITY=cities/<コード>-<名前> で市を選ぶ、PORT=番号）
	$(BIN)/python -m app serve --port $(PORT) $(if $(CITY),--city $(CITY))

test: $(VENV)/.dev ## 準備して、すべて確かめる（check と同じ）
	$(MAKE) --no-print-directory check

check: $(VENV)/.dev ## 書式・型・部屋の境・内容・テスト。CI と同じ
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m app check
	for city in cities/*/; do $(BIN)/python -m app check --city $$city || exit 1; done
	$(BIN)/pytest

fix: $(VENV)/.dev ## 書式を直す
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pictures: $(VENV)/.dev ## 文書の絵（docs/pictures.md）を撮り直す（chromium が要る。表計算の絵は LibreOffice があれば）
	$(BIN)/python -m tests.pictures

lighthouse: $(VENV)/.dev bench/lighthouse/node_modules/.package-lock.json ## ページの速さと使いやすさを測る（chromium と、node 18 以上と npm が要る）
	$(BIN)/python -m bench.lighthouse.measure

bench/lighthouse/node_modules/.package-lock.json: bench/lighthouse/package-lock.json
	npm ci --prefix bench/lighthouse --ignore-scripts
	touch $@

lock: ## requirements/*.txt を作り直す（uv が要る）
	uv pip compile pyproject.toml -o requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header
	echo ja-ginza | uv pip compile - -o requirements/semantic.txt --no-deps --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header
	uv pip compile pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header

sbom: $(VENV)/.dev ## 部品の一覧（CycloneDX）を sbom.json に書く。出すときに作り、倉には入れない
	$(BIN)/python -m tools.sbom > sbom.json

audit: $(VENV)/.dev ## 固定した部品に、知られた弱い所がないかを見る（通信する。毎晩のため。check には入らない。見られない部品があれば 1 で終わる）
	for lock in run semantic dev; do $(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/$$lock.txt || exit 1; done

mutate: $(VENV)/.dev ## 内容のファイルを 10,000 通りにこわし、どれも読めるか、問題として出るかを見る
	$(BIN)/python -m bench.mutate --count 10000

load: $(VENV)/.dev ## 一秒に何歩答えられるかを、何もしない道と比べて測り、500 の話を同時にする（Linux と wrk が要る。数分で終わる。WORRIES=文のファイルかフォルダー）
	$(BIN)/python -m bench.load $(if $(WORRIES),--worries $(WORRIES))

faults: $(VENV)/.dev ## 台・データベース・Redis・ディスク・時計・内容をわざとこわし、住民に何も起きないことを見る（nginx・redis-server・postgresql・faketime が要る）
	$(BIN)/python -m bench.faults all

clean: ## 作ったものを消す
	rm -rf $(VENV) bench/lighthouse/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt requirements/semantic.txt | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(SEMANTIC)
	touch $@

$(VENV)/.dev: requirements/dev.txt requirements/semantic.txt | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(SEMANTIC)
	touch $@ $(VENV)/.run
