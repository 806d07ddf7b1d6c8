.PHONY: format
format: ## Repair the formatting of every Java file
	scripts/mvn -q -B spotless:apply
