import { address, type Query } from "../../lib/address";

export const scheduleUrl = (name: string, query: Query = {}): string => address(`/schedules/${encodeURIComponent(name)}`, query);
export const schedulePath = (name: string, rest = ""): string => `/api/schedules/${encodeURIComponent(name)}${rest}`;
