import { noChange } from "lit";
import { type ChildPart, Directive, directive, type PartInfo, PartType } from "lit/directive.js";
import { insertPart, removePart, setChildPartValue } from "lit/directive-helpers.js";

type Key = string | number | bigint;
type Draw<T> = (item: T, index: number) => unknown;

/** Both markers of a part that {@link insertPart} made. Lit's own function leaves the second in the page (lit/lit#5298). */
function drop(part: ChildPart): void {
  const end = part.endNode;
  removePart(part);
  (end as ChildNode | null)?.remove();
}

/** The most of them, in their order, whose ranks rise: what can stay where it is, so that it keeps the focus. */
function longestRise<T>(all: readonly T[], rank: (one: T) => number): T[] {
  const ends: number[] = []; // of the best row of each length, where it ends
  const earlier: number[] = [];
  all.forEach((one, at) => {
    let length = ends.length;
    while (length > 0 && rank(all[ends[length - 1]!]!) > rank(one)) length--;
    earlier[at] = length ? ends[length - 1]! : -1;
    ends[length] = at;
  });
  const found: T[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = earlier[at]!) found.push(all[at]!);
  return found;
}

class EachDirective extends Directive {
  private parts = new Map<unknown, ChildPart>();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.CHILD) throw new Error("each() stands between tags");
  }

  override render(_items: readonly unknown[], _keyOf: (item: never, index: number) => Key, _draw: Draw<never>): unknown {
    return noChange;
  }

  override update(container: ChildPart, [items, keyOf, draw]: [readonly unknown[], (item: never, index: number) => Key, Draw<never>]): unknown {
    const before = this.parts;
    const keys: unknown[] = [];
    const seen = new Set<unknown>();
    items.forEach((item, index) => {
      const key = keyOf(item as never, index);
      keys.push(seen.has(key) ? Symbol() : key); // one that is there twice is drawn anew, and harms no other
      seen.add(key);
    });
    const places = new Map<unknown, number>();
    for (const [key, part] of before) {
      if (seen.has(key)) places.set(key, places.size);
      else drop(part);
    }
    const stays = new Set(longestRise(keys.filter((key) => places.has(key)), (key) => places.get(key)!));
    const parts: [unknown, ChildPart][] = [];
    let next: ChildPart | undefined;
    for (let index = items.length - 1; index >= 0; index--) {
      const known = before.get(keys[index]);
      const part: ChildPart = !known ? insertPart(container, next) : stays.has(keys[index]) ? known : insertPart(container, next, known);
      setChildPartValue(part, draw(items[index] as never, index));
      parts.push([keys[index], part]);
      next = part;
    }
    this.parts = new Map(parts.reverse());
    return noChange;
  }
}

const each_ = directive(EachDirective);

/**
 * An element for each item, which stays the item's when others come, go or change places. In the place of Lit's `repeat`,
 * which leaves a comment in the page for each that goes: some thousand a night, in a list that lives.
 */
export const each = <T>(items: readonly T[], keyOf: (item: T, index: number) => Key, draw: Draw<T>): unknown =>
  each_(items, keyOf as (item: never, index: number) => Key, draw as Draw<never>);
