const grouped = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

/** "182,430". */
export const count = (value: number): string => grouped.format(value);

/** "96.9 %", and "100 %" of no less than all. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  return `${Math.min(99.9, Math.max(0.1, percent)).toFixed(1)} %`;
}

/** "3.4 MB"; thousands, as disks and networks count. */
export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** "$0.0042": as many places as it takes to see the first two digits. */
export function dollars(value: number): string {
  const places = value === 0 || value >= 1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(value)));
  return `$${value.toFixed(places)}`;
}

/** "812", "4.1 k", "148 k", "3.5 M": two or three digits that can be compared at a glance. */
export function compact(value: number): string {
  if (value < 1_000) return String(value);
  const [big, unit] =
    value < 999_500 ? [value / 1e3, "k"] : value < 999_500_000 ? [value / 1e6, "M"] : [value / 1e9, "G"];
  return `${big < 9.95 ? big.toFixed(1) : Math.round(big)} ${unit}`;
}
