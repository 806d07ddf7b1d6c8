import { describe, expect, test } from "vitest";
import { ExactNumber, parseExact, stringifyExact } from "./exact-json";

const MEMBERS = new Set(["output", "input"]);

describe("numbers of a run", () => {
  test("are kept as they are written where JavaScript would change them", () => {
    const text = '{"nodes":[{"startedAtMs":1795000000000000001,"output":{"big":9007199254740993,"price":1.10,"n":3,"e":1E+400}}]}';
    const read = parseExact(text, MEMBERS) as { nodes: { startedAtMs: number; output: Record<string, unknown> }[] };
    const node = read.nodes[0];
    expect(typeof node?.startedAtMs).toBe("number");
    expect(String(node?.output["big"])).toBe("9007199254740993");
    expect(String(node?.output["price"])).toBe("1.10");
    expect(node?.output["n"]).toBe(3);
    expect(node?.output["e"]).toBeInstanceOf(ExactNumber);
  });

  test("are written back as they were, and texts that look like them are left alone", () => {
    const text = '{"input":{"price":1.10,"said":"pay 1.10 or \\"9007199254740993\\"","__proto__":2.50}}';
    expect(stringifyExact(parseExact(text, MEMBERS))).toBe(text);
  });

  test("text that is not valid JSON is refused as JSON.parse does", () => {
    expect(() => parseExact('{"a":1.10', MEMBERS)).toThrow(SyntaxError);
  });
});
