// What happens when, on which pipeline stage?
import type { Answer, Timeline } from "./answer";
import { h, legend, section, twin } from "./dom";
import { Gantt, type Box } from "./gantt";
import { kindOf } from "./step";
import { count, time } from "./text";

interface Slice {
  stage: number;
  stream: string;
  name: string;
  key: string;
  begin: number;
  end: number;
  microBatch: number;
  chunk: number;
  count: number;
  depth: number;
}

function slices(timeline: Timeline): Slice[] {
  const seconds = (ticks: number) => (ticks / timeline.ticks) * timeline.step_s;
  return timeline.tracks.flatMap((track) =>
    track.slices.map(([place, begin, end, microBatch, chunk, many, depth]) => {
      const [name, key] = timeline.names[place]!;
      return { stage: track.stage, stream: track.stream, name, key, begin: seconds(begin), end: seconds(end), microBatch, chunk, count: many, depth };
    }),
  );
}

// The name of a color of the style.
function color(slice: Slice): string {
  const { name, key, stream } = slice;
  if (stream === "host" || stream === "offload") return "host";
  if (stream !== "compute") return "wires";
  if (name.startsWith("forward and")) return "both";
  if (name === "forward") return "compute";
  if (name.startsWith("weight gradient")) return "weight";
  if (name.startsWith("backward") || name.startsWith("input")) return "backward";
  if (key === "") return "line";
  // Beside passes: what makes them slower, not work of its own.
  return slice.depth === 0 && kindOf(key) === "compute" ? "waiting" : kindOf(key);
}

const isMany = (slice: Slice) => slice.depth === 0 && slice.count > 1;

// Passes of neighbouring micro-batches differ in shade, so that one sees where each ends.
function paint(slice: Slice): { fill: string; ink: string } {
  const name = color(slice);
  const odd = slice.microBatch % 2 === 1 && name !== "line";
  const fill = odd ? `color-mix(in oklab, var(--${name}) 80%, var(--ink))` : `var(--${name})`;
  const pale = name === "wires" || name === "waiting" ? "var(--on-pale)" : "var(--on-fill)";
  return { fill, ink: name === "line" || name === "weight" ? "var(--ink)" : pale };
}

function says(slice: Slice, pipeline: boolean): string {
  const where = [
    pipeline ? `stage ${slice.stage}` : "",
    slice.microBatch >= 0 ? `micro-batch ${slice.microBatch}` : "",
    slice.chunk > 0 ? `chunk ${slice.chunk}` : "",
    slice.depth > 0 && slice.count > 1 ? `${count(slice.count)} layers` : "",
  ].filter(Boolean).join(", ");
  const name = slice.stream === "compute" ? slice.name : `${slice.name} (${slice.stream})`;
  const first = isMany(slice) ? `${count(slice.count)} ${slice.name}` : name;
  return [first, where, `${time(slice.end - slice.begin)}, from ${time(slice.begin)}`].filter(Boolean).join("\n");
}

// A row per stage: its passes, and what stands between them; what interrupts a pass is a strip at its
// foot.
function byStage(list: Slice[]): { rows: string[]; boxes: Box[] } {
  const stages = [...new Set(list.map((slice) => slice.stage))];
  const passes = list.filter((slice) => slice.stream === "compute");
  const within = (slice: Slice) =>
    slice.stream !== "compute" && passes.some((pass) => pass.stage === slice.stage && pass.begin < slice.end && slice.begin < pass.end);
  const boxes = list.map((slice) => ({
    row: stages.indexOf(slice.stage),
    top: within(slice) ? 0.7 : 0.08,
    bottom: 0.92,
    begin: slice.begin,
    end: slice.end,
    ...paint(slice),
    says: says(slice, true),
    label: isMany(slice) ? `${count(slice.count)} ${slice.name}` : slice.microBatch >= 0 ? String(slice.microBatch) : slice.name,
  }));
  return { rows: stages.map((stage) => `stage ${stage}`), boxes };
}

