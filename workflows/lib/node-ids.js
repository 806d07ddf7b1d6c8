/**
 * Readable node ids for things whose names the engine's routes don't take (`z-ai/glm-5.2` becomes `ask-z-ai-glm-5-2`).
 * Deterministic in the order of `names`; two names that read alike get `-2`, `-3`, so ids are unique.
 *
 * @param {string} prefix begins each id
 * @param {string[]} names
 * @returns {Map<string, string>} name to id, in the order given; ids match `[a-z0-9_-]{1,100}`
 */
export function nodeIds(prefix, names) {
  const taken = new Set();
  const ids = new Map();
  for (const name of names) {
    if (ids.has(name)) continue;
    const slug = name.toLowerCase().replace(/[^a-z0-9_]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 80) || "unnamed";
    let id = `${prefix}-${slug}`;
    for (let n = 2; taken.has(id); n += 1) id = `${prefix}-${slug}-${n}`;
    taken.add(id);
    ids.set(name, id);
  }
  return ids;
}
