import { html, nothing, type TemplateResult } from "lit";
import type { Catalog } from "../../api/types";
import "../../components/rel-time";
import { duration } from "../../lib/duration";
import { oneLine } from "../../lib/plain-text";

type Answer = NonNullable<Catalog["liveness"]>[string];

/** Flagship models, best first, with what they answered when they were last asked for one token. */
export function featuredTable(catalog: Catalog): TemplateResult {
  const featured = new Set(catalog.featured);
  const silent = Object.entries(catalog.liveness ?? {}).filter(([id, answer]) => answer.status === "dead" && !featured.has(id));
  return html`<section class="card" aria-label="Featured models">
    <h2>Featured <span class="mut small">best first</span></h2>
    ${catalog.featured.length + silent.length === 0
      ? html`<p class="mut">The catalog has no flagship family.</p>`
      : html`<div class="table-wrap">
          <table class="md-featured">
            <thead>
              <tr>
                <th class="num">#</th>
                <th>Model</th>
                <th>Health</th>
                <th class="num md-wide">Latency</th>
                <th class="num md-wide">Status</th>
                <th class="md-wide">Last check</th>
              </tr>
            </thead>
            <tbody>
              ${catalog.featured.map((id, i) => row(id, i + 1, catalog))}
            </tbody>
            ${silent.length
              ? html`<tbody>
                  <tr>
                    <th colspan="6" scope="rowgroup" class="md-silent">Listed, but not responding</th>
                  </tr>
                  ${silent.map(([id]) => row(id, null, catalog))}
                </tbody>`
              : nothing}
          </table>
        </div>`}
  </section>`;
}

function row(id: string, place: number | null, catalog: Catalog): TemplateResult {
  const answer = catalog.liveness?.[id];
  return html`<tr>
    <td class="num mut">${place ?? "–"}</td>
    <td class="mono md-id">
      ${oneLine(id, 120)} ${catalog.new.includes(id) ? html`<span class="tag tone-text-run">new</span>` : nothing}
    </td>
    <td>${liveness(answer)}</td>
    <td class="num md-wide">${answer?.latencyMs == null ? html`<span class="mut">–</span>` : duration(answer.latencyMs)}</td>
    <td class="num md-wide">${answer?.http ?? html`<span class="mut">–</span>`}</td>
    <td class="md-wide mut">${answer ? html`<rel-time .at=${answer.checkedAtMs} as="list"></rel-time>` : "never"}</td>
  </tr>`;
}

/** Sign and word; doubt is no verdict. */
export function liveness(answer: Answer | undefined): TemplateResult {
  switch (answer?.status) {
    case "alive":
      return html`<span class="tag tone-text-ok">✓ alive</span>`;
    case "dead":
      return html`<span class="tag tone-text-bad">× dead${answer.http ? ` ${answer.http}` : ""}</span>`;
    case undefined:
      return html`<span class="mut">not checked</span>`;
    default:
      return html`<span class="tag tone-text-wait">? ${oneLine(answer!.status, 20)}</span>`;
  }
}
