/**
 * Loads a workflow as the engine does, under the guard's probe, which opens no database, and prints which file the
 * workflow would have opened as its store, and the files that the answer rests on.
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
process.stdout.write(`\n${JSON.stringify({ store, imported, modules })}\n`, () => process.exit(0));
