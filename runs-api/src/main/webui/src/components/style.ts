import { noChange } from "lit";
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";

type Styles = Readonly<Record<string, string | null>>;

class StyleDirective extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("style() belongs on the element itself");
  }

  override render(_styles: Styles): unknown {
    return noChange;
  }

  override update(part: ElementPart, [styles]: [Styles]): unknown {
    const { style } = part.element as HTMLElement | SVGElement;
    for (const [name, value] of Object.entries(styles)) {
      if (value === null) style.removeProperty(name);
      else if (style.getPropertyValue(name) !== value) style.setProperty(name, value);
    }
    return noChange;
  }
}

/**
 * Sizes and places that are computed: `<div ${style({ width: "40%" })}>`. Set through the CSSOM, which the page's policy
 * allows; lit's styleMap begins with a style attribute, which it forbids.
 */
export const style = directive(StyleDirective);
