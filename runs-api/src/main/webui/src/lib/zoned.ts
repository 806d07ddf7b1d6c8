// Times in a zone that is chosen. The service knows zones by names that a browser need not know.

/** The zone of this browser. */
export const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${kind}`;
  let known = formats.get(key);
  if (!known) formats.set(key, (known = new Intl.DateTimeFormat(kind === "key" ? "en-CA" : undefined, { ...options, timeZone: zone })));
  return known;
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone });
    return zone !== "";
  } catch {
    return false;
  }
}

/** "Fri, 27 Nov". */
export const zonedDay = (atMs: number, zone: string): string =>
  format(zone, "day", { weekday: "short", day: "numeric", month: "short" }).format(atMs);

/** "22:00"; with its seconds where it has any. */
export const zonedClock = (atMs: number, zone: string): string =>
  atMs % 60_000
    ? format(zone, "seconds", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }).format(atMs)
    : format(zone, "clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(atMs);

/** "2026-11-27": of the calendar's days there. */
export const dayKey = (atMs: number, zone: string): string =>
  format(zone, "key", { year: "numeric", month: "2-digit", day: "2-digit" }).format(atMs);

export const hourOf = (atMs: number, zone: string): number =>
  Number(format(zone, "hour", { hour: "2-digit", hourCycle: "h23" }).formatToParts(atMs).find((part) => part.type === "hour")?.value ?? 0);

/** The keys of that many days, the first of which holds the time. Days of 23 and 25 hours are days too. */
export function dayKeys(atMs: number, zone: string, many: number): string[] {
  const [year, month, day] = dayKey(atMs, zone).split("-").map(Number) as [number, number, number];
  return Array.from({ length: many }, (_, i) => new Date(Date.UTC(year, month - 1, day + i)).toISOString().slice(0, 10));
}

/** "Fri, 27 Nov" of "2026-11-27". */
export const keyWords = (key: string): string => zonedDay(Date.parse(`${key}T12:00:00Z`), "UTC");

/** All that this browser knows, this one first. */
export const zones = (): string[] => [...new Set([HERE, "UTC", ...Intl.supportedValuesOf("timeZone")])];
