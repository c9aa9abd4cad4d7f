# Naru. `make` lists what there is to do; each line below with two hashes is help.

GO     ?= go
CHECK  := $(GO) tool -modfile=tools/check/go.mod
SQLC   := $(GO) tool -modfile=tools/gen/go.mod sqlc
FUZZ   ?= 1m
SOAK   ?= 5m
ORDERS ?= 10000
SEEDS  ?= 1000
GOSRC   = $$(find . \( -name node_modules -o -name sqlgen -o -name '.?*' \) -prune -o -name '*.go' -print)

.DEFAULT_GOAL := help
# Steps are listed in the order in which they make sense, cheap ones first.
.NOTPARALLEL:
.PHONY: help demo build release test check fmt ci setup web e2e bench month soak faults sim fuzz gen go-test web-test browser-test fmt-check go-check

help: ## show this list
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## start the shop, the payment server and the local PortOne, and open the browser
	$(GO) run ./cmd/naru demo

build: ## build bin/naru, one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/naru ./cmd/naru

release: ## build bin/release: Linux, macOS and Windows on both processors, with checksums
	tools/release.sh

test: setup ## install what the tests need (as root), then run all of them: Go, web, browser
	@tools/answers.sh $(MAKE) --no-print-directory go-test web-test e2e

check: go-check ## formatting, vet, staticcheck, import rules, tidy go.mod, tsc, Biome
	tools/npm.sh web typecheck lint
	tools/npm.sh e2e typecheck lint

fmt: ## format Go and web sources in place
	$(CHECK) gofumpt -w $(GOSRC)
	tools/npm.sh web format

ci: ## everything that CI does, in its order
	bash .ci/run

setup: ## install PostgreSQL, Chromium, PHP and more where missing (as root), or say what is
	@tools/setup.sh

web: ## build web/dist, which is committed
	tools/npm.sh web build

e2e: ## drive the built binary in a real browser
	@if [ -f e2e/package.json ]; then $(MAKE) --no-print-directory build; fi
	@tools/answers.sh $(MAKE) --no-print-directory browser-test

bench: ## measure payments per second, and the sandbox, next to what this machine can do at most
	$(GO) run ./internal/bench
	$(GO) run ./internal/bench/sandboxbench

month: ## live a month of a busy shop through on a turned clock: ORDERS (default 10000) end with every won explained
	NARU_MONTH_ORDERS=$(ORDERS) $(GO) test -count=1 -v -timeout 30m -run Month ./internal/month

soak: ## hold the sandbox at full load with faults on for SOAK (default 5m), then look what is left
	$(GO) run ./internal/bench/soak -t $(SOAK)

faults: ## kill, freeze, fill up and fail over for real, then look for lost or doubled money
	NARU_FAULTS=long $(GO) test -count=1 -timeout 45m -v ./internal/faults

sim: ## live SEEDS (default 1000) simulated histories of the whole system
	@$(GO) test -c -o bin/sim.test ./internal/simtest
	@bin/sim.test -test.run='^TestSimulation_keepsEveryInvariant$$' -test.timeout=0 -sim.seeds=$(SEEDS)

fuzz: ## fuzz every target for FUZZ (default 1m) each
	tools/fuzz.sh $(FUZZ)

gen: ## regenerate what is generated: SQL code, API types (the first run builds sqlc, minutes)
	$(SQLC) generate -f internal/store/sqlc.yaml
	tools/sqlhash.sh
	@if [ -d internal/gen/tsapi ]; then echo "$(GO) run ./internal/gen/tsapi"; $(GO) run ./internal/gen/tsapi; fi

go-test:
	$(GO) test ./...

web-test:
	tools/npm.sh web test

# Each sandbox that the browser drove keeps its log, which Go then checks.
browser-test:
	tools/npm.sh e2e test
	$(GO) test -count=1 -run BrowserTests ./internal/sandbox/spectest

go-check: fmt-check
	$(GO) vet ./...
	$(CHECK) staticcheck ./...
	$(GO) test -count=1 ./internal/archtest/...
	$(GO) mod tidy -diff

fmt-check:
	@unformatted=$$($(CHECK) gofumpt -l $(GOSRC)); \
	if [ -n "$$unformatted" ]; then echo "not formatted by gofumpt:"; echo "$$unformatted"; exit 1; fi
