/** Two characters that tell a model from the others beside it: "N3" of "nvidia/nemotron-3-ultra", "GL" of "z-ai/glm-5.2". */
export function modelMark(model: string): string {
  const name = shortModel(model);
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const first = parts[0] ?? "?";
  const second = parts[1] ?? "";
  return (/^\d/.test(second) && /^\p{L}{5,}$/u.test(first) ? first[0]! + second[0]! : first.slice(0, 2)).toUpperCase();
}

/** Without the vendor: "nemotron-3-ultra". */
export const shortModel = (model: string): string => model.slice(model.lastIndexOf("/") + 1) || model;
