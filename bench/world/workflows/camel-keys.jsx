/** @jsxImportSource smithers-orchestrator */
// Schema keys and fields with capitals, as a third of public workflows have them.
import { createSmithers, Sequence } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ builtThing: z.object({ fileName: z.string(), byteCount: z.number(), isReady: z.boolean() }), finalReportCard: z.object({ gradeOfAll: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="camel-keys">
    <Sequence>
      <Task id="build" output={outputs.builtThing} noRetry>{() => ({ fileName: "a.txt", byteCount: 12.5, isReady: true })}</Task>
      <Task id="grade" output={outputs.finalReportCard} noRetry>{() => ({ gradeOfAll: "A" })}</Task>
    </Sequence>
  </Workflow>
));
