import type { StateLook, Tone } from "../../lib/run-state";
import type { Box, Point } from "./layout-spec";
import type { View } from "./viewport";

/** A task as it is painted. */
export interface PaintedNode {
  readonly id: string;
  readonly box: Box;
  readonly name: string;
  readonly under: string;
  readonly look: StateLook | undefined;
}

export interface Picture {
  readonly nodes: readonly PaintedNode[];
  /** Lines as SVG paths write them. */
  readonly edges: readonly Path2D[];
}

/** What is written is never smaller on the screen; what has no room for some letters of it is not written. */
const LEAST_PX = 11;
const NAME_PX = 13;
const UNDER_PX = 12;
const LEAST_BOX_PX = 46;
/** A sign that is smaller is a spot. */
const LEAST_SIGN_PX = 9;
const LEAST_FRAME_PX = 6;

const FILLS: Readonly<Record<Tone, string>> = {
  run: "--run-fill",
  ok: "--tx3",
  lost: "--wait-fill",
  bad: "--bad-fill",
  wait: "--wait-fill",
  stall: "--stall-fill",
  pause: "--tx3",
  off: "--line2",
};

/** The colours of the theme as they are now. */
export class Palette {
  private readonly known = new Map<string, string>();
  private readonly styles: CSSStyleDeclaration;

  constructor(of: Element) {
    this.styles = getComputedStyle(of);
  }

  of(token: string): string {
    const before = this.known.get(token);
    if (before !== undefined) return before;
    const value = this.styles.getPropertyValue(token).trim();
    this.known.set(token, value);
    return value;
  }

  get font(): string {
    return this.styles.fontFamily;
  }
}

/**
 * Paints what of the picture is on the screen. A graph of thousands of tasks is too much for one element each.
 *
 * @param elements ids of tasks that are elements, and so are not painted
 */
export function paint(
  canvas: HTMLCanvasElement,
  room: { width: number; height: number },
  view: View,
  picture: Picture,
  elements: ReadonlySet<string>,
  palette: Palette,
): void {
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(room.width * ratio), Math.round(room.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, room.width, room.height);
  if (picture.edges.length) {
    pen.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);
    pen.strokeStyle = palette.of("--tx3");
    pen.lineWidth = Math.max(1.4, 0.5 / view.scale);
    for (const edge of picture.edges) pen.stroke(edge);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  for (const node of picture.nodes) {
    const box = onScreen(node.box, view);
    if (box.x + box.width < 0 || box.y + box.height < 0 || box.x > room.width || box.y > room.height || elements.has(node.id)) continue;
    paintNode(pen, node, box, view.scale, palette);
  }
}

const onScreen = (box: Box, view: View): Box => ({
  x: view.x + box.x * view.scale,
  y: view.y + box.y * view.scale,
  width: box.width * view.scale,
  height: box.height * view.scale,
});

function paintNode(pen: CanvasRenderingContext2D, { name, under, look }: PaintedNode, box: Box, scale: number, palette: Palette): void {
  const fill = palette.of(look ? FILLS[look.tone] : "--line2");
  if (box.height < LEAST_FRAME_PX) {
    pen.fillStyle = fill;
    pen.fillRect(box.x, box.y, Math.max(1, box.width), Math.max(1, box.height));
    return;
  }
  pen.beginPath();
  pen.roundRect(box.x, box.y, box.width, box.height, 6 * scale);
  pen.fillStyle = palette.of("--bg");
  pen.fill();
  pen.strokeStyle = look && look.tone !== "off" && look.tone !== "ok" ? fill : palette.of("--line2");
  pen.lineWidth = 1;
  pen.stroke();

  const signPx = 16 * scale;
  const isWritten = box.width >= LEAST_BOX_PX;
  const left = look && signPx >= LEAST_SIGN_PX ? 10 * scale + signPx + 8 * scale : isWritten && look ? 10 : 6;
  if (look) {
    if (signPx >= LEAST_SIGN_PX) sign(pen, look, { x: box.x + 10 * scale, y: box.y + (box.height - signPx) / 2 }, signPx, fill, palette.of("--bg"));
    else {
      pen.fillStyle = fill;
      pen.fillRect(box.x, box.y, isWritten ? 4 : box.width, box.height);
    }
  }
  if (!isWritten) return;
  pen.save();
  pen.beginPath();
  pen.rect(box.x, box.y, box.width - 4, box.height);
  pen.clip();
  pen.textBaseline = "middle";
  const hasUnder = UNDER_PX * scale >= LEAST_PX;
  pen.fillStyle = palette.of("--tx");
  pen.font = `600 ${Math.max(LEAST_PX, NAME_PX * scale)}px ${palette.font}`;
  pen.fillText(name, box.x + left, box.y + box.height * (hasUnder ? 0.34 : 0.5));
  if (hasUnder) {
    pen.fillStyle = palette.of("--tx3");
    pen.font = `400 ${UNDER_PX * scale}px ${palette.font}`;
    pen.fillText(under, box.x + left, box.y + box.height * 0.7);
  }
  pen.restore();
}

/** The shapes of `components/state.ts`, as far as a task has them. */
function sign(pen: CanvasRenderingContext2D, { shape }: StateLook, at: Point, px: number, fill: string, hole: string): void {
  const unit = px / 16;
  const middle = { x: at.x + 8 * unit, y: at.y + 8 * unit };
  const line = (points: readonly [number, number][]): void => {
    pen.beginPath();
    points.forEach(([x, y], i) => (i ? pen.lineTo(at.x + x * unit, at.y + y * unit) : pen.moveTo(at.x + x * unit, at.y + y * unit)));
    pen.stroke();
  };
  const disc = (radius: number): void => {
    pen.beginPath();
    pen.arc(middle.x, middle.y, radius * unit, 0, 2 * Math.PI);
  };
  pen.fillStyle = fill;
  pen.strokeStyle = fill;
  pen.lineWidth = 1.6 * unit;
  switch (shape) {
    case "cross":
      disc(7);
      pen.fill();
      pen.strokeStyle = hole;
      line([[5.6, 5.6], [10.4, 10.4]]);
      line([[10.4, 5.6], [5.6, 10.4]]);
      return;
    case "diamond":
      pen.beginPath();
      pen.moveTo(middle.x, at.y + 0.9 * unit);
      pen.lineTo(at.x + 15.1 * unit, middle.y);
      pen.lineTo(middle.x, at.y + 15.1 * unit);
      pen.lineTo(at.x + 0.9 * unit, middle.y);
      pen.fill();
      return;
    case "square":
      pen.fillRect(at.x + 2 * unit, at.y + 2 * unit, 12 * unit, 12 * unit);
      return;
    case "arc":
      pen.beginPath();
      pen.arc(middle.x, middle.y, 6 * unit, -Math.PI / 2, Math.PI);
      pen.stroke();
      return;
    case "check":
    case "check-dot":
      line([[3, 8.5], [6.5, 12], [13, 4.5]]);
      return;
    case "struck":
      disc(6);
      pen.stroke();
      line([[4, 12], [12, 4]]);
      return;
    case "dashed":
      pen.setLineDash([2 * unit, 2 * unit]);
      disc(6);
      pen.stroke();
      pen.setLineDash([]);
      return;
    default:
      disc(4);
      pen.fill();
  }
}

/** The task under a point of the screen. */
export function nodeAt(picture: Picture, view: View, at: Point): PaintedNode | undefined {
  const [x, y] = [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale];
  return picture.nodes.find(({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
}
