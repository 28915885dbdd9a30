// What fills the memory of each pipeline stage?
import { axisX, barX, plot, ruleX, text } from "@observablehq/plot";
import type { Answer } from "./answer";
import { chart, h, legend, section, twin } from "./dom";
import { gigabytes } from "./text";

// States of training, what passes through, what is always there: one color each, in shades.
const families: [color: string, keys: string[]][] = [
  ["compute", ["weights", "frozen", "narrow", "gradients", "optimizer", "step"]],
  ["wires", ["activations", "working", "logits", "placeholders"]],
];

interface Piece {
  stage: string;
  key: string;
  begin: number;
  end: number;
}

function colors(keys: string[]): Map<string, string> {
  const found = new Map<string, string>();
  const family = (key: string) => families.find(([, members]) => members.includes(key))?.[0] ?? "waiting";
  for (const color of ["compute", "wires", "waiting"]) {
    const members = keys.filter((key) => family(key) === color);
    members.forEach((key, i) => {
      const strength = Math.round(100 - (62 * i) / Math.max(1, members.length - 1));
      found.set(key, `color-mix(in oklab, var(--${color}) ${strength}%, var(--ground))`);
    });
  }
  return found;
}

function bars(answer: Answer, pieces: Piece[], color: Map<string, string>, width: number): Element {
  const f = answer.forecast;
  const stages = f.memory.length;
  const capacity = f.memory_capacity_bytes / 1e9;
  const totals = f.memory.map((stage) => ({ stage: String(stage.stage), total: stage.total_bytes! / 1e9 }));
  const names = answer.says.memory;
  return plot({
    width,
    height: 46 + stages * (stages > 1 ? 24 : 44),
    marginLeft: stages > 1 ? 58 : 1,
    marginRight: 64,
    marginTop: 22,
    marginBottom: 24,
    x: { domain: [0, Math.max(capacity * 1.02, ...totals.map((d) => d.total))], label: null },
    y: { label: null, domain: totals.map((d) => d.stage), tickFormat: (d: string) => `stage ${d}`, tickSize: 0, axis: stages > 1 ? "left" : null, padding: 0.22 },
    marks: [
      axisX({ ticks: Math.max(3, Math.round(width / 160)), tickFormat: (d: number) => `${d} GB`, tickSize: 0 }),
      barX(pieces, {
        y: "stage",
        x1: "begin",
        x2: "end",
        fill: (d: Piece) => color.get(d.key)!,
        insetRight: 0.75,
        rx: 1.5,
        title: (d: Piece) => `${stages > 1 ? `stage ${d.stage}: ` : ""}${names[d.key] ?? d.key}\n${gigabytes((d.end - d.begin) * 1e9)}`,
        tip: true,
      }),
      text(totals, { y: "stage", x: "total", text: (d: { total: number }) => d.total.toFixed(1), dx: 5, textAnchor: "start", className: "label", fill: "var(--ink)" }),
      ruleX([capacity], { stroke: "var(--ink)", strokeDasharray: "4 3" }),
      text([capacity], { x: (d: number) => d, frameAnchor: "top", dy: -16, text: () => `capacity ${gigabytes(f.memory_capacity_bytes)}`, textAnchor: "end", dx: 4, fill: "var(--ink)" }),
    ],
  });
}

export function memory(answer: Answer): HTMLElement {
  const { memory: stages, interval, peak_memory_bytes } = answer.forecast;
  const keys = Object.keys(answer.says.memory).filter((key) => stages.some((stage) => (stage[`${key}_bytes`] ?? 0) > 0));
  const color = colors(keys);
  const pieces: Piece[] = stages.flatMap((stage) => {
    let end = 0;
    return keys.map((key) => {
      const begin = end;
      end += (stage[`${key}_bytes`] ?? 0) / 1e9;
      return { stage: String(stage.stage), key, begin, end };
    });
  });
  const shown = pieces.filter((piece) => piece.end > piece.begin);
  const says = answer.says.memory;
  const rows = stages.map((stage) => [
    `stage ${stage.stage}`,
    ...keys.map((key) => ((stage[`${key}_bytes`] ?? 0) / 1e9).toFixed(1)),
    (stage.total_bytes! / 1e9).toFixed(1),
  ]);
  const bounds = interval
    ? h("p", { class: "soft" }, `${stages.length > 1 ? "The fullest stage" : "An accelerator"} holds ${gigabytes(peak_memory_bytes)}, between ${gigabytes(interval.memory_low_bytes)} and ${gigabytes(interval.memory_high_bytes)} in 9 of 10 runs.`)
    : undefined;
  return section(
    "memory",
    stages.length > 1 ? "Memory of each pipeline stage" : "Memory of an accelerator",
    bounds,
    legend(keys.map((key) => ({ label: says[key] ?? key, kind: "", color: color.get(key)! }))),
    chart("Memory by kind, stacked, beside the capacity; the table below holds the same figures", (width) => bars(answer, shown, color, width)),
    twin("Table of memory", "Memory by stage and kind, in GB", [
      { title: "stage" }, ...keys.map((key) => ({ title: says[key] ?? key, number: true })), { title: "total", number: true },
    ], rows),
  );
}
