import type { Layout, LayoutSpec } from "./layout-spec";

const LIMIT_MS = 20_000;
const KEPT = 40;

interface Waiting {
  take(layout: Layout): void;
  fail(cause: Error): void;
}

let worker: Worker | null = null;
let next = 1;
const waiting = new Map<number, Waiting>();
/** By what was asked: a graph that is shown again, or twice, is not laid out again. */
const known = new Map<string, Promise<Layout>>();

/** Lays out in a worker of its own, so that the page stays quick; the worker is loaded with the first graph. */
export function layOut(spec: LayoutSpec): Promise<Layout> {
  const key = JSON.stringify(spec);
  const before = known.get(key);
  if (before) return before;
  const answer = ask(spec);
  known.set(key, answer);
  answer.catch(() => known.delete(key));
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(oldest);
  }
  return answer;
}

function ask(spec: LayoutSpec): Promise<Layout> {
  worker ??= start();
  const id = next++;
  const asked = worker;
  return new Promise<Layout>((resolve, reject) => {
    const timer = setTimeout(() => stop(asked, "The graph could not be laid out in time; it may be too large."), LIMIT_MS);
    waiting.set(id, {
      take: (layout) => {
        clearTimeout(timer);
        resolve(layout);
      },
      fail: (cause) => {
        clearTimeout(timer);
        reject(cause);
      },
    });
    asked.postMessage({ id, spec });
  });
}

function start(): Worker {
  const started = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module", name: "graph-layout" });
  started.onmessage = ({ data }: MessageEvent<{ id: number; layout?: Layout; error?: string }>) => {
    const asker = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.layout) asker?.take(data.layout);
    else asker?.fail(new Error(`The graph can't be laid out: ${data.error}`));
  };
  started.onerror = () => stop(started, "The part of the page that lays out graphs can't be loaded. Reload the page.");
  return started;
}

/** The worker is of no use any more: whoever waits is told, the next one gets a new worker. */
function stop(broken: Worker, why: string): void {
  broken.terminate();
  if (worker !== broken) return;
  worker = null;
  const all = [...waiting.values()];
  waiting.clear();
  for (const one of all) one.fail(new Error(why));
}
