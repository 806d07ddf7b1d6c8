/** @jsxImportSource smithers-orchestrator */
// Everything that a model, a tool or a stranger could put into a run to attack who looks at it. No input.
import { createSmithers, Approval, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  { words: z.object({ text: z.string(), link: z.string(), long: z.string() }), talked: z.object({ text: z.string() }), decision: z.object({ approved: z.boolean() }) },
  { dbPath: `${process.env.CHAD_STATE_DIR ?? "."}/hostile.db` },
);

const SCRIPT = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>";
const LINK = "[click me](javascript:window.hacked=3) <a href=\"javascript:window.hacked=4\">or me</a> ![x](http://127.0.0.1:9/pixel.png)";
const TERMINAL = "\u001b[31mred\u001b[0m \u001b]8;;javascript:window.hacked=5\u0007link\u001b]8;;\u0007 \u0000\u0008";
const TURNED = "invoice\u202Egpj.exe\u202C \u2066turned\u2069";
const LONG = "A".repeat(1_000_000);
const TEXT = `${SCRIPT}\n\n${LINK}\n\n${TERMINAL}\n\n${TURNED}`;

const agent = {
  id: SCRIPT,
  model: "hostile/<b>model</b>",
  async generate() {
    return { text: TEXT, finishReason: "stop", response: { modelId: SCRIPT, messages: [{ role: "assistant", content: TEXT }] } };
  },
};

export default smithers(() => (
  <Workflow name="hostile">
    <Sequence>
      <Task id="node-<img-src=x-onerror=window.hacked=6>" label={SCRIPT + TURNED} output={outputs.words} noRetry timeoutMs={20000}>
        {() => ({ text: TEXT, link: "javascript:window.hacked=7", long: LONG })}
      </Task>
      <Task id="talk" agent={agent} output={outputs.talked} continueOnFail noRetry timeoutMs={20000}>
        {SCRIPT}
      </Task>
      <Approval
        id="gate"
        output={outputs.decision}
        request={{ title: SCRIPT + TURNED, summary: TEXT, metadata: { [SCRIPT]: TEXT, terminal: TERMINAL } }}
        onDeny="continue"
      />
    </Sequence>
  </Workflow>
));
