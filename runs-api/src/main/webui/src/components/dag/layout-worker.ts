import { layout } from "./layout";
import type { LayoutSpec } from "./layout-spec";

addEventListener("message", ({ data }: MessageEvent<{ id: number; spec: LayoutSpec }>) => {
  try {
    postMessage({ id: data.id, layout: layout(data.spec) });
  } catch (cause) {
    postMessage({ id: data.id, error: cause instanceof Error ? cause.message : String(cause) });
  }
});
