/** @jsxImportSource smithers-orchestrator */
// A gate that asks for one of several.
import { createSmithers, Approval, approvalSelectionSchema } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ pick: approvalSelectionSchema });
export default smithers((ctx) => (
  <Workflow name="select-gate">
    <Approval id="which" mode="select" options={[{ key: "a", label: "Plan A" }, { key: "b", label: "Plan B" }]} output={outputs.pick} request={{ title: "Which plan?" }} />
  </Workflow>
));
