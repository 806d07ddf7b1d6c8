/** @jsxImportSource smithers-orchestrator */
// A part that workflows share; no workflow itself.
import { Task } from "smithers-orchestrator";
export const Step = ({ id, output, text }) => <Task id={id} output={output} noRetry>{() => ({ text })}</Task>;
