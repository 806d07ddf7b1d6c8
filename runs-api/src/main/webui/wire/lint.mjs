// Holds the OpenAPI document that the Maven build wrote against the rules of redocly.yaml. The engine of Redocly's linter is here
// already, for openapi-typescript reads documents by it, so this needs no network and a second or two.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatProblems, getTotals, lint, loadConfig } from "@redocly/openapi-core";

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const document = pathOf("../../../../target/classes/chad/ide/web/openapi.json");

if (!existsSync(document)) {
  console.error(
    "There is no OpenAPI document to check. Build it first, in the root of the repository:\n" +
      "scripts/mvn process-classes -pl runs-api -am -Dskip.ui",
  );
  process.exit(1);
}

const config = await loadConfig({ configPath: pathOf("../../../../../redocly.yaml") });
const problems = await lint({ ref: document, config });
const totals = getTotals(problems);
if (problems.length > 0) formatProblems(problems, { format: "codeframe", totals, version: "" });
process.exit(totals.errors + totals.warnings > 0 ? 1 : 0);
