import { join } from "node:path";
import { stateDir } from "./store.js";

/** `CHAD_POPULATION`, or `population.json` in the state folder. */
export function populationPath(env = process.env) {
  return env.CHAD_POPULATION?.trim() || join(stateDir(env), "population.json");
}
