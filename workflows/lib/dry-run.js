/** Whether `DRY_RUN` asks that nothing outside of the workflow's own store is changed. */
export function isDryRun(env = process.env) {
  return !["", "0", "false", "no", "off"].includes((env.DRY_RUN ?? "").trim().toLowerCase());
}
