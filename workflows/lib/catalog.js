import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** models.json as it was read last: the tree is rendered often, and the file changes once a day. */
let last = { file: "", stamp: "", catalog: null };

/**
 * What the provider offers, as models.json has it: the flagships, best first, and all ids that can be asked. Null while
 * the file is not there or not whole; then nobody knows better.
 *
 * @returns {{ featured: string[], chat: Set<string> } | null}
 */
export function readCatalog(env = process.env) {
  const folder = env.CHAD_STATE_DIR?.trim();
  const file = env.CHAD_MODELS_FILE?.trim() || (folder && join(folder, "models.json"));
  if (!file) return null;
  try {
    const { mtimeMs, size, ino } = statSync(file);
    const stamp = `${mtimeMs} ${size} ${ino}`;
    if (last.file !== file || last.stamp !== stamp) {
      last = { file, stamp, catalog: usable(JSON.parse(readFileSync(file, "utf8"))) };
    }
    return last.catalog;
  } catch {
    return null;
  }
}

/** Listed is not callable: an id that the morning's check found dead is left out. */
function usable({ featured = [], chat = [], liveness = {} }) {
  const alive = (ids) => ids.filter((id) => typeof id === "string" && liveness[id]?.status !== "dead");
  return { featured: alive(featured), chat: new Set(alive([...chat, ...featured])) };
}

/**
 * The first of these models that the catalog has, else its first flagship; without a catalog the first of these.
 *
 * @param {string[]} wanted best first
 */
export function offered(wanted, env = process.env) {
  const catalog = readCatalog(env);
  if (!catalog) return wanted[0];
  return wanted.find((id) => catalog.chat.has(id)) ?? catalog.featured[0] ?? wanted[0];
}
