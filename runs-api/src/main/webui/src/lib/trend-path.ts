/**
 * The paths of a line and of the area below it, from left to right; one pair for each stretch without a gap, from the
 * least value at the foot to the most at the top.
 */
export function areas(
  values: readonly (number | null)[],
  width: number,
  height: number,
): { area: string; line: string }[] {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) return [];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const pad = 2;
  const x = (at: number): number => round((at / (values.length - 1)) * width);
  const y = (value: number): number =>
    round(most === least ? height / 2 : height - pad - ((value - least) / (most - least)) * (height - 2 * pad));
  return stretches(values).map((stretch) => {
    const points = stretch.map(({ at, value }) => `${x(at)},${y(value)}`).join("L");
    const [first, last] = [stretch[0]?.at ?? 0, stretch.at(-1)?.at ?? 0];
    return { line: `M${points}`, area: `M${x(first)},${height}L${points}L${x(last)},${height}Z` };
  });
}

function stretches(values: readonly (number | null)[]): { at: number; value: number }[][] {
  const found: { at: number; value: number }[][] = [];
  let open: { at: number; value: number }[] = [];
  values.forEach((value, at) => {
    if (value === null) {
      open = [];
      return;
    }
    if (open.length === 0) found.push(open);
    open.push({ at, value });
  });
  return found;
}

const round = (value: number): number => Math.round(value * 10) / 10;
