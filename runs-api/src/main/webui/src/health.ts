import { get } from "./api/client";
import type { Health } from "./api/types";
import { live } from "./live/stream";

const EVERY_MS = 60_000;

/** Whether the Runs IDE itself is well; read now and then, as nothing tells of it. */
class ServiceHealth extends EventTarget {
  /** The engine's problem, in the service's words; null while it can be driven, and while that is not known. */
  engineProblem: string | null = null;
  /** The services that do not answer well, by name. */
  servicesDown: readonly string[] = [];

  /** What does not work, by name; empty while all does, and while that is not known. */
  get down(): readonly string[] {
    return [...(this.engineProblem === null ? [] : ["the engine"]), ...this.servicesDown];
  }

  start(): void {
    live.subscribe({ reload: () => void this.read() });
    setInterval(() => !document.hidden && void this.read(), EVERY_MS);
    void this.read();
  }

  private async read(): Promise<void> {
    try {
      const { engine, services } = await get<Health>("/api/health");
      this.engineProblem = engine.available ? null : (engine.problem ?? "");
      this.servicesDown = services.filter((one) => one.status !== "ok").map((one) => one.name);
    } catch {
      return; // that the service itself is away is told elsewhere
    }
    this.dispatchEvent(new Event("health"));
  }
}

export const serviceHealth = new ServiceHealth();
