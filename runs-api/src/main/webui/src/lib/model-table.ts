import { shortModel } from "./model-mark";

/** What a model answered when it was last asked for one token. */
export interface Liveness {
  readonly status: string;
  readonly checkedAtMs: number;
  readonly latencyMs: number | null;
  readonly http: number | null;
}

/** What the provider takes, in US dollars per million tokens. */
export interface ModelPrice {
  readonly inputUsdPerMTok: number;
  readonly outputUsdPerMTok: number;
  readonly source?: string;
}

/** How it answered in the last days. */
export interface ModelUse {
  readonly model: string;
  readonly calls: number;
  readonly failed: number;
  readonly runs: number;
  readonly medianMs: number | null;
}

/** The catalog, as far as the table wants it. */
export interface Listed {
  readonly featured: readonly string[];
  readonly chat: readonly string[];
  readonly new: readonly string[];
  readonly removed: readonly string[];
  readonly excluded: Readonly<Record<string, string>>;
  readonly liveness?: Readonly<Record<string, Liveness>>;
  readonly prices?: Readonly<Record<string, ModelPrice>>;
}

/** A line of the table; what nobody knows is null. */
export interface ModelLine {
  readonly id: string;
  readonly name: string;
  /** `featured`, `chat`, `removed`, `not listed`, or the class that keeps it from being asked. */
  readonly group: string;
  /** Whether it takes a chat prompt. */
  readonly isChat: boolean;
  readonly isNew: boolean;
  readonly health: Liveness | null;
  readonly price: ModelPrice | null;
  readonly use: ModelUse | null;
  /** Its place in the roster, from 1. */
  readonly rosterAt: number | null;
}

export const MODEL_SHOWS = ["", "roster", "featured", "new", "removed", "excluded"] as const;
export type ModelShow = (typeof MODEL_SHOWS)[number];

export const MODEL_SORTS = ["", "name", "price", "runs", "p50", "errors"] as const;
export type ModelSort = (typeof MODEL_SORTS)[number];

/**
 * All models in the order that says most: the roster, the flagships, the other chat models by name, then those that take no
 * chat prompt. Models of the roster that the provider does not list are there too, and those that were removed stand last.
 */
export function modelLines(catalog: Listed, roster: readonly string[], uses: readonly ModelUse[]): ModelLine[] {
  const use = new Map(uses.map((one) => [one.model, one]));
  const fresh = new Set(catalog.new);
  const listed = new Set([...catalog.chat, ...Object.keys(catalog.excluded)]);
  const featured = new Set(catalog.featured);
  const place = new Map(roster.map((id, at) => [id, at + 1]));
  const line = (id: string, group: string, isChat: boolean): ModelLine => ({
    id,
    name: shortModel(id),
    group,
    isChat,
    isNew: fresh.has(id),
    health: catalog.liveness?.[id] ?? null,
    price: catalog.prices?.[id] ?? null,
    use: use.get(id) ?? null,
    rosterAt: place.get(id) ?? null,
  });
  const group = (id: string): string => (featured.has(id) ? "featured" : catalog.removed.includes(id) ? "removed" : listed.has(id) ? "chat" : "not listed");
  const first = [...new Set([...roster, ...catalog.featured])];
  const rest = catalog.chat.filter((id) => !place.has(id) && !featured.has(id)).sort();
  return [
    ...[...first, ...rest].map((id) => line(id, catalog.excluded[id] ?? group(id), catalog.excluded[id] === undefined)),
    ...Object.entries(catalog.excluded)
      .filter(([id]) => !place.has(id))
      .sort(([a, inA], [b, inB]) => inA.localeCompare(inB) || a.localeCompare(b))
      .map(([id, name]) => line(id, name, false)),
    ...catalog.removed.filter((id) => !listed.has(id) && !place.has(id)).map((id) => line(id, "removed", false)),
  ];
}

/** Whether a part of the table has the line. What was removed is no model that there is, so `all` leaves it out. */
export function isShown(line: ModelLine, show: ModelShow): boolean {
  switch (show) {
    case "":
      return line.group !== "removed" || line.rosterAt !== null;
    case "roster":
      return line.rosterAt !== null;
    case "featured":
      return line.group === "featured";
    case "new":
      return line.isNew;
    case "removed":
      return line.group === "removed";
    case "excluded":
      return !line.isChat && line.group !== "removed";
  }
}

/** Lines whose id or group holds all words. */
export function found(lines: readonly ModelLine[], search: string): ModelLine[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(({ id, group }) => words.every((word) => `${id} ${group}`.toLowerCase().includes(word)));
}

/** The part of its calls that failed, from 0 to 1; null while it was not called. */
export const errorShare = (use: ModelUse | null): number | null => (use && use.calls > 0 ? use.failed / use.calls : null);

const rank = (value: number | null): number => value ?? Number.MAX_VALUE;

/** By name from A, by price and duration from the least, by runs and errors from the most; what is unknown stands last. */
export function sorted(lines: readonly ModelLine[], sort: ModelSort): readonly ModelLine[] {
  if (sort === "") return lines;
  if (sort === "name") return lines.toSorted((a, b) => a.name.localeCompare(b.name));
  const value = (line: ModelLine): number | null => {
    if (sort === "price") return line.price ? line.price.inputUsdPerMTok + line.price.outputUsdPerMTok : null;
    if (sort === "p50") return line.use?.medianMs ?? null;
    const most = sort === "runs" ? (line.use?.runs ?? null) : errorShare(line.use);
    return most === null ? null : -most;
  };
  return lines.toSorted((a, b) => rank(value(a)) - rank(value(b)));
}