// A row per depth, and one per stream beside it: there is room for what lies within passes.
function byDepth(list: Slice[]): { rows: string[]; boxes: Box[] } {
  const nameOf = (slice: Slice) => (slice.stream === "compute" ? ["passes", "layers", "work"][slice.depth] ?? `depth ${slice.depth}` : slice.stream);
  const rank = (slice: Slice) => (slice.stream === "compute" ? slice.depth : 10);
  const rows = [...new Set([...list].sort((a, b) => rank(a) - rank(b)).map(nameOf))];
  const boxes = list.map((slice) => ({
    row: rows.indexOf(nameOf(slice)),
    top: 0.08,
    bottom: 0.92,
    begin: slice.begin,
    end: slice.end,
    ...paint(slice),
    says: says(slice, false),
    label: slice.name,
  }));
  return { rows, boxes };
}

function sums(list: Slice[], step: number): HTMLElement {
  const rows = [...new Set(list.map((slice) => slice.stage))].map((stage) => {
    const of = (...names: string[]) =>
      list.filter((slice) => slice.stage === stage && slice.depth === 0 && names.some((name) => slice.stream === "compute" && slice.name.includes(name)))
        .reduce((sum, slice) => sum + slice.end - slice.begin, 0);
    const all = of("");
    const forward = of("forward");
    const backward = of("backward", "gradient") - of("forward and backward");
    return [`stage ${stage}`, time(forward), time(backward), time(Math.max(0, all - forward - backward)), time(Math.max(0, step - all))];
  });
  return twin("Table of stages", "Time of each stage in the chart above", [
    { title: "stage" }, { title: "forward, and backward beside it", number: true }, { title: "backward alone", number: true }, { title: "optimizer", number: true },
    { title: "outside these", number: true },
  ], rows);
}

function explains(timeline: Timeline): string {
  const batches = `${count(timeline.micro_batches)} micro-batch${timeline.micro_batches === 1 ? "" : "es"} per step`;
  const stages = timeline.stages === 1 ? "" : `, ${count(timeline.stages)} pipeline stages`;
  const waits = timeline.stages === 1 ? "" : "; where a row is empty, the stage waits";
  const notes = timeline.notes.map((note) => ` ${note.charAt(0).toUpperCase()}${note.slice(1)}.`).join("");
  return `${batches}${stages}${waits}.${notes}`;
}

const keys = [
  { color: "compute", label: "forward" }, { color: "backward", label: "backward" }, { color: "weight", label: "weight gradients" },
  { color: "both", label: "forward beside backward" }, { color: "wires", label: "communication" }, { color: "host", label: "optimizer and host" },
];

export function timeline(answer: Answer): HTMLElement | undefined {
  const steps = answer.timeline;
  if (!steps || steps.tracks.length === 0) return undefined;
  const list = slices(steps);
  const pipeline = steps.stages > 1;
  const { rows, boxes } = pipeline ? byStage(list) : byDepth(list);
  const window = h("span", { role: "status", class: "soft" }, "the whole step");
  const gantt = new Gantt(pipeline ? "Timeline of the step by pipeline stage" : "Timeline of the step", rows, boxes, steps.step_s, (text) => window.replaceChildren(text));
  const button = (label: string, text: string, act: () => void) => {
    const made = h("button", { type: "button", "aria-label": label, title: label }, text);
    made.addEventListener("click", act);
    return made;
  };
  const whole = list.filter((slice) => slice.depth === 0);
  const used = new Set(whole.map(color));
  const others = new Set(whole.filter((slice) => color(slice) === "waiting").map((slice) => slice.name));
  const all = [...keys, { color: "waiting", label: [...others].join(", ") }];
  return section(
    "timeline",
    pipeline ? "One step, stage by stage" : "One step in time",
    h("p", { class: "soft" }, explains(steps)),
    legend(all.filter((key) => used.has(key.color)).map((key) => ({ kind: "", label: key.label, color: `var(--${key.color})` }))),
    h("div", { class: "tools", role: "toolbar", "aria-label": "Zoom of the timeline" },
      button("Zoom in", "+", () => gantt.zoom(0.5)), button("Zoom out", "−", () => gantt.zoom(2)), button("Earlier", "←", () => gantt.move(-0.25)),
      button("Later", "→", () => gantt.move(0.25)), button("Show all", "All", () => gantt.reset()), window),
    gantt.element,
    h("p", { class: "soft hint" }, "Zoom with + and −, move with the arrow keys or by dragging; the wheel zooms with Ctrl or after a click."),
    sums(list, steps.step_s),
  );
}
