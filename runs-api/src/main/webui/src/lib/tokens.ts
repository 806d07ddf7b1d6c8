import { compact, count } from "./numbers";

export type Accuracy = "exact" | "at-least" | "estimated" | "unknown";

/** Of a run, a node, an attempt or a model; null where nobody reported a figure. */
export interface Used {
  readonly input: number | null;
  readonly output: number | null;
  readonly reasoning: number | null;
  readonly cacheRead: number | null;
  readonly total: number | null;
  readonly accuracy: Accuracy;
  readonly standIn: boolean;
}

/** Before a figure that has no room for words. */
export const ACCURACY_SIGN: Readonly<Record<Accuracy, string>> = { exact: "", "at-least": "≥ ", estimated: "≈ ", unknown: "" };

const ACCURACY_WORDS: Readonly<Record<Accuracy, string>> = {
  exact: "all of it was reported",
  "at-least": "at least so much: some calls were not reported",
  estimated: "estimated from the length of the texts, as the endpoint did not count",
  unknown: "nobody reported what was used",
};

/** "12 k", "≥ 12 k", "unknown"; nothing where no model used any. */
export function tokensShort(used: Used): string {
  if (used.total === null) return "unknown";
  if (used.total === 0 && used.standIn) return "stand-in";
  return used.total === 0 && used.accuracy === "exact" ? "" : ACCURACY_SIGN[used.accuracy] + compact(used.total);
}

/** The same where it stands by itself: "12 k tokens", "tokens unknown", "offline stand-in"; nothing where no model used any. */
export function tokensTold(used: Used): string {
  const short = tokensShort(used);
  if (short === "") return "";
  return short === "unknown" ? "tokens unknown" : short === "stand-in" ? "offline stand-in" : `${short} tokens`;
}

/** "≥ 10 k / 2.1 k": in and out. */
export function tokensInOut(used: Used): string {
  if (used.input === null || used.output === null) return "unknown";
  return `${ACCURACY_SIGN[used.accuracy]}${compact(used.input)} / ${compact(used.output)}`;
}

/** The same of a sum, whose figures mean nothing where its accuracy is unknown. */
export const usedInOut = ({ accuracy, input, output }: { readonly accuracy: Accuracy; readonly input: number; readonly output: number }): string =>
  accuracy === "unknown" ? "unknown" : `${ACCURACY_SIGN[accuracy]}${compact(input)} / ${compact(output)}`;

/** One figure of them, in short. */
export const figure = (value: number | null): string => (value === null ? "unknown" : compact(value));

/** All figures and how far they can be believed, in a sentence. */
export function tokensWords(used: Used): string {
  if (used.total === null || used.input === null || used.output === null) return `Tokens unknown: ${ACCURACY_WORDS.unknown}.`;
  const parts = [`${count(used.input)} in`, `${count(used.output)} out`];
  if (used.reasoning) parts.push(`${count(used.reasoning)} of it reasoning`);
  if (used.cacheRead) parts.push(`${count(used.cacheRead)} from cache`);
  const whose = used.standIn ? " The offline stand-in answered in a model's place." : "";
  return `${parts.join(", ")}; ${ACCURACY_WORDS[used.accuracy]}.${whose}`;
}

/** Whether a model was asked; the offline stand-in in its place is not one. */
export const wasAsked = ({ calls, input, output }: { readonly calls: number; readonly input: number; readonly output: number }): boolean =>
  calls > 0 || input + output > 0;
