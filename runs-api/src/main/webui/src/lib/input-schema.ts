// A field of a form that stands for a JSON object: the input of a workflow, the answer to a question.

type FieldKind = "text" | "number" | "boolean" | "choice" | "list" | "json";

export interface InputField {
  name: string;
  kind: FieldKind;
  optional: boolean;
  /** Null is a value of it: what stands for an empty field that must be there. */
  nullable?: boolean;
  choices?: string[];
  min?: number;
  max?: number;
  whole?: boolean;
  /** The schema's description. */
  says?: string;
  /** What is taken when it is left out, as JSON. */
  standard?: string;
}

/** A paragraph of the comment at the head of a workflow (`Input   …`, `Knobs   …`) on one line; null without one. */
export function headNote(source: string, word: "Input" | "Output" | "Knobs"): string | null {
  const head = source.slice(0, 4_000);
  const found = new RegExp(`^\\s*(?:\\*|//)\\s*${word}:?\\s{1,}(\\S.*(?:\\n\\s*\\*\\s{4,}\\S.*)*)`, "m").exec(head);
  return found ? found[1]!.replace(/\n\s*\*\s+/g, " ").trim() : null;
}
