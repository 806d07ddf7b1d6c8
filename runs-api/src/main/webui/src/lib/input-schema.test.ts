import { describe, expect, it } from "vitest";
import { headNote, inputFields, knobsOf } from "./input-schema";

const FUSION = `/** @jsxImportSource smithers-orchestrator */
/**
 * Model fusion: one question to several models.
 *
 * Input   prompt; optional models, max; delayMs plays slow
 *         models on the offline backend
 * Output  synthesize: {answer}
 * Knobs   CHAD_FUSION_MODELS, CHAD_FUSION_MAX, CHAD_ROSTER_URL
 */
// The input: z.object({ wrong: z.string() }) of a comment
const { Workflow } = createSmithers({
  input: z.object({
    prompt: z.string().trim().min(1).max(50_000).describe("What to ask, (all of it)"),
    models: z.array(z.string()).max(HARD_MAX).nullish(), // who
    max: z.number().int().min(1).max(HARD_MAX).nullish(),
    tone: z.enum(["kind", "terse, or so"]).default("kind"),
    questions: z.array(z.object({ ask: z.string(), expect: z.string() })).nullish(),
    shadow: z.boolean().optional(),
  }),
  out: z.object({ answer: z.string() }),
});`;

describe("inputFields", () => {
  it("reads names, kinds and limits", () => {
    expect(inputFields(FUSION)).toEqual([
      { name: "prompt", kind: "text", optional: false, min: 1, max: 50_000, says: "What to ask, (all of it)" },
      { name: "models", kind: "list", optional: true },
      { name: "max", kind: "number", optional: true, whole: true, min: 1 },
      { name: "tone", kind: "choice", choices: ["kind", "terse, or so"], optional: true, standard: '"kind"' },
      { name: "questions", kind: "json", optional: true },
      { name: "shadow", kind: "boolean", optional: true },
    ]);
  });

  it("follows a schema that has a name", () => {
    const source = "const asked = z.object({ who: z.string() });\ncreateSmithers({ input: asked, x: z.object({}) })";

    expect(inputFields(source)?.map((field) => field.name)).toEqual(["who"]);
  });

  it("says nothing where it can't tell", () => {
    expect(inputFields("createSmithers({ input: schemas.input })")).toBeNull();
    expect(inputFields("export default 1")).toBeNull();
    expect(inputFields("input: z.object({ a: z.string(")).toBeNull();
  });

  it("is not led astray by an apostrophe in an element's text", () => {
    const source = "const a = <p>it's</p>;\nconst s = { input: z.object({ item: z.string() }) };";

    expect(inputFields(source)?.map((field) => field.name)).toEqual(["item"]);
  });
});

describe("the head of a workflow", () => {
  it("tells what goes in, over several lines", () => {
    expect(headNote(FUSION, "Input")).toBe("prompt; optional models, max; delayMs plays slow models on the offline backend");
    expect(headNote("// Greets.\n// Input: {who?: string}", "Input")).toBe("{who?: string}");
    expect(headNote("export default 1", "Input")).toBeNull();
  });

  it("names the settings that a run can be given", () => {
    expect(knobsOf(FUSION)).toEqual(["CHAD_FUSION_MODELS", "CHAD_FUSION_MAX"]);
  });
});
