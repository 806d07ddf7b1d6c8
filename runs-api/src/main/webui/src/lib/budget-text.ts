/** What may be used, as the service takes it. */
export interface Limit {
  usd?: number | null;
  tokens?: number | null;
}

const PART = /^\$?\s*(\d{1,7}(?:\.\d{1,9})?)\s*(?:usd|dollars?)?$|^(\d{1,13})\s*tokens$/i;

/** How a limit is written, for who has to. */
export const LIMIT_WANTED = "An amount such as $2, or 200000 tokens, or both with a comma between them.";

/** "$2", "0.50", "200000 tokens", or an amount and tokens with a comma between them; null for anything else. */
export function limitOf(text: string): Limit | null {
  const limit: Limit = {};
  for (const part of text.split(",")) {
    const said = PART.exec(part.trim());
    const name = said?.[2] === undefined ? "usd" : "tokens";
    const amount = Number(said?.[2] ?? said?.[1]);
    if (!said || limit[name] !== undefined || !(amount > 0)) return null;
    limit[name] = amount;
  }
  return limit;
}

/** As `limitOf` reads it; empty for none. */
export const limitText = (limit: Limit | null | undefined): string =>
  [limit?.usd == null ? "" : `$${limit.usd}`, limit?.tokens == null ? "" : `${limit.tokens} tokens`].filter(Boolean).join(", ");
