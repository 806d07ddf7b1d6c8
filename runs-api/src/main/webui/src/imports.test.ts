import { describe, expect, test } from "vitest";

/** Every module of the page and its styles, by its path below `src`. */
const TEXTS: Record<string, string> = Object.fromEntries(
  Object.entries(
    import.meta.glob<string>(["./**/*.ts", "!./**/*.test.ts"], { query: "?raw", import: "default", eager: true }),
  ).map(([path, text]) => [path.slice("./".length), text]),
);

/** What a module names behind `from`, `import` or `import()`; of types too, since who moves one moves the other. */
const NAMED = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|new URL\(\s*)"(\.{1,2}\/[^"?]+)/g;

function resolve(from: string, to: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of to.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const path = parts.join("/");
  return /\.(ts|css)$/.test(path) ? path : `${path}.ts`;
}

const IMPORTS = new Map(
  Object.entries(TEXTS).map(([path, text]) => [path, [...text.matchAll(NAMED)].map((found) => resolve(path, found[1]!))]),
);

/** The first circle that is found, as the way round; empty when there is none. */
function circle(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (path: string, way: string[]): string[] => {
    const before = way.indexOf(path);
    if (before >= 0) return [...way.slice(before), path];
    if (done.has(path)) return [];
    for (const next of imports.get(path) ?? []) {
      const found = visit(next, [...way, path]);
      if (found.length) return found;
    }
    done.add(path);
    return [];
  };
  for (const path of imports.keys()) {
    const found = visit(path, []);
    if (found.length) return found;
  }
  return [];
}

const folder = (path: string): string => path.split("/")[0]!;
const arrows = (from: (path: string) => boolean, to: (path: string) => boolean): string[] =>
  [...IMPORTS].flatMap(([path, named]) => (from(path) ? named.filter(to).map((one) => `${path} → ${one}`) : []));

describe("the page's modules", () => {
  test("name only what is there", () => {
    const missing = arrows(
      () => true,
      (one) => one.endsWith(".ts") && one !== "api/wire.ts" && !(one in TEXTS),
    );

    expect(missing).toEqual([]);
    expect(IMPORTS.size).toBeGreaterThan(100);
  });

  test("import each other in no circle", () => {
    expect(circle(IMPORTS)).toEqual([]);
  });

  test("a circle would be found", () => {
    const round = new Map([
      ["a.ts", ["b.ts"]],
      ["b.ts", ["c.ts", "d.ts"]],
      ["d.ts", ["b.ts"]],
    ]);

    expect(circle(round)).toEqual(["b.ts", "d.ts", "b.ts"]);
  });

  test("components know elements and pure functions, no API and no view", () => {
    expect(
      arrows(
        (path) => folder(path) === "components",
        (one) => !["components", "lib"].includes(folder(one)),
      ),
    ).toEqual([]);
  });

  test("nothing but the routes and other views knows a view", () => {
    expect(
      arrows(
        (path) => folder(path) !== "views" && path !== "routes.ts",
        (one) => folder(one) === "views",
      ),
    ).toEqual([]);
  });

  test("each stylesheet is asked for by a module", () => {
    const styles = Object.keys(import.meta.glob("./**/*.css", { query: "?url" })).map((path) => path.slice("./".length));
    const asked = new Set([...IMPORTS.values()].flat());

    expect(styles.length).toBeGreaterThan(20);
    expect(styles.filter((path) => !asked.has(path))).toEqual([]);
  });
});
