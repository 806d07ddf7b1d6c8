/** Too narrow for two texts side by side. */
export const isNarrow = (): boolean => matchMedia("(max-width: 980px)").matches;
