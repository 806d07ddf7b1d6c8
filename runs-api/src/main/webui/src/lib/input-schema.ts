// What a workflow takes, read from its source. The engine tells a schema only by refusing an input; but workflows say
// `input: z.object({…})` in plain sight. What can't be made out here is left to the JSON editor, and the engine judges.

type FieldKind = "text" | "number" | "boolean" | "choice" | "list" | "json";

export interface InputField {
  name: string;
  kind: FieldKind;
  optional: boolean;
  choices?: string[];
  min?: number;
  max?: number;
  whole?: boolean;
  /** Of the schema's `.describe("…")`. */
  says?: string;
  /** What the workflow takes when it is left out, as the source writes it. */
  standard?: string;
}

interface Call {
  name: string;
  args: string;
}

/** The fields of the input; null when the source does not show them. */
export function inputFields(source: string): InputField[] | null {
  const code = withoutComments(source);
  const start = /\binput\s*:\s*/.exec(code);
  if (!start) return null;
  const body = objectBody(code, code.slice(start.index + start[0].length));
  if (body === null) return null;
  return splitTop(body).flatMap((entry) => {
    const named = /^\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z_$][\w$]*))\s*:\s*([\s\S]+)$/.exec(entry);
    const name = named?.[1] ?? named?.[2] ?? named?.[3];
    return name ? [field(name, named![4]!.trim())] : [];
  });
}

/** Between the braces of `z.object({…})`, which may stand there or under a name. */
function objectBody(code: string, expression: string): string | null {
  const known = /^z\s*\.\s*(?:object|strictObject|looseObject)\s*\(\s*\{/.exec(expression);
  if (known) {
    const open = known[0].length - 1;
    const close = closing(expression, open);
    return close < 0 ? null : expression.slice(open + 1, close);
  }
  const name = /^([A-Za-z_$][\w$]*)/.exec(expression)?.[1];
  const made = name && name !== "z" ? new RegExp(`\\bconst\\s+${name.replaceAll("$", "\\$")}\\s*=\\s*`).exec(code) : null;
  return made ? objectBody("", code.slice(made.index + made[0].length)) : null;
}

function field(name: string, expression: string): InputField {
  const calls = chain(expression);
  const made: InputField = { name, ...kindOf(calls), optional: false };
  for (const { name: method, args } of calls) {
    if (["optional", "nullish", "nullable"].includes(method)) made.optional = true;
    else if (method === "default" || method === "prefault") {
      made.optional = true;
      made.standard = args.trim();
    } else if (method === "int") made.whole = true;
    else if (method === "min" || method === "max" || method === "length") limit(made, method, args);
    else if (method === "describe") made.says = /^\s*(["'`])([\s\S]*)\1\s*$/.exec(args)?.[2] ?? "";
  }
  return made;
}

function limit(made: InputField, method: string, args: string): void {
  const text = /^\s*(-?[\d_]+(?:\.\d+)?)/.exec(args)?.[1];
  if (text === undefined) return; // a constant of elsewhere
  const value = Number(text.replaceAll("_", ""));
  if (method !== "max") made.min = value;
  if (method !== "min") made.max = value;
}

function kindOf(calls: Call[]): Pick<InputField, "kind" | "choices" | "whole"> {
  const [first, second] = calls;
  const base = first?.name === "coerce" ? second : first;
  switch (base?.name) {
    case "string":
    case "url":
    case "email":
    case "uuid":
      return { kind: "text" };
    case "number":
      return { kind: "number" };
    case "int":
      return { kind: "number", whole: true };
    case "boolean":
      return { kind: "boolean" };
    case "enum": {
      const choices = [...base.args.matchAll(/(["'])((?:(?!\1).)*)\1/g)].map((match) => match[2]!);
      return choices.length ? { kind: "choice", choices } : { kind: "text" };
    }
    case "array":
      return { kind: /^\s*z\s*\.\s*string\s*\(/.test(base.args) ? "list" : "json" };
    default:
      return { kind: "json" };
  }
}

/** `z.string().min(1)` as its calls, outermost names only. */
function chain(expression: string): Call[] {
  const calls: Call[] = [];
  let rest = expression.replace(/^z\b/, "");
  for (;;) {
    const next = /^\s*\.\s*([A-Za-z_$][\w$]*)\s*(\()?/.exec(rest);
    if (!next) return calls;
    if (!next[2]) {
      calls.push({ name: next[1]!, args: "" });
      rest = rest.slice(next[0].length);
      continue;
    }
    const open = next[0].length - 1;
    const close = closing(rest, open);
    if (close < 0) return calls;
    calls.push({ name: next[1]!, args: rest.slice(open + 1, close) });
    rest = rest.slice(close + 1);
  }
}

/** Where the bracket at `open` is closed; -1 when it is not. */
function closing(code: string, open: number): number {
  let depth = 0;
  for (let i = open; i < code.length; i++) {
    const char = code[i]!;
    if (char === '"' || char === "'" || char === "`") i = stringEnd(code, i);
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char) && --depth === 0) return i;
  }
  return -1;
}

/** The last character of the string that begins at `start`. */
function stringEnd(code: string, start: number): number {
  for (let i = start + 1; i < code.length; i++) {
    if (code[i] === "\\") i++;
    else if (code[i] === code[start]) return i;
  }
  return code.length;
}

function splitTop(body: string): string[] {
  const parts: string[] = [];
  let begin = 0;
  for (let i = 0; i < body.length; i++) {
    const char = body[i]!;
    if (char === '"' || char === "'" || char === "`") i = stringEnd(body, i);
    else if ("([{".includes(char)) {
      const close = closing(body, i);
      if (close < 0) break;
      i = close;
    } else if (char === ",") {
      parts.push(body.slice(begin, i));
      begin = i + 1;
    }
  }
  parts.push(body.slice(begin));
  return parts.filter((part) => part.trim());
}

function withoutComments(source: string): string {
  let code = "";
  for (let i = 0; i < source.length; i++) {
    const char = source[i]!;
    if (char === '"' || char === "'" || char === "`") {
      const end = stringEnd(source, i);
      // An apostrophe in the text of an element is no string: strings of that sort end on their line.
      if (char !== "`" && source.slice(i, end).includes("\n")) code += char;
      else {
        code += source.slice(i, end + 1);
        i = end;
      }
    } else if (char === "/" && source[i + 1] === "/") {
      i = source.indexOf("\n", i);
      if (i < 0) return code;
      code += "\n";
    } else if (char === "/" && source[i + 1] === "*") {
      i = source.indexOf("*/", i) + 1;
      if (i < 1) return code;
    } else code += char;
  }
  return code;
}

/** A paragraph of the comment at the head of a workflow (`Input   …`, `Knobs   …`) on one line; null without one. */
export function headNote(source: string, word: "Input" | "Output" | "Knobs"): string | null {
  const head = source.slice(0, 4_000);
  const found = new RegExp(`^\\s*(?:\\*|//)\\s*${word}:?\\s{1,}(\\S.*(?:\\n\\s*\\*\\s{4,}\\S.*)*)`, "m").exec(head);
  return found ? found[1]!.replace(/\n\s*\*\s+/g, " ").trim() : null;
}

/** Names of settings that the head of a workflow mentions and that a run can be given. */
export function knobsOf(source: string): string[] {
  const named = headNote(source, "Knobs")?.match(/CHAD_[A-Z0-9_]+/g) ?? [];
  return [...new Set(named)].filter((name) => !/URL|POPULATION|FILE|KEY|DIR/.test(name));
}
