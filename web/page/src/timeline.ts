// What happens when, on which pipeline stage?
import { axisX, plot, rect, ruleX, text } from "@observablehq/plot";
import type { Answer, Timeline } from "./answer";
import { h, legend, section, twin } from "./dom";
import { count, time } from "./text";

interface Box {
  stage: number;
  stream: string;
  name: string;
  begin: number;
  end: number;
  microBatch: number;
  chunk: number;
  count: number;
}

function boxes(timeline: Timeline): Box[] {
  return timeline.tracks.flatMap((track) =>
    track.slices.map(([name, begin, end, microBatch, chunk, many]) => ({
      stage: track.stage, stream: track.stream, name: timeline.names[name]!, begin, end, microBatch, chunk, count: many,
    })),
  );
}

// Passes of neighbouring micro-batches differ in shade, so that one sees where each ends.
function fill(box: Box): string {
  if (box.stream !== "compute") return box.stream === "host" || box.stream === "offload" ? "var(--host)" : "var(--wires)";
  const shade = (color: string) => (box.microBatch % 2 === 1 ? `color-mix(in oklab, var(--${color}) 78%, var(--ground))` : `var(--${color})`);
  if (box.name.startsWith("forward and")) return shade("both");
  if (box.name.startsWith("forward")) return shade("compute");
  if (box.name.includes("weight")) return shade("weight");
  if (box.name.startsWith("backward") || box.name.startsWith("input")) return shade("backward");
  return "var(--host)";
}

function says(box: Box, stages: number): string {
  const which = [
    stages > 1 ? `stage ${box.stage}` : "",
    box.microBatch >= 0 ? (box.count > 1 ? `${count(box.count)} micro-batches from ${box.microBatch}` : `micro-batch ${box.microBatch}`) : "",
    box.chunk > 0 ? `chunk ${box.chunk}` : "",
  ];
  return [box.name + (box.stream === "compute" ? "" : ` (${box.stream})`), which.filter(Boolean).join(", "),
    `${time(box.begin)} + ${time(box.end - box.begin)}`].filter(Boolean).join("\n");
}

class Gantt {
  readonly element = h("figure", {
    class: "gantt", tabindex: "0", role: "group",
    "aria-label": "Timeline of the step by pipeline stage. Plus and minus zoom, arrows move, 0 shows all.",
  });
  private readonly all: Box[];
  private readonly stages: number[];
  private from = 0;
  private to: number;
  private pending = false;

  constructor(private readonly timeline: Timeline, private readonly moved: (text: string) => void) {
    this.all = boxes(timeline);
    this.stages = [...new Set(this.all.map((box) => box.stage))];
    this.to = timeline.step_s;
    new ResizeObserver(() => this.redraw()).observe(this.element);
    this.listen();
  }

  // Zooms by a factor around a place between 0 (left) and 1 (right).
  zoom(factor: number, around = 0.5): void {
    const least = this.timeline.step_s / 2000;
    const span = Math.min(this.timeline.step_s, Math.max(least, (this.to - this.from) * factor));
    const at = this.from + around * (this.to - this.from);
    this.show(at - around * span, span);
  }
  move(share: number): void {
    this.show(this.from + share * (this.to - this.from), this.to - this.from);
  }
  reset(): void {
    this.show(0, this.timeline.step_s);
  }

