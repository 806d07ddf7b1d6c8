import { expect, test } from "bun:test";
import { nodeIds } from "../lib/node-ids.js";

test("model ids become readable node ids that the engine's routes take", () => {
  const ids = nodeIds("ask", ["z-ai/glm-5.2", "Qwen/QwQ:32B", "日本", `x/${"y".repeat(200)}`]);

  expect([...ids.values()].slice(0, 3)).toEqual(["ask-z-ai-glm-5-2", "ask-qwen-qwq-32b", "ask-unnamed"]);
  for (const id of ids.values()) expect(id).toMatch(/^[a-zA-Z0-9:_-]{1,128}$/);
});

test("names that read alike stay apart, also when a suffix is taken already", () => {
  const ids = nodeIds("ask", ["a/b", "a.b", "a-b-2", "a_b"]);

  expect(new Set(ids.values()).size).toBe(4);
  expect(ids.get("a.b")).toBe("ask-a-b-2");
  expect(ids.get("a-b-2")).toBe("ask-a-b-2-2");
});
