/** @jsxImportSource smithers-orchestrator */
// Built of parts of its own.
import { createSmithers } from "smithers-orchestrator";
import { z } from "zod";
import { Step } from "./components/step.jsx";
const { Workflow, Task, smithers, outputs } = createSmithers({ done: z.object({ text: z.string() }) });
export default smithers((ctx) => (
  <Workflow name="local-components">
    <Step id="part" output={outputs.done} text="of a component" />
  </Workflow>
));
