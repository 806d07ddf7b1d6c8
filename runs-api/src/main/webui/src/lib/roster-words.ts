const STAGES: Record<string, string> = {
  input: "the run's input",
  env: "CHAD_FUSION_MODELS",
  champions: "champions of the arena",
  featured: "featured models",
  fallback: "the built-in list",
};

/** Where a roster comes from, in words; stages that we do not know keep their name. */
export const stageWord = (stage: string): string => STAGES[stage] ?? stage;
