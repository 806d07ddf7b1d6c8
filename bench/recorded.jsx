/** @jsxImportSource smithers-orchestrator */
// The run that the benchmark's stores are made of: a draft by an agent, then what `mode` says. No network, no key.
// Input: {mode: "finish" | "fail" | "gate" | "hang"}. The store is BENCH_STORE.
import { Approval, createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";

const { Workflow, Task, smithers, outputs } = createSmithers(
  {
    input: z.object({ mode: z.string() }),
    draft: z.object({ text: z.string(), words: z.number() }),
    gate: z.object({
      approved: z.boolean(),
      note: z.string().nullable(),
      decidedBy: z.string().nullable(),
      decidedAt: z.string().nullable(),
    }),
  },
  { dbPath: process.env.BENCH_STORE },
);

const answer = { text: "A run is durable when its state outlives its process.", words: 10 };
const agent = {
  id: "writer",
  model: "recorded",
  async generate() {
    return { text: JSON.stringify(answer), output: answer, usage: { inputTokens: 120, outputTokens: 40 } };
  },
};

const last = {
  finish: (
    <Task id="check" output={outputs.draft}>
      {{ text: "Checked.", words: 1 }}
    </Task>
  ),
  fail: (
    <Task id="check" output={outputs.draft} noRetry>
      {() => {
        throw new Error("The draft is too short.");
      }}
    </Task>
  ),
  gate: <Approval id="release" output={outputs.gate} request={{ title: "Send it?", summary: "The draft is ready." }} />,
  hang: (
    <Task id="check" output={outputs.draft} noRetry>
      {() => new Promise((done) => setTimeout(() => done(answer), 600_000))}
    </Task>
  ),
};

export default smithers((ctx) => (
  <Workflow name="recorded">
    <Sequence>
      <Task id="draft" output={outputs.draft} agent={agent} noRetry label="Write a draft">
        What makes a run durable?
      </Task>
      {last[ctx.input.mode]}
    </Sequence>
  </Workflow>
));
