import { expect, test } from "vitest";

const sheets = import.meta.glob<string>(["./components/**/*.css", "./parts/**/*.css", "./views/**/*.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Classes that a sheet lays out by themselves, in whatever state: `.need`, `.need:hover`, `.need[aria-current]`. */
function classesOf(sheet: string): Set<string> {
  const text = sheet.replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const selectors = [...text.matchAll(/([^{}]+)\{/g)].flatMap((match) => match[1]!.split(","));
  const bare = selectors.map((one) => /^\.([a-z][\w-]*)(?::[\w-]+(?:\([^)]*\))?|\[[^\]]*\])*$/i.exec(one.trim())?.[1]);
  return new Set(bare.filter((name) => name !== undefined));
}

/** Elements render into the page and not into shadow roots, and a sheet stays once it was loaded: two would mix. */
test("a class belongs to one sheet of styles", () => {
  const owners = new Map<string, string[]>();
  for (const [file, sheet] of Object.entries(sheets)) {
    for (const name of classesOf(sheet)) owners.set(name, [...(owners.get(name) ?? []), file]);
  }

  expect(owners.size).toBeGreaterThan(200);
  expect([...owners].filter(([, of]) => of.length > 1)).toEqual([]);
});
