/** @jsxImportSource smithers-orchestrator */
// Can't be loaded: it imports what is not there.
import { nothing } from "./lib/nowhere.js";

export default nothing;
