import { get } from "./api/client";
import type { Health } from "./api/types";
import { live } from "./live/stream";

const EVERY_MS = 60_000;

/** Whether the Runs IDE itself is well, for the sign beside System; read now and then, as nothing tells of it. */
class ServiceHealth extends EventTarget {
  /** What does not work, by name; empty while all does, and while that is not known. */
  down: readonly string[] = [];

  start(): void {
    live.subscribe({ reload: () => void this.read() });
    setInterval(() => !document.hidden && void this.read(), EVERY_MS);
    void this.read();
  }

  private async read(): Promise<void> {
    try {
      const { engine, services } = await get<Health>("/api/health");
      this.down = [...(engine.available ? [] : ["the engine"]), ...services.filter((one) => one.status !== "ok").map((one) => one.name)];
    } catch {
      return; // that the service itself is away is told elsewhere
    }
    this.dispatchEvent(new Event("health"));
  }
}

export const serviceHealth = new ServiceHealth();