  private show(from: number, span: number): void {
    this.from = Math.max(0, Math.min(this.timeline.step_s - span, from));
    this.to = this.from + span;
    this.moved(span < this.timeline.step_s ? `${time(this.from)} to ${time(this.to)}` : "the whole step");
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.redraw();
      });
    }
  }

  private listen(): void {
    const keys: Record<string, () => void> = {
      "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), ArrowLeft: () => this.move(-0.25),
      ArrowRight: () => this.move(0.25), "0": () => this.reset(), Home: () => this.reset(),
    };
    this.element.addEventListener("keydown", (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    const share = (event: MouseEvent) => {
      const box = this.element.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - box.left - this.margin()) / (box.width - this.margin() - 8)));
    };
    // A page that scrolls stays scrollable: the wheel zooms with Ctrl, or once the chart has focus.
    this.element.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== this.element) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, share(event));
    }, { passive: false });
    let last: number | undefined;
    this.element.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse" && event.button === 0) last = share(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (last === undefined || event.buttons === 0) return void (last = undefined);
      const now = share(event);
      this.move(last - now);
      last = now;
    });
    this.element.addEventListener("dblclick", (event) => this.zoom(0.4, share(event)));
  }

  private margin(): number {
    return this.stages.length > 1 ? 58 : 8;
  }

  private redraw(): void {
    const width = Math.floor(this.element.clientWidth);
    if (width > 0) this.element.replaceChildren(this.draw(width));
  }

  private draw(width: number): Element {
    const { timeline, stages, from, to } = this;
    const height = Math.max(13, Math.min(26, 420 / stages.length));
    const place = new Map(stages.map((stage, i) => [stage, i]));
    const visible = this.all.filter((box) => box.end > from && box.begin < to);
    const edge = (value: number) => Math.max(from, Math.min(to, value));
    const row = (box: Box) => place.get(box.stage)!;
    // What talks or waits for the host is a strip below the passes, which it interrupts.
    const top = (box: Box) => row(box) + (box.stream === "compute" ? 0.06 : 0.72);
    const bottom = (box: Box) => row(box) + (box.stream === "compute" ? 0.7 : 0.94);
    const perPixel = (to - from) / (width - this.margin() - 8);
    const numbered = visible.filter((box) => box.stream === "compute" && box.microBatch >= 0 && box.count <= 1 && height >= 16 && edge(box.end) - edge(box.begin) > 22 * perPixel);
    return plot({
      width,
      height: 34 + stages.length * height,
      marginLeft: this.margin(),
      marginRight: 8,
      marginTop: 4,
      marginBottom: 30,
      x: { domain: [from, to] },
      y: { domain: [0, stages.length], range: [4, 4 + stages.length * height], axis: null },
      marks: [
        axisX({ ticks: Math.max(3, Math.round(width / 130)), tickFormat: (value: number) => time(Number(value.toPrecision(6))), label: null, tickSize: 4 }),
        ruleX([timeline.step_s].filter((end) => end <= to), { stroke: "var(--ink)", strokeDasharray: "4 3" }),
        rect(visible, {
          x1: (box: Box) => edge(box.begin), x2: (box: Box) => edge(box.end), y1: top, y2: bottom, fill,
          insetRight: (to - from) / perPixel / visible.length > 0.4 ? 0.4 : 0,
          title: (box: Box) => says(box, timeline.stages), tip: { maxRadius: 24 },
        }),
        text(numbered, {
          x: (box: Box) => (edge(box.begin) + edge(box.end)) / 2, y: (box: Box) => row(box) + 0.38, text: (box: Box) => String(box.microBatch),
          fill: "var(--on-fill)", fontSize: 10, className: "label",
        }),
        text(stages.length > 1 ? stages : [], { x: () => from, y: (stage: number) => place.get(stage)! + 0.5, text: (stage: number) => `stage ${stage}`, textAnchor: "end", dx: -8, fill: "var(--ink)", fontSize: Math.min(11, height - 2) }),
      ],
    });
  }
}

function sums(timeline: Timeline): HTMLElement {
  const stages = [...new Set(timeline.tracks.map((track) => track.stage))];
  const rows = stages.map((stage) => {
    const of = (stream: (name: string) => boolean) =>
      timeline.tracks.filter((track) => track.stage === stage && stream(track.stream))
        .flatMap((track) => track.slices).reduce((sum, [, begin, end]) => sum + end - begin, 0);
    const busy = of((stream) => stream === "compute");
    return [`stage ${stage}`, time(busy), time(of((stream) => stream !== "compute")), time(Math.max(0, timeline.step_s - busy))];
  });
  return twin("Time of each stage shown above", [
    { title: "stage" }, { title: "passes", number: true }, { title: "of that, and beside it, communication and host", number: true }, { title: "outside passes", number: true },
  ], rows);
}

export function timeline(answer: Answer): HTMLElement | undefined {
  const steps = answer.timeline;
  if (!steps || steps.tracks.length === 0) return undefined;
  const window = h("span", { role: "status", "aria-live": "polite", class: "soft" }, "the whole step");
  const gantt = new Gantt(steps, (text) => window.replaceChildren(text));
  const button = (label: string, text: string, act: () => void) => {
    const made = h("button", { type: "button", "aria-label": label, title: label }, text);
    made.addEventListener("click", act);
    return made;
  };
  const names = new Set(boxes(steps).map(fill).map((color) => /--(\w+)/.exec(color)![1]!));
  const keys = [
    { color: "compute", label: "forward" }, { color: "backward", label: "backward" }, { color: "weight", label: "weight gradients" },
    { color: "both", label: "forward beside backward" }, { color: "wires", label: "communication" }, { color: "host", label: "optimizer and host" },
  ].filter(({ color }) => names.has(color)).map(({ color, label }) => ({ kind: "", label, color: `var(--${color})` }));
  return section(
    "timeline",
    steps.stages > 1 ? "One step, stage by stage" : "One step",
    h("p", { class: "soft" }, `${count(steps.micro_batches)} micro-batch${steps.micro_batches === 1 ? "" : "es"} per step${steps.stages > 1 ? `, ${count(steps.stages)} pipeline stages; where a row is empty, the stage waits` : ""}. ${steps.notes.map((note) => note.charAt(0).toUpperCase() + note.slice(1) + ".").join(" ")}`),
    legend(keys),
    h("div", { class: "tools", role: "toolbar", "aria-label": "Zoom of the timeline" },
      button("Zoom in", "+", () => gantt.zoom(0.5)), button("Zoom out", "−", () => gantt.zoom(2)), button("Earlier", "←", () => gantt.move(-0.25)),
      button("Later", "→", () => gantt.move(0.25)), button("Show all", "All", () => gantt.reset()), window),
    gantt.element,
    h("p", { class: "soft hint" }, "Zoom with + and −, move with the arrow keys or by dragging; the wheel zooms with Ctrl or after a click."),
    sums(steps),
  );
}
