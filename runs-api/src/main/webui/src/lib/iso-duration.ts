// Lengths of time as people type them and as the service takes them (ISO 8601).

const UNITS = [
  ["D", 86_400, "d"],
  ["H", 3_600, "h"],
  ["M", 60, "m"],
  ["S", 1, "s"],
] as const;

const TYPED = /^(?:(\d+)\s*(?:d|days?))?\s*(?:(\d+)\s*(?:h|hours?))?\s*(?:(\d+)\s*(?:m|min|minutes?))?\s*(?:(\d+)\s*(?:s|sec|seconds?))?$/i;
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;

/** The seconds of "15 min", "1h 30m", "2 days" or "PT15M"; null for what is none of these. */
export function readSeconds(text: string): number | null {
  const found = TYPED.exec(text.trim()) ?? ISO.exec(text.trim());
  const numbers = found?.slice(1) ?? [];
  if (numbers.every((number) => number === undefined)) return null;
  return UNITS.reduce((sum, [, seconds], i) => sum + seconds * Number(numbers[i] ?? 0), 0);
}

/** "PT15M" of "15 min"; null for what is no length of time. */
export function toIso(text: string): string | null {
  const seconds = readSeconds(text);
  if (seconds === null || !Number.isSafeInteger(seconds)) return null;
  const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400];
  const time = parts(rest).map(([unit, number]) => `${number}${unit}`).join("");
  return `P${days ? `${days}D` : ""}${time ? `T${time}` : days ? "" : "T0S"}`;
}

/** "15 m" of "PT15M", as it stands in a field; what is no duration is left as it is. */
export function fromIso(iso: string): string {
  const seconds = readSeconds(iso);
  if (seconds === null) return iso;
  const words = parts(seconds).map(([, number, word]) => `${number} ${word}`).join(" ");
  return words || "0 s";
}

function parts(seconds: number): [string, number, string][] {
  let left = seconds;
  return UNITS.map(([unit, size, word]): [string, number, string] => {
    const number = Math.floor(left / size);
    left -= number * size;
    return [unit, number, word];
  }).filter(([, number]) => number > 0);
}
