/** The number in a setting when it is a whole one within the bounds, else the default. */
export function wholeNumber(value, fallback, least, most) {
  const number = Number(value?.toString().trim() || NaN);
  return Number.isInteger(number) && number >= least && number <= most ? number : fallback;
}

/** Whether a yes-or-no setting says yes: anything but nothing, 0, false, no and off. */
export function isSet(value) {
  return !["", "0", "false", "no", "off"].includes((value ?? "").trim().toLowerCase());
}

/** Whether `DRY_RUN` asks that nothing outside of the workflow's own store is changed. */
export function isDryRun(env = process.env) {
  return isSet(env.DRY_RUN);
}
