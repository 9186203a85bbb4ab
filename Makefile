# Go, git, make and OpenSSH are all that `make run` and `make test` need.

GO ?= go
# Counted in runs: in Go 1.26 a fuzz target that is given a time may fail when the time is up (golang/go#75804).
FUZZTIME ?= 100000x
# Edits of the farm of texts at odds, a few minutes.
FARM ?= 10000000
LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help
.PHONY: help run test test-race test-papers bench bench-peers load profile fuzz lint format golden build vuln

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## a live review meeting with an invented family, in this terminal
	$(GO) run ./cmd/oneplan demo

# The tests of the whole program come last and alone: they look at how quick it is for everybody else.
test: ## every test
	$(GO) test $$($(GO) list ./... | grep -v '/cmd/oneplan$$')
	$(GO) test -timeout 20m ./cmd/oneplan

test-race: ## every test under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race ./...

# Runs a command that leaves its figures in the file $ONEPLAN_FIGURES, and prints them last: of each name the last one.
define figures
@figures=$$(mktemp) && \
ONEPLAN_FIGURES=$$figures $(1); failed=$$?; \
echo; echo 'Figures:'; \
awk -F '"' '/^\{"figure"/ { last[$$4] = $$0; next } { print } END { for (name in last) print last[name] | "sort" }' "$$figures"; \
rm -f "$$figures"; exit $$failed
endef

test-papers: ## every kind of paper, read by the programs that people have: LibreOffice, poppler, mupdf, qpdf and libraries from npm, which it installs
	cmd/oneplan/testdata/papers/run.sh

bench: ## every benchmark, with allocations; the figures come last
	$(call figures,$(GO) test -run '^$$' -bench . -benchmem ./...)

bench-peers: ## the text engine beside yjs, diamond-types, loro and automerge, from npm; needs node and the editing traces
	$(call figures,meeting/text/testdata/peers/run.sh)

load: ## 8 people, 30 people, 100 meetings of 10 and 1,000 at rest, at the real program over ssh, beside tmux where there is one
	$(call figures,$(GO) run ./cmd/load)

profile: ## 30 seconds of a meeting of 30 as a processor profile, ./profile.out
	$(GO) run ./cmd/load -profile profile.out -typing 30s

fuzz: ## each fuzz target for a while (FUZZTIME=100000x runs), and many copies of a text at odds (FARM=10000000 edits), new random histories
	ONEPLAN_FARM=$(FARM) $(GO) test -count=1 -run '^TestFarm$$' -timeout 0 ./meeting/text
	ONEPLAN_EXPLORE=1 $(GO) test -count=1 -timeout 0 ./meeting -rapid.checks=500
	@listed=$$($(GO) test -list '^Fuzz' ./...) || { echo "$$listed"; exit 1; }; \
	targets=$$(echo "$$listed" | awk '/^Fuzz/ { name[++n] = $$1 } \
		/^ok/ { for (i = 1; i <= n; i++) print $$2 "," name[i]; n = 0 }'); \
	for target in $$targets; do \
		echo "fuzz: $${target#*,} in $${target%,*}, $(FUZZTIME)"; \
		$(GO) test -run '^$$' -fuzz "^$${target#*,}$$" -fuzztime $(FUZZTIME) "$${target%,*}" || exit 1; \
	done

lint: ## golangci-lint, built from its pinned source on first use; formatting too
	$(GO) run $(LINT) run ./...

format: ## rewrite the Go files the way lint wants them
	$(GO) run $(LINT) fmt ./...

golden: ## rewrite the golden screens; look at the difference before committing it
	ONEPLAN_GOLDEN=rewrite $(GO) test -count=1 ./tui/... ./meeting/minutes ./cmd/oneplan/command

vuln: ## known vulnerabilities that the code can reach; asks https://vuln.go.dev, so CI does without it
	@found=$$($(GO) run golang.org/x/vuln/cmd/govulncheck@v1.8.0 ./... 2>&1); failed=$$?; \
	case $$found in *"fetching vulnerabilities"*) \
		echo "The database of vulnerabilities, https://vuln.go.dev, cannot be reached from here, so nothing was checked: run make vuln where it can be." >&2; exit 1;; \
	esac; \
	printf '%s\n' "$$found"; exit $$failed

build: ## the one binary, bin/oneplan
	$(GO) build -trimpath -o bin/oneplan ./cmd/oneplan
