/** A span of time that bars are drawn on. */
export interface TimeAxis {
  readonly fromMs: number;
  readonly toMs: number;
  /** Distance of its marks. */
  readonly stepMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances that can be counted in one's head. */
const STEPS = [
  10, 20, 50, 100, 200, 500,
  ...[1, 2, 5, 10, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 4, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((n) => n * DAY),
];

/** @param most how many marks there is room for after that at the beginning */
export function timeAxis(fromMs: number, toMs: number, most: number): TimeAxis {
  const end = Math.max(toMs, fromMs + 1);
  const stepMs = STEPS.find((step) => (end - fromMs) / step <= most) ?? Math.ceil((end - fromMs) / most);
  return { fromMs, toMs: end, stepMs };
}

/** Where its marks are, as a part of its length from 0 to 1, and what each says from the beginning on. */
export function marks(axis: TimeAxis): { at: number; afterMs: number }[] {
  const length = axis.toMs - axis.fromMs;
  return Array.from({ length: Math.floor(length / axis.stepMs) + 1 }, (_, i) => ({ at: (i * axis.stepMs) / length, afterMs: i * axis.stepMs }));
}

/** The part of the axis that a span takes: where it begins and how long it is, from 0 to 1. */
export function place(axis: TimeAxis, fromMs: number, toMs: number): { left: number; width: number } {
  const length = axis.toMs - axis.fromMs;
  const left = Math.min(1, Math.max(0, (fromMs - axis.fromMs) / length));
  const right = Math.min(1, Math.max(left, (toMs - axis.fromMs) / length));
  return { left, width: right - left };
}
