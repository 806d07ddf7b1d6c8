/**
 * Loads a workflow as the engine does, under the guard's probe, which opens no database, and prints which file the
 * workflow would have opened as its store, what its input has to look like, and the files that the answer rests on.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const file = process.argv[2];
const require = createRequire(file);

try {
  const { mdxPlugin } = await import(require.resolve("smithers-orchestrator/mdx-plugin"));
  mdxPlugin();
} catch {
  // an engine without it: then no workflow of it imports MDX
}

const { default: workflow } = await import(pathToFileURL(file).href);
const guard = globalThis[Symbol.for("runs-ide.guard")];
const store = workflow?.db?.$client ? guard.storeOf(workflow.db.$client) : null;
const imported = guard.opened().filter((other) => other !== store);
const modules = Object.keys(require.cache).filter((name) => name.startsWith("/") && !name.includes("/node_modules/"));

/**
 * As JSON Schema, by the means of `smithers workflow inspect`, but of what is given: a field with a default may be left
 * out, and one that is transformed has the type that it has before. Null where none is declared, or none can be written so.
 */
function inputSchema() {
  const MOST_CHARS = 262_144;
  try {
    const schema = workflow?.inputSchema?.toJSONSchema?.({ io: "input" }) ?? null;
    return JSON.stringify(schema).length <= MOST_CHARS ? schema : null;
  } catch {
    return null; // a type of its own has no such form
  }
}

process.stdout.write(`\n${JSON.stringify({ store, imported, modules, inputSchema: inputSchema() })}\n`, () => process.exit(0));
