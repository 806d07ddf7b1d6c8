/** @jsxImportSource smithers-orchestrator */
// Every type of a field.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ every: z.object({ text: z.string(), number: z.number(), whole: z.number().int(), flag: z.boolean(), off: z.boolean(), list: z.array(z.string()), object: z.object({ deepKey: z.array(z.number()) }), choice: z.enum(["red", "green"]), nothing: z.string().nullable(), maybe: z.string().optional(), json: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="types">
    <Task id="every" output={outputs.every} noRetry>
      {() => ({
        text: "größe 😀 \"quoted\"\nline", number: 0.1, whole: 9007199254740991, flag: true, off: false, list: ["a", "b"],
        object: { deepKey: [1, 2.5] }, choice: "green", nothing: null, json: "{\"not\": \"parsed\"}",
      })}
    </Task>
  </Workflow>
));
