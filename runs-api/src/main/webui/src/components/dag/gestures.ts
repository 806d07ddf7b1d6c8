/** What the fingers, the mouse and the wheel ask of a drawing; positions are relative to its frame. */
interface Gestures {
  pan(dx: number, dy: number): void;
  zoom(factor: number, x: number, y: number): void;
  /** While something is dragged. */
  dragging(on: boolean): void;
}

/** Below it a press is a click, not a drag. */
const SLACK_PX = 4;

/** Binds drag, pinch and wheel. @returns what unbinds them */
export function bindGestures(frame: HTMLElement, gestures: Gestures): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let pressed: { x: number; y: number } | null = null;
  let drags = false;

  const place = (event: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = frame.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const spread = (): { gap: number; x: number; y: number } | null => {
    const [a, b] = [...pointers.values()];
    return a && b ? { gap: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : null;
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || (event.target as Element).closest("button, a")) return;
    pointers.set(event.pointerId, place(event));
    pressed = place(event);
  };
  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    if (!drags && pointers.size === 1 && pressed && Math.hypot(now.x - pressed.x, now.y - pressed.y) < SLACK_PX) return;
    if (!drags) {
      drags = true;
      frame.setPointerCapture(event.pointerId);
      gestures.dragging(true);
    }
    const was = spread();
    pointers.set(event.pointerId, now);
    const is = spread();
    if (was && is) {
      gestures.pan(is.x - was.x, is.y - was.y);
      if (was.gap > 0) gestures.zoom(is.gap / was.gap, is.x, is.y);
    } else gestures.pan(now.x - before.x, now.y - before.y);
  };
  const up = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    if (drags) {
      gestures.dragging(false);
      // The click that follows a drag is none.
      frame.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => frame.removeEventListener("click", swallow, { capture: true }));
    }
    drags = false;
    pressed = null;
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = place(event);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    // A pinch on a touchpad arrives as a wheel with ctrl; a wheel of a mouse has one axis and large steps.
    const isNotch = event.deltaX === 0 && Math.abs(event.deltaY * lines) >= 50;
    if (event.ctrlKey || event.metaKey) gestures.zoom(Math.exp(-event.deltaY * lines * 0.006), x, y);
    else if (isNotch && !event.shiftKey) gestures.zoom(Math.exp(-Math.sign(event.deltaY) * 0.18), x, y);
    else gestures.pan(-event.deltaX * lines, -event.deltaY * lines);
  };

  frame.addEventListener("pointerdown", down);
  frame.addEventListener("pointermove", move);
  frame.addEventListener("pointerup", up);
  frame.addEventListener("pointercancel", up);
  frame.addEventListener("wheel", wheel, { passive: false });
  return () => {
    frame.removeEventListener("pointerdown", down);
    frame.removeEventListener("pointermove", move);
    frame.removeEventListener("pointerup", up);
    frame.removeEventListener("pointercancel", up);
    frame.removeEventListener("wheel", wheel);
  };
}

function swallow(event: Event): void {
  event.stopPropagation();
}
