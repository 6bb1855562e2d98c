# The front door. Each target is a script of the same name, which installs what is missing first.
.DEFAULT_GOAL := help
.PHONY: help run test doctor-test deb soak bench fuzz image compose-test lint format clean

help: ## list the targets
	@echo 'Glasshell: SSH in a browser tab. On Debian 12, as root:'
	@sed -nE 's/^([a-z-]+): ## (.*)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 22

run: ## build what changed, start a relay and a demo node, print the address
	@scripts/run.sh

test: ## every check and test, as CI runs them
	@scripts/test.sh

doctor-test: ## the doctor against real proxies, in order and broken in every classic way
	@scripts/doctor-test.sh

deb: ## the relay and its page as a Debian package, into build/deb
	@scripts/deb.sh

soak: ## the proofs that take long (SCHEDULES=1000000 of the link's)
	@scripts/soak.sh

bench: ## speed and size, into build/bench/results.json
	@scripts/bench.sh

fuzz: ## fuzz each decoder and machine for a minute (SECONDS_EACH=60)
	@scripts/fuzz.sh

image: ## build the images of the relay, of nginx and of the demo node
	@scripts/image.sh

compose-test: ## the compose stack in a Docker engine: the doctor, a browser, restarts
	@scripts/compose-test.sh

lint: ## formatting, clang-tidy, biome, shellcheck
	@scripts/lint.sh

format: ## format everything in place
	@scripts/format.sh

clean: ## remove what was built here (the dependencies stay in the cache)
	rm -rf build web/dist e2e/test-results e2e/playwright-report
