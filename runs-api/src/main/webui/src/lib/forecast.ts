import type { Json, Usual } from "../api/types";
import { duration } from "./duration";
import { isExact, stringifyExact } from "./exact-json";

/** "3 m to 5 m": what half of the runs and nine of ten take at most. */
export function usualTime({ p50, p90 }: Usual): string {
  const [from, to] = [duration(p50), duration(p90)];
  return from === to ? from : `${from} to ${to}`;
}

/** What tells a forecast how much is to be done: settings, numbers, yes and no, and the lengths of lists. */
export function launchTraits({ input, env }: { input: { [name: string]: Json }; env: Record<string, string> }): string[] {
  const traits = Object.entries(env)
    .filter(([, value]) => value.length <= MAX_CHARS)
    .map(([name, value]) => `${name}=${value}`);
  for (const [name, value] of Object.entries(input)) {
    const trait = Array.isArray(value) ? value.length : value;
    if (typeof trait === "number" || typeof trait === "boolean") traits.push(`input.${name}=${trait}`);
    else if (isExact(trait)) traits.push(`input.${name}=${stringifyExact(trait)}`);
  }
  return traits.slice(0, MOST);
}

// As many, and as long, as the service takes.
const MOST = 50;
const MAX_CHARS = 200;
