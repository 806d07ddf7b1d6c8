/** @jsxImportSource smithers-orchestrator */
// A gate that asks for an order.
import { createSmithers, Approval, approvalRankingSchema } from "smithers-orchestrator";
import { z } from "zod";
const { Workflow, Task, smithers, outputs } = createSmithers({ order: approvalRankingSchema });
export default smithers((ctx) => (
  <Workflow name="rank-gate">
    <Approval id="order" mode="rank" options={[{ key: "a", label: "A" }, { key: "b", label: "B" }]} output={outputs.order} request={{ title: "In which order?" }} />
  </Workflow>
));
