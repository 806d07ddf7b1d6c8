import { html, nothing, type PropertyDeclarations } from "lit";
import type { Frame, FrameRow, RunGraph } from "../../api/types";
import { empty, failure, loading, staleNote } from "../../components/faces";
import { icon } from "../../components/icon";
import { nodeLook } from "../../lib/run-state";
import { nodeKey } from "../../lib/tree-rows";
import { clockTimeMillis, exactTime } from "../../lib/time";
import { LazyParts } from "../../lazy-parts";
import { fork, replay, rewind } from "../../parts/actions";
import { mayWrite } from "../../session";
import { Reading, RunPart } from "./run-part";
import "./run-tree";
import type { NodeNote } from "./run-tree";
import "./history-tab.css";

const KEPT_FRAMES = 60;
const PLAY_MS = 700;

/** The run's history frame by frame: a scrubber that replays the tree. */
class HistoryTab extends RunPart {
  static override properties: PropertyDeclarations = { ...RunPart.properties, isPlaying: { state: true }, asGraph: { state: true } };
  declare isPlaying: boolean;
  declare asGraph: boolean;
  private readonly rows = new Reading<{ frames: FrameRow[]; more: boolean }>(() => this.requestUpdate());
  private readonly frame = new Reading<Frame>(() => this.requestUpdate());
  private readonly graph = new Reading<RunGraph>(() => this.requestUpdate());
  private readonly parts = new LazyParts(this);
  private readonly kept = new Map<number, Frame>();
  private player: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.isPlaying = false;
    this.asGraph = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(() => this.pause());
  }

  private get position(): number {
    const frames = this.rows.value?.frames ?? [];
    const wanted = this.param("frame");
    const at = wanted === "" ? frames.length - 1 : frames.findIndex((row) => row.frameNo === Number(wanted));
    return at < 0 ? frames.length - 1 : at;
  }

  protected override willUpdate(): void {
    this.rows.want(`${this.run.id} ${this.run.frameNo}`, (signal) => this.source.frames(signal));
    const row = this.rows.value?.frames[this.position];
    if (!row) return;
    this.frame.want(String(row.frameNo), (signal) => this.read(row.frameNo, signal));
    if (this.asGraph) {
      this.parts.want("graph", () => import("../../components/dag/run-dag"));
      this.graph.want(String(row.frameNo), (signal) => this.source.graph(row.frameNo, signal));
    }
  }

  private async read(frameNo: number, signal: AbortSignal): Promise<Frame> {
    const known = this.kept.get(frameNo);
    if (known) return known;
    const frame = await this.source.frame(frameNo, signal);
    if (this.kept.size >= KEPT_FRAMES) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(frameNo, frame);
    return frame;
  }

  protected override render(): unknown {
    const { rows, run } = this;
    if (rows.error) return failure(rows.error, () => rows.again());
    if (!rows.value) return loading(8);
    const { frames, more } = rows.value;
    if (frames.length === 0) return empty("No frames yet", "The engine writes one whenever the tree changes.");
    const { position } = this;
    const row = frames[position]!;
    return html`<div class="column">
      ${more ? staleNote("The run has more frames than can be shown here: these are the first 10,000.") : nothing}
      <div class="toolbar">
        <button type="button" class="quiet" aria-label="First frame" @click=${() => this.go(0)}>${icon("up")}</button>
        <button type="button" class="quiet" aria-label="Previous frame" ?disabled=${position === 0} @click=${() => this.go(position - 1)}>${icon("left")}</button>
        <button type="button" class="quiet" aria-label=${this.isPlaying ? "Pause the replay" : "Replay"} @click=${() => this.toggle()}>
          ${this.isPlaying ? html`<span aria-hidden="true">‖</span>` : icon("play")}
        </button>
        <button type="button" class="quiet" aria-label="Next frame" ?disabled=${position >= frames.length - 1} @click=${() => this.go(position + 1)}>${icon("right")}</button>
        <input
          class="scrubber"
          type="range"
          min="0"
          max=${frames.length - 1}
          .value=${String(position)}
          aria-label="Frame"
          aria-valuetext=${`Frame ${row.frameNo} of ${frames.at(-1)!.frameNo}, ${clockTimeMillis(row.createdAtMs)}`}
          @input=${(event: Event) => this.go(Number((event.target as HTMLInputElement).value))}
        />
        <div class="segmented" role="group" aria-label="Shown as">
          <button type="button" aria-pressed=${!this.asGraph} @click=${() => (this.asGraph = false)}>Tree</button>
          <button type="button" aria-pressed=${this.asGraph} @click=${() => (this.asGraph = true)}>Graph</button>
        </div>
        <span class="mono small" title=${exactTime(row.createdAtMs)}>frame ${row.frameNo} / ${frames.at(-1)!.frameNo} · ${clockTimeMillis(row.createdAtMs)}</span>
        ${mayWrite() && this.source.isLive
          ? html`<button type="button" class="quiet" @click=${() => void fork(run, row.frameNo)}>Fork here…</button>
              <button type="button" class="quiet" @click=${() => void replay(run, { frame: row.frameNo })}>Replay from here…</button>
              ${position < frames.length - 1
                ? html`<button type="button" class="quiet" @click=${() => void rewind(run, row.frameNo)}>Rewind to here…</button>`
                : nothing}`
          : nothing}
      </div>
      ${this.picture()}
    </div>`;
  }

  private picture(): unknown {
    const { frame } = this;
    if (frame.error) return failure(frame.error, () => frame.again());
    if (!frame.value) return loading(6);
    if (!frame.value.tree) return staleNote("This frame can't be decoded: the engine has pruned what it builds on.");
    const notes = new Map<string, NodeNote>(
      frame.value.nodes.map((node) => [
        nodeKey(node.nodeId, node.iteration),
        { state: node.state, tag: (node.lastAttempt ?? 0) > 1 ? `attempt ${node.lastAttempt}` : undefined },
      ]),
    );
    if (this.asGraph) return this.drawing(frame.value);
    return html`${frame.value.intact ? nothing : staleNote("A part of this frame is damaged; the rest is shown.")}
      <run-tree class="grow" .tree=${frame.value.tree} .notes=${notes} .chosen=${""} @pick=${this.picked}></run-tree>`;
  }

  private drawing(frame: Frame): unknown {
    const { graph } = this;
    if (graph.error) return failure(graph.error, () => graph.again());
    if (!graph.value) return loading(6);
    const states = new Map(
      frame.nodes.map((node) => [nodeKey(node.nodeId, node.iteration), { look: nodeLook(node.state) }]),
    );
    if (!this.parts.has("graph")) return this.parts.face("graph");
    return html`<run-dag class="grow" .dag=${graph.value.dag} .states=${states} .selected=${null} label="Graph at frame ${frame.frameNo}"></run-dag>`;
  }

  private picked(event: CustomEvent<{ id: string; iteration: number }>): void {
    this.show({ node: event.detail.id });
  }

  private go(position: number): void {
    const row = this.rows.value?.frames[position];
    if (row) this.show({ frame: row.frameNo });
  }

  private toggle(): void {
    if (this.isPlaying) return this.pause();
    const last = (this.rows.value?.frames.length ?? 1) - 1;
    if (this.position >= last) this.go(0);
    this.isPlaying = true;
    this.player = setInterval(() => {
      if (this.position >= last) this.pause();
      else this.go(this.position + 1);
    }, PLAY_MS);
  }

  private pause(): void {
    clearInterval(this.player);
    this.isPlaying = false;
  }
}

customElements.define("run-history-tab", HistoryTab);
