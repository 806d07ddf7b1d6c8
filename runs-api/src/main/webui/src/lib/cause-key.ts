/**
 * Two sentences of the service tell one cause when they differ in numbers, times and names of tasks only, or in what a
 * process was doing when it ended. The number of a status is a cause of its own: a key that is refused is no overload.
 */
export const causeKey = (sentence: string): string =>
  sentence
    .replace(/`[^`]*`/g, "`")
    .replace(/(\b(?:HTTP|status|code)\W{1,2})?\d+/gi, (number, named) => (named ? number : "0"))
    .replace(/; (?:no )?nodes? .*$/, "");
