import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

/**
 * Where everything that outlives a run is kept: the absolute `CHAD_STATE_DIR`, or, when it is unset, the `state/`
 * folder beside `workflows/`. The engine resolves relative paths against the current folder of its process, which is
 * never the one that the operator had in mind, so a relative setting is refused.
 *
 * @param {Record<string, string | undefined>} [env]
 * @returns {string} an absolute folder that exists
 * @throws {Error} when the setting is relative, or the folder is missing
 */
export function stateDir(env = process.env) {
  const configured = env.CHAD_STATE_DIR?.trim();
  if (configured && !isAbsolute(configured)) {
    throw new Error(`CHAD_STATE_DIR is the relative path "${configured}". Set it to an absolute folder.`);
  }
  const folder = configured || resolve(import.meta.dir, "../../state");
  if (!existsSync(folder)) {
    throw new Error(`The state folder ${folder} does not exist. Create it, or set CHAD_STATE_DIR to another one.`);
  }
  return folder;
}

/**
 * The store of one workflow: `$CHAD_STATE_DIR/NAME.db`. Each workflow has a store of its own, so that run ids, output
 * tables and growth never mix.
 *
 * @param {string} name lower-case letters, digits and dashes; `smithers` is refused because the dashboard skips that file
 * @param {Record<string, string | undefined>} [env]
 * @returns {string} an absolute path
 */
export function storePath(name, env = process.env) {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name) || name === "smithers") {
    throw new Error(`"${name}" is no name for a store: use lower-case letters, digits and dashes, but not "smithers".`);
  }
  return join(stateDir(env), `${name}.db`);
}
