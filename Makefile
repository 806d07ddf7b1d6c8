.DEFAULT_GOAL := help
.PHONY: help up test check one images secrets scan dev build format engine screenshots

help: ## Show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 12

up: ## Build what is missing and start the three services on loopback; Ctrl-C stops them
	@scripts/up

test: ## Run every test
	@scripts/test

check: ## What is known within a minute or so: formatting, architecture, unit tests, the page's tests
	@scripts/check

one: ## One test class: make one T=RunListTest
	@scripts/one $(T) $(EXECUTABLES)

images: ## Build the images of the services; FLAVOUR=native for native ones
	@FLAVOUR=$(FLAVOUR) scripts/images

secrets: ## Make the folder of secrets that compose.yaml reads
	@scripts/secrets

scan: ## List every library inside (target/sbom.json), and which direct ones are outdated
	@scripts/scan

dev: engine ## Start runs-api in Quarkus' development mode
	@CHAD_STATE_DIR=$${CHAD_STATE_DIR:-$(CURDIR)/state} CHAD_WORKFLOW_DIR=$${CHAD_WORKFLOW_DIR:-$(CURDIR)/workflows} \
	  scripts/mvn -pl runs-api -am process-classes quarkus:dev

build: ## Pack the services and the CLI, without tests
	@scripts/build

format: ## Repair the formatting of every Java file
	@scripts/mvn -q -B spotless:apply

engine: ## Install the workflow engine
	@scripts/install-engine

screenshots: build engine ## Picture every view of the dashboard with a week of data, into target/screenshots
	@node bench/dashboard/screenshots.mjs
