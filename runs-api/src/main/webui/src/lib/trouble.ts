/** A value that was refused, and what would have been taken. */
interface RefusedField {
  readonly field: string;
  readonly allowed: string;
}

/** An error with words for who looks at the page: what it is, what to do, and the fields that it is about. */
export class Trouble extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly fields: readonly RefusedField[] = [],
  ) {
    super(detail);
    this.name = "Trouble";
  }
}
