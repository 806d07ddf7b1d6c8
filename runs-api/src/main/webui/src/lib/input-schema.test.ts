import { describe, expect, it } from "vitest";
import { headNote } from "./input-schema";

const FUSION = `/** @jsxImportSource smithers-orchestrator */
/**
 * Model fusion: one question to several models.
 *
 * Input   prompt; optional models, max; delayMs plays slow
 *         models on the offline backend
 * Output  synthesize: {answer}
 * Knobs   CHAD_FUSION_MODELS, CHAD_FUSION_MAX, CHAD_ROSTER_URL
 */
export default 1;`;

describe("the head of a workflow", () => {
  it("tells what goes in, over several lines", () => {
    expect(headNote(FUSION, "Input")).toBe("prompt; optional models, max; delayMs plays slow models on the offline backend");
    expect(headNote("// Greets.\n// Input: {who?: string}", "Input")).toBe("{who?: string}");
    expect(headNote("export default 1", "Input")).toBeNull();
  });
});
