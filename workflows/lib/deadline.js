/**
 * Runs `work` under a time limit that the engine does not give to agents: its `timeoutMs` ends compute tasks, but an
 * agent is only *told* the limit, and one that ignores it is ended by the heartbeat watchdog minutes later.
 *
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work gets a signal that fires at the limit or when `outer` fires
 * @param {{ limitMs: number, outer?: AbortSignal, what: string }} options `what` names the late one in the error
 * @returns {Promise<T>} rejects at the limit even if `work` ignores its signal
 */
export async function withDeadline(work, { limitMs, outer, what }) {
  const controller = new AbortController();
  const late = new Error(`${what} gave no answer within ${limitMs / 1000} s.`);
  late.name = "TimeoutError";
  const cancel = () => controller.abort(outer?.reason ?? new Error(`${what} was cancelled.`));
  const timer = setTimeout(() => controller.abort(late), limitMs);
  if (outer?.aborted) cancel();
  outer?.addEventListener("abort", cancel, { once: true });
  const aborted = new Promise((_, reject) => {
    const stop = () => reject(controller.signal.reason);
    if (controller.signal.aborted) stop();
    else controller.signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", cancel);
  }
}

/** Waits `ms`, or rejects with the signal's reason as soon as it fires. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
