import { get } from "./api/client";
import type { Session } from "./api/types";

let current: Session | null = null;

export async function loadSession(): Promise<Session> {
  current = await get<Session>("/api/session");
  return current;
}

/** Who is signed in; null until the page has asked. */
export const session = (): Session | null => current;

/** Whether the buttons that change something work for this caller; the service decides again, of course. */
export const mayWrite = (): boolean => current?.role === "operator";
