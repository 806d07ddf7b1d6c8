import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeJson } from "./atomic-file.js";
import { labelled } from "./offline.js";
import { isDryRun } from "./settings.js";

const DRAFT_LIMIT = 20_000;

/** What must not leave the house in a draft, whatever a model thinks of it. */
const SECRETS = [
  ["an NVIDIA key", /nvapi-[A-Za-z0-9_-]{20,}/],
  ["an API key", /\bsk-[A-Za-z0-9_-]{20,}/],
  ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{30,}/],
  ["an AWS key", /\bAKIA[0-9A-Z]{16}\b/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a signed token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
];

/**
 * The rules that come before any model's opinion.
 *
 * @param {{ subject: string, body: string }} draft
 * @returns {{ passed: boolean, findings: string[] }} findings name the kind of a secret, never the secret
 */
export function screen({ subject, body }) {
  const text = `${subject}\n${body}`;
  const findings = SECRETS.filter(([, pattern]) => pattern.test(text)).map(([kind]) => `The draft contains ${kind}.`);
  if (!body.trim()) findings.push("The draft is empty.");
  if (text.length > DRAFT_LIMIT) findings.push(`The draft has more than ${DRAFT_LIMIT} characters.`);
  return { passed: findings.length === 0, findings };
}

/** `live` needs that nobody asked for caution: not the run's input, not the environment. */
export function modeOf({ shadow }, env = process.env) {
  if (isDryRun(env)) return "dry-run";
  return shadow === false ? "live" : "shadow";
}

/**
 * Carries out an approved draft: live, one file in the outbox; else nothing, but the answer says what would be there.
 * Idempotent: the file is named by run and content, so that a task that is run again finds its work done, also when
 * the reader of the outbox has moved the file to `outbox/done/`.
 *
 * @param {{ runId: string, draft: { subject: string, body: string }, item: string, mode: string,
 *   decidedBy: string | null, note: string | null }} order
 * @param {{ dir: string, env?: Record<string, string | undefined> }} place `dir` is the state folder
 * @returns {{ outcome: "acted" | "rehearsed", mode: string, file: string, detail: string }}
 */
export function act({ runId, draft, item, mode, decidedBy, note }, { dir, env = process.env }) {
  const digest = createHash("sha256").update(JSON.stringify([runId, draft])).digest("hex");
  const name = `${/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(runId) ? runId : "run"}-${digest.slice(0, 12)}.json`;
  const file = join("outbox", name);
  // DRY_RUN counts when the run was launched and when it acts: a resume may happen in another environment.
  const effective = mode === "live" && isDryRun(env) ? "dry-run" : mode;
  if (effective !== "live") {
    return { outcome: "rehearsed", mode: effective, file, detail: `Nothing was written (${effective}).` };
  }
  if (existsSync(join(dir, file)) || existsSync(join(dir, "outbox/done", name))) {
    return { outcome: "acted", mode: effective, file, detail: "It had been written before." };
  }
  mkdirSync(join(dir, "outbox"), { recursive: true });
  writeJson(join(dir, file), {
    runId, item, subject: draft.subject, body: draft.body, approvedBy: decidedBy, note, atMs: Date.now(),
  });
  return { outcome: "acted", mode: effective, file, detail: "The outbox has it." };
}

/** What an approval will bring about, for the person who decides. */
export function effect(mode) {
  return {
    live: "The draft is written to the outbox, from where it is sent.",
    shadow: "Nothing: this run is a shadow. It records what would have been done.",
    "dry-run": "Nothing: DRY_RUN is set. It records what would have been done.",
  }[mode];
}

const firstLine = (text) => text.trim().split("\n")[0].slice(0, 80);

export const offlineTriage = (item) => {
  const noise = /\b(unsubscribe|newsletter|no-?reply)\b/i.test(item);
  return {
    category: noise ? "noise" : "request",
    urgency: /\b(urgent|asap|down|outage)\b/i.test(item) ? "high" : "normal",
    wanted: noise ? "ignore" : "reply",
    reason: labelled("Sorted by a few words, read by no model."),
  };
};

export const offlineDraft = (item) => ({
  subject: `Re: ${firstLine(item)}`,
  body: labelled(`No model wrote this. Thank you for your message "${firstLine(item)}". We look into it.`),
});

export const offlineModeration = () => ({
  allowed: true,
  risk: "low",
  reasons: [labelled("The rules found nothing; no model reviewed the draft.")],
});

export const triagePrompt = (item) =>
  `Item:\n<item>\n${item}\n</item>\n\nGive category (one or two words), urgency (low, normal or high), wanted ` +
  "(reply when a person should get an answer or something should be done, else ignore), and reason (one sentence).";

export const draftPrompt = (item, { category, urgency }) =>
  `Item (${category}, urgency ${urgency}):\n<item>\n${item}\n</item>\n\nDraft what should be sent: subject and body.`;

export const moderationPrompt = (item, draft) =>
  `Item:\n<item>\n${item}\n</item>\n\nDraft:\n<draft>\n${draft.subject}\n\n${draft.body}\n</draft>\n\n` +
  "Give allowed (true or false), risk (low, medium or high) and reasons (each one sentence).";
