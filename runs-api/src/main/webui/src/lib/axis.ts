/** The end of an axis of amounts: 1, 2 or 5 times a power of ten, at least as much as the most; 0 where there is nothing. */
export function axisEnd(most: number): number {
  if (!(most > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((times) => times * power >= most) ?? 10) * power;
}
