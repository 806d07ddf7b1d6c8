import { html, nothing, type TemplateResult } from "lit";
import { stateSign } from "../../components/state";
import { duration } from "../../lib/duration";
import { modelMark } from "../../lib/model-mark";
import { errorShare, type Liveness, type ModelLine, type ModelPrice } from "../../lib/model-table";
import { count, dollars, share } from "../../lib/numbers";
import { oneLine } from "../../lib/plain-text";
import type { StateLook } from "../../lib/run-state";
import { exactTime } from "../../lib/time";

/** An error share from which on it is said in red: one call in ten. */
const MANY_ERRORS = 0.1;

const ALIVE: StateLook = { word: "Alive", tone: "ok", shape: "check" };
const DEAD: StateLook = { word: "Not responding", tone: "bad", shape: "cross" };
const DOUBT: StateLook = { word: "In doubt", tone: "wait", shape: "clock" };
const UNCHECKED: StateLook = { word: "Not checked", tone: "off", shape: "dot" };

/** A model that was asked for one token answered, did not, or left a doubt, which is no verdict. */
function healthLook(health: Liveness | null): StateLook {
  if (!health) return UNCHECKED;
  return health.status === "alive" ? ALIVE : health.status === "dead" ? DEAD : DOUBT;
}

function healthWords(health: Liveness | null): string {
  if (!health) return "";
  const how = health.status === "alive" && health.latencyMs !== null ? duration(health.latencyMs) : health.http ? `HTTP ${health.http}` : health.status;
  return oneLine(how, 30);
}

const healthTitle = (health: Liveness | null): string =>
  health
    ? [
        healthLook(health).word,
        health.latencyMs === null ? "" : duration(health.latencyMs),
        health.http === null ? "" : `HTTP ${health.http}`,
        `checked ${exactTime(health.checkedAtMs)}`,
      ]
        .filter(Boolean)
        .join(", ")
    : "Only flagship models are asked for a sign of life";

/** What nobody knows; a phone has no room for it. */
const UNKNOWN = html`<span class="md-none">–</span>`;

function priceWords(price: ModelPrice | null): string | TemplateResult {
  if (!price) return UNKNOWN;
  const { inputUsdPerMTok: input, outputUsdPerMTok: output } = price;
  return input === 0 && output === 0 ? "free" : `${dollars(input)} / ${dollars(output)}`;
}

/** A line of the table; a cell for each column of its head. */
export function modelRow(line: ModelLine, classes: Readonly<Record<string, string>>): TemplateResult {
  const { id, name, group, health, price, use } = line;
  const errors = errorShare(use);
  const vendor = id.slice(0, Math.max(0, id.length - name.length - 1));
  return html`<div class="md-row ${line.isChat ? "" : "md-off"}" data-model=${id}>
    <span role="cell" class="md-health" title=${healthTitle(health)}>${stateSign(healthLook(health))} <span>${healthWords(health)}</span></span>
    <span role="cell" class="md-name" title=${id}
      ><i class="md-mark" aria-hidden="true">${modelMark(id)}</i><span class="clip"><b>${oneLine(name, 120)}</b> <small>${oneLine(vendor, 60)}</small></span
      >${line.isNew ? html`<span class="tag tone-text-run">new</span>` : nothing}</span
    >
    <span role="cell" class="md-class clip" title=${classes[group] ?? nothing}>${oneLine(group, 40)}</span>
    <span role="cell" class="num md-price" title=${price ? `US dollars per million tokens, in and out${price.source ? ` (${oneLine(price.source, 80)})` : ""}` : nothing}
      >${priceWords(price)}</span
    >
    <span role="cell" class="num md-runs" title=${use ? `${count(use.calls)} ${use.calls === 1 ? "call" : "calls"}` : nothing}>${use ? count(use.runs) : UNKNOWN}</span>
    <span role="cell" class="num md-p50">${use?.medianMs == null ? UNKNOWN : duration(use.medianMs)}</span>
    <span role="cell" class="num md-errors ${errors !== null && errors >= MANY_ERRORS ? "tone-text-bad" : ""}" title=${use ? `${count(use.failed)} of ${count(use.calls)} calls` : nothing}
      >${errors === null ? UNKNOWN : share(errors)}</span
    >
    <span role="cell" class="num md-place">${line.rosterAt ?? nothing}</span>
  </div>`;
}
