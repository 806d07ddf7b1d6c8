// A browser's numbers have 53 bits: JSON.parse makes 9007199254740993 end in 2 and 1.10 end in 1. What a run holds is shown
// as it is stored, so numbers that would change are kept as texts of a kind of their own.

/** A number that JavaScript can't hold as it is written. */
export class ExactNumber {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

export const isExact = (value: unknown): value is ExactNumber => value instanceof ExactNumber;

const STORED: ReadonlySet<string> = new Set(["stored"]);

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Whether JavaScript writes the number as it is written here. */
const survives = (text: string): boolean => String(Number(text)) === text;

/**
 * Parses JSON. In the members of these names, however deep they lie, numbers that would change are kept exact; elsewhere
 * they are times and counts, which the page computes with.
 */
export function parseExact(text: string, members: ReadonlySet<string>): unknown {
  const mark = `exact-${Math.random().toString(36).slice(2)}`;
  let found = false;
  const marked = text.replace(TOKENS, (token) => {
    if (token.startsWith('"') || survives(token)) return token;
    found = true;
    return `{"${mark}":"${token}"}`;
  });
  return found ? unmarked(JSON.parse(marked), mark, members, false) : JSON.parse(text);
}

/** Parses a value that a run holds, or is given: all of its numbers stay exact. */
export function parseStored<T>(text: string): T {
  return (parseExact(`{"stored":${text}\n}`, STORED) as { stored: T }).stored;
}

function unmarked(value: unknown, mark: string, members: ReadonlySet<string>, exact: boolean): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((one) => unmarked(one, mark, members, exact));
  const number = (value as Record<string, unknown>)[mark];
  if (typeof number === "string") return exact ? new ExactNumber(number) : Number(number);
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    Object.defineProperty(result, name, {
      value: unmarked(member, mark, members, exact || members.has(name)),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return result;
}

/** As JSON.stringify, with exact numbers as they were written. */
export function stringifyExact(value: unknown, indent?: number): string {
  const mark = `exact-${Math.random().toString(36).slice(2)}:`;
  const text = JSON.stringify(value, (_, one: unknown) => (isExact(one) ? mark + one.text : one), indent);
  return text === undefined ? "null" : text.replace(new RegExp(`"${mark}([^"]*)"`, "g"), "$1");
}
