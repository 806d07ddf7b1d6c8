import { dollars } from "./numbers";
import { ACCURACY_SIGN, type Accuracy } from "./tokens";

/** "$1.42", "≥ $1.42", "unknown". */
export const money = (usd: number | null, accuracy: Accuracy): string => (usd === null ? "unknown" : ACCURACY_SIGN[accuracy] + dollars(usd));

/** What keeps a sum from being exact, in a sentence; empty when nothing does. */
export function moneyNote(usd: number | null, accuracy: Accuracy, unpriced: readonly string[]): string {
  const names = unpriced.length ? ` No price is known of ${unpriced.join(", ")}.` : "";
  if (usd === null) return `Cost unknown.${names}`;
  if (accuracy === "at-least") return `At least so much.${names || " Some calls were not reported."}`;
  return accuracy === "estimated" ? "Estimated: an endpoint did not count its tokens." : "";
}
