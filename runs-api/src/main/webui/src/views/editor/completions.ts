import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

const tag = (label: string, detail: string): Completion => ({ label, detail, type: "class" });
const attribute = (label: string, detail: string): Completion => ({ label, detail, type: "property" });

const TAGS: Completion[] = [
  tag("Workflow", "the root"),
  tag("Sequence", "one after the other"),
  tag("Parallel", "all at once"),
  tag("Loop", "again, until"),
  tag("Branch", "one way or another"),
  tag("Task", "asks an agent, or computes"),
  tag("Approval", "a person decides"),
  tag("HumanTask", "a person answers"),
  tag("Timer", "waits for a time"),
  tag("WaitForEvent", "waits for a signal"),
  tag("Saga", "undoes what was done"),
  tag("TryCatchFinally", "goes on after a failure"),
  tag("MergeQueue", "one at a time"),
  tag("Subflow", "another workflow"),
];

const ATTRIBUTES: Completion[] = [
  attribute("id", "unique in the workflow"),
  attribute("label", "for people"),
  attribute("output", "outputs.…"),
  attribute("agent", "who answers"),
  attribute("retries", "how often it is retried; forever by default"),
  attribute("noRetry", "never tried again"),
  attribute("retryPolicy", "{ backoff, initialDelayMs }"),
  attribute("timeoutMs", "how long one try may take"),
  attribute("heartbeatTimeoutMs", "how long it may be silent"),
  attribute("continueOnFail", "the run goes on without it"),
  attribute("dependsOn", "[ids]"),
  attribute("needs", "{ name: id }"),
  attribute("needsApproval", "a person decides first"),
  attribute("skipIf", "left out when true"),
  attribute("maxConcurrency", "how many at a time"),
  attribute("maxIterations", "of a loop"),
  attribute("until", "ends a loop"),
  attribute("onDeny", "continue, fail or skip"),
];

/** The engine's elements after `<`, and their attributes inside of a tag. */
export function engineWords(context: CompletionContext): CompletionResult | null {
  const opening = context.matchBefore(/<\w*/);
  if (opening) return { from: opening.from + 1, options: TAGS, validFor: /^\w*$/ };
  const before = context.state.sliceDoc(Math.max(0, context.pos - 600), context.pos);
  const inTag = /<[A-Z]\w*(?:\s+[\w-]+(?:=(?:"[^"]*"|'[^']*'|\{[^{}]*\}))?|\s*\{\.\.\.[^{}]*\})*\s+\w*$/.test(before);
  const word = context.matchBefore(/\w*/);
  if (!inTag || !word || (word.from === word.to && !context.explicit)) return null;
  return { from: word.from, options: ATTRIBUTES, validFor: /^\w*$/ };
}
