import { address, type Query } from "../lib/address";
import { ApiError, bareProblem, unreachable } from "./problem";
import type { Problem } from "./types";
import { parseExact, parseStored, stringifyExact } from "../lib/exact-json";

// The only place that fetches. Reads have a shorter time limit than the verbs, which wait for the engine.
const READ_LIMIT_MS = 20_000;
const WRITE_LIMIT_MS = 120_000;

export { address, type Query };

// What the workflow gave or a model made: shown as it is stored, to the last digit.
const STORED = new Set(["input", "output", "payload", "request", "annotations"]);

export const runPath = (id: string, rest = ""): string => `/api/runs/${encodeURIComponent(id)}${rest}`;

/** @throws ApiError */
export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const response = await send(address(path, query), { headers: { accept: "application/json" } }, READ_LIMIT_MS, signal);
  return parseExact(await response.text(), STORED) as T;
}

/** A value that a run holds, by itself. @throws ApiError */
export async function getStored<T>(path: string, query: Query = {}): Promise<T> {
  return parseStored<T>(await getText(path, query));
}

/** As it is, for texts and for payloads too large to be parsed in the page. @throws ApiError */
export async function getText(path: string, query: Query = {}, signal?: AbortSignal): Promise<string> {
  const response = await send(address(path, query), { headers: { accept: "*/*" } }, WRITE_LIMIT_MS, signal);
  return response.text();
}

interface WriteOptions {
  query?: Query;
  headers?: Record<string, string>;
  method?: "POST" | "PUT" | "DELETE";
  /** Whether it is to arrive though the page is left. */
  keepalive?: boolean;
}

/** @throws ApiError */
export async function write<T>(path: string, body: unknown, options: WriteOptions = {}): Promise<T> {
  const init: RequestInit = {
    method: options.method ?? "POST",
    keepalive: options.keepalive ?? false,
    headers: { accept: "application/json", ...options.headers },
  };
  if (body !== undefined) {
    init.body = stringifyExact(body);
    init.headers = { ...init.headers, "content-type": "application/json" };
  }
  const response = await send(address(path, options.query), init, WRITE_LIMIT_MS);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The live stream's bytes; the caller reads, and aborts. @throws ApiError */
export async function openStream(query: Query, lastId: string | null, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: "text/event-stream" };
  if (lastId) headers["last-event-id"] = lastId;
  try {
    const response = await fetch(address("/api/stream", query), { headers, signal, cache: "no-store" });
    return response.ok ? response : await refuse(response);
  } catch (cause) {
    throw cause instanceof ApiError ? cause : unreachable(cause);
  }
}

async function send(url: string, init: RequestInit, limitMs: number, signal?: AbortSignal): Promise<Response> {
  const limit = AbortSignal.timeout(limitMs);
  let response: Response;
  try {
    response = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, limit]) : limit });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable(cause);
  }
  return response.ok ? response : refuse(response);
}

async function refuse(response: Response): Promise<never> {
  if (response.status === 401) signInAgain();
  let problem: Problem | null = null;
  if (response.headers.get("content-type")?.includes("json")) {
    problem = (await response.json().catch(() => null)) as Problem | null;
  }
  throw problem?.detail ? new ApiError(response.status, problem) : bareProblem(response.status, response.statusText);
}

/** The session ended: the sign-in page brings the operator back to where he was. */
function signInAgain(): void {
  const here = location.pathname + location.search;
  if (!location.pathname.startsWith("/sign-in")) location.assign(address("/sign-in", { next: here }));
}

/** An abort is no error: whoever asked does not want the answer any more. */
export const wasAborted = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "AbortError";
