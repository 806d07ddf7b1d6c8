/** A model's vendor is the part of its id before the slash. */
const vendorOf = (id: string): string => (id.includes("/") ? id.slice(0, id.indexOf("/")) : "other");

export type ModelRow = { kind: "vendor"; vendor: string; count: number } | { kind: "model"; id: string };

/** Models that hold all words, below their vendors, both by name. */
export function modelRows(ids: readonly string[], search: string): { rows: ModelRow[]; found: number } {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const byVendor = new Map<string, string[]>();
  let found = 0;
  for (const id of ids) {
    if (!words.every((word) => id.toLowerCase().includes(word))) continue;
    found++;
    const vendor = vendorOf(id);
    const known = byVendor.get(vendor);
    if (known) known.push(id);
    else byVendor.set(vendor, [id]);
  }
  const rows: ModelRow[] = [];
  for (const vendor of [...byVendor.keys()].sort()) {
    const models = byVendor.get(vendor)!.sort();
    rows.push({ kind: "vendor", vendor, count: models.length });
    for (const id of models) rows.push({ kind: "model", id });
  }
  return { rows, found };
}

/** What was left out, by class; the largest class first. */
export function byClass(excluded: Readonly<Record<string, string>>): { name: string; ids: string[] }[] {
  const classes = new Map<string, string[]>();
  for (const [id, name] of Object.entries(excluded)) {
    const known = classes.get(name);
    if (known) known.push(id);
    else classes.set(name, [id]);
  }
  return [...classes]
    .map(([name, ids]) => ({ name, ids: ids.sort() }))
    .sort((a, b) => b.ids.length - a.ids.length || a.name.localeCompare(b.name));
}
