// Writes src/api/wire.ts, the types of what the service answers and takes, from the OpenAPI document that the Maven build
// wrote. It is a workspace of its own because openapi-typescript works with TypeScript 5 and the page with a later one.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const from = new URL("../../../../target/classes/chad/ide/web/openapi.json", import.meta.url);
const to = new URL("../src/api/wire.ts", import.meta.url);

if (!existsSync(from)) {
  console.error(
    "There is no OpenAPI document to make the page's types from. Build it first, in the root of the repository:\n" +
      "scripts/mvn process-classes -pl runs-api -am -Dskip.ui",
  );
  process.exit(1);
}

const document = JSON.parse(readFileSync(from, "utf8"));
const isAny = (schema) => !["type", "$ref", "anyOf", "enum"].some((word) => word in schema);
const nodes = await openapiTS(
  { ...document, paths: {} }, // the page names its addresses itself
  {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    alphabetize: true,
    defaultNonNullable: false,
    transform: (schema) =>
      isAny(schema) ? ts.factory.createTypeReferenceNode(ts.factory.createIdentifier("Json")) : undefined,
  },
);
const text =
  "// Made by wire/generate.mjs from the service's OpenAPI document. Not to be edited, and not committed.\n" +
  'import type { Json } from "../lib/json";\n' +
  astToString(nodes);
if (!existsSync(to) || readFileSync(to, "utf8") !== text) {
  writeFileSync(to, text);
}
