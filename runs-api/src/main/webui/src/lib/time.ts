import { duration } from "./duration";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const barHour = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const barDay = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });

/** What a date can be made of; a number beyond (nanoseconds, a damaged row) is shown as it is. */
const MAX_DATE_MS = 8.64e15;

const isTime = (atMs: number): boolean => Math.abs(atMs) <= MAX_DATE_MS;

const formatted = (format: Intl.DateTimeFormat, atMs: number): string => (isTime(atMs) ? format.format(atMs) : String(atMs));

/** "04:53". */
const clockTime = (atMs: number): string => formatted(clock, atMs);

/** "04:53:10". */
export const clockTimeSeconds = (atMs: number): string => formatted(clockSeconds, atMs);

/** "04:53:10.042", for logs. */
export const clockTimeMillis = (atMs: number): string =>
  isTime(atMs) ? `${clockSeconds.format(atMs)}.${String(((Math.floor(atMs) % 1000) + 1000) % 1000).padStart(3, "0")}` : String(atMs);

/** Where a bar of a chart begins: "Thu 09:00", or "Thu, 27 Nov" of one that is a day. */
export const barTime = (atMs: number, isHour: boolean): string => formatted(isHour ? barHour : barDay, atMs);

/** The date, the time and the zone, for a tooltip. */
export const exactTime = (atMs: number): string => formatted(whole, atMs);

/** "2026-11-27T04:53:10.042Z", as machines read it; empty for a number that is not a time. */
export const isoTime = (atMs: number): string => (isTime(atMs) ? new Date(atMs).toISOString() : "");

/**
 * A sentence of the service with its times of day, which are UTC without a date ("since 04:53:10Z"), as the clock on the
 * wall shows them: each the one nearest to `nearMs`, with its date when that is another day than now.
 */
export function localTimes(text: string, nearMs: number, nowMs: number): string {
  if (!isTime(nearMs)) return text;
  const day = 86_400_000;
  return text.replace(/\b([01]\d|2[0-3]):([0-5]\d):([0-5]\d)Z/g, (_, hours: string, minutes: string, seconds: string) => {
    const ofDay = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
    const atMs = ofDay + Math.round((nearMs - ofDay) / day) * day;
    return sameDay(atMs, nowMs) ? clockSeconds.format(atMs) : `${shortDay.format(atMs)} ${clockSeconds.format(atMs)}`;
  });
}

/** As short as it can be understood in a list: "just now", "6 m ago", "04:45", "Yesterday 16:40", "12 Jun 04:45". */
export function listTime(atMs: number, nowMs: number): string {
  if (!isTime(atMs)) return String(atMs);
  const age = nowMs - atMs;
  if (age < 0) return sameDay(atMs, nowMs) ? clockTime(atMs) : `${shortDay.format(atMs)} ${clockTime(atMs)}`;
  if (age < 45_000) return "just now";
  if (age < 3_600_000) return `${Math.max(1, Math.round(age / 60_000))} m ago`;
  if (sameDay(atMs, nowMs)) return clockTime(atMs);
  return `${sameDay(atMs, nowMs - 86_400_000) ? "Yesterday" : shortDay.format(atMs)} ${clockTime(atMs)}`;
}

/** "06:48" of today or under the heading of its day, else "26 Nov". */
export const rowTime = (atMs: number, nowMs: number, isOfDay: boolean): string =>
  isOfDay || sameDay(atMs, nowMs) ? clockTime(atMs) : formatted(shortDay, atMs);

/** "04:45" of today, else "27 Nov 04:45": a time of the clock, however near it is. */
export const dueTime = (atMs: number, nowMs: number): string =>
  !isTime(atMs) ? String(atMs) : sameDay(atMs, nowMs) ? clockTime(atMs) : `${shortDay.format(atMs)} ${clockTime(atMs)}`;

/** "2 h 11 m ago", "in 4 m". */
export function ago(atMs: number, nowMs: number): string {
  if (!isTime(atMs)) return String(atMs);
  const age = nowMs - atMs;
  if (Math.abs(age) < 1_500) return "just now";
  return age > 0 ? `${duration(age)} ago` : `in ${duration(-age)}`;
}

/** "Friday 27 November, 08:12", as the browser's language has it. */
export const dayAndTime = (atMs: number): string => `${formatted(longDay, atMs)}, ${clockTime(atMs)}`;

/** The heading of the day that a time belongs to, seen from now. */
export function dayHeading(atMs: number, nowMs: number): string {
  if (!isTime(atMs)) return "At a time that is not a date";
  if (sameDay(atMs, nowMs)) return "Today";
  if (sameDay(atMs, nowMs - 86_400_000)) return "Yesterday";
  return longDay.format(atMs);
}

/** Midnight before it, where the browser is; not a number for what is no time. */
export const startOfDay = (atMs: number): number => new Date(atMs).setHours(0, 0, 0, 0);

function sameDay(aMs: number, bMs: number): boolean {
  return new Date(aMs).toDateString() === new Date(bMs).toDateString();
}

/** A time that long ago, to the hour: figures of days do not change with each question, and are answered from a cache. */
export const hourBefore = (nowMs: number, agoMs: number): number => Math.floor((nowMs - agoMs) / 3_600_000) * 3_600_000;

/** A time that long ago, to the minute: the same question within it can be answered from the browser's cache. */
export const minuteBefore = (nowMs: number, agoMs: number): number => Math.floor((nowMs - agoMs) / 60_000) * 60_000;
