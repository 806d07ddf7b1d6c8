import { html, nothing, type TemplateResult } from "lit";

/** A span of time that ends now. */
export interface Range {
  readonly word: string;
  readonly spoken: string;
}

/** Those of a page whose figures are of days. */
export const OF_DAYS = {
  "7d": { word: "7 d", spoken: "Last 7 days", days: 7 },
  "30d": { word: "30 d", spoken: "Last 30 days", days: 30 },
  "90d": { word: "90 d", spoken: "Last 90 days", days: 90 },
} as const;

/** The range that an address names, where there is such a one; else the first. */
export function rangeOf<Name extends string>(ranges: Readonly<Record<Name, Range>>, wanted: string | null): Name {
  return wanted !== null && Object.hasOwn(ranges, wanted) ? (wanted as Name) : usualOf(ranges);
}

const usualOf = <Name extends string>(ranges: Readonly<Record<Name, Range>>): Name => Object.keys(ranges)[0] as Name;

/** Links to the ranges of a page; `href` gets null for the first, which an address need not name. */
export function rangeSwitch<Name extends string>(
  ranges: Readonly<Record<Name, Range>>,
  shown: Name,
  href: (range: Name | null) => string,
): TemplateResult {
  return html`<nav class="link-switch" aria-label="How far back">
    ${Object.entries<Range>(ranges).map(
      ([name, { word, spoken }]) =>
        html`<a
          href=${href(name === usualOf(ranges) ? null : (name as Name))}
          title=${spoken}
          aria-current=${name === shown ? "true" : nothing}
          >${word}</a
        >`,
    )}
  </nav>`;
}
