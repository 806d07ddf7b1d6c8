import { html, nothing, type TemplateResult } from "lit";
import { style } from "../components/style";
import { count } from "../lib/numbers";
import { bulkJobs } from "./bulk-job";
import "./job-strip.css";

/** How far an act on many runs is, and the button that stops it; nothing while there is none. */
export function jobStrip(): TemplateResult | typeof nothing {
  const job = bulkJobs.current;
  if (!job) return nothing;
  const through = job.done + job.refused;
  return html`<div class="job" role="status">
    <b>${job.title}</b>
    <span class="job-track" aria-hidden="true"><i ${style({ width: `${(through / job.total) * 100}%` })}></i></span>
    <span class="grow">${count(through)} of ${count(job.total)}${job.refused ? `, ${count(job.refused)} refused` : ""}</span>
    <button type="button" ?disabled=${job.isStopping} @click=${() => bulkJobs.stop()}>${job.isStopping ? "Stopping…" : "Stop"}</button>
  </div>`;
}
