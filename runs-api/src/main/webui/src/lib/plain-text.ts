// What a model or a tool wrote is hostile until shown: terminal escapes, controls that turn the line around, and lines
// of a megabyte must change nothing but the text that they are in.

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const DIRECTION = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** Text that can't move, colour or turn around anything: escapes are left out, other controls are made visible. */
export function plainText(text: string): string {
  return text
    .replace(ANSI, "")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROLS, (control) => {
      const code = control.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
    })
    .replace(DIRECTION, (mark) => `\u27e8U+${mark.charCodeAt(0).toString(16).toUpperCase()}\u27e9`);
}

/** The beginning of a text, and how much of it was left out. */
export function cutText(text: string, limit: number): { text: string; leftOut: number } {
  return text.length <= limit ? { text, leftOut: 0 } : { text: text.slice(0, limit), leftOut: text.length - limit };
}

/** On one line, for a list. */
export function oneLine(text: string, limit = 300): string {
  const plain = plainText(text.slice(0, limit * 2)).replace(/\s+/g, " ").trim();
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}
