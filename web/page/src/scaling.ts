// What do fewer and more accelerators give?
import { areaY, axisX, axisY, dot, gridY, lineY, plot } from "@observablehq/plot";
import type { Answer, Point, Run } from "./answer";
import { chart, h, legend, section, twin } from "./dom";
import { count, figure, percent, rate, shortCount, time } from "./text";

interface Measure {
  title: string;
  of: (x: Point | Run) => number;
  text: (value: number) => string;
}

const speed: Measure = { title: "tokens/s per accelerator", of: (x) => x.tokens_per_s_per_accelerator, text: rate };
const use: Measure = { title: "model FLOP utilization", of: (x) => 100 * x.mfu, text: (value) => `${figure(value)}%` };

// A rate is as far from its forecast as the step is, the other way round.
const lower = (measure: Measure) => (point: Point) => (measure.of(point) * point.step_s) / point.high_s;
const upper = (measure: Measure) => (point: Point) => (measure.of(point) * point.step_s) / point.low_s;

// As many powers of two as there is room for.
function ticks(counts: number[], width: number): number[] {
  const first = Math.floor(Math.log2(Math.min(...counts)));
  const last = Math.ceil(Math.log2(Math.max(...counts)));
  const stride = Math.max(1, Math.ceil((last - first) / Math.max(2, Math.floor(width / 70))));
  const list: number[] = [];
  for (let exponent = first; exponent <= last; exponent += stride) list.push(2 ** exponent);
  return list;
}

function draw(answer: Answer, measure: Measure, width: number): Element {
  const { scaling, published } = answer;
  const asked = scaling.filter((point) => point.accelerators === answer.forecast.accelerators);
  const counts = [...scaling, ...published].map((point) => point.accelerators);
  const title = (point: Point) =>
    [`${count(point.accelerators)} accelerators`, `${measure.text(measure.of(point))} ${measure === speed ? "tokens/s each" : "MFU"}`,
      `${measure.text(lower(measure)(point))} to ${measure.text(upper(measure)(point))} in 9 of 10`,
      `a step of ${time(point.step_s)}`, point.fits ? "" : "does not fit in memory"].filter(Boolean).join("\n");
  return plot({
    width,
    height: Math.max(230, Math.min(300, width * 0.62)),
    marginLeft: 48,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 40,
    x: { type: "log", base: 2, domain: [Math.min(...counts) / 1.15, Math.max(...counts) * 1.15] },
    y: { zero: true, nice: true, label: null },
    marks: [
      gridY({ ticks: 5, stroke: "var(--line)", strokeOpacity: 1 }),
      axisX({ ticks: ticks(counts, width - 62), tickFormat: shortCount, tickSize: 4, label: "accelerators", labelAnchor: "center", labelArrow: "none" }),
      axisY({ ticks: 5, tickSize: 0, label: measure.title, labelArrow: "none", tickFormat: (value: number) => (measure === use ? `${value}%` : count(value)) }),
      areaY(scaling, { x: "accelerators", y1: lower(measure), y2: upper(measure), fill: "var(--compute)", fillOpacity: 0.16, curve: "monotone-x" }),
      lineY(scaling, { x: "accelerators", y: measure.of, stroke: "var(--compute)", strokeWidth: 2, curve: "monotone-x" }),
      dot(scaling, { x: "accelerators", y: measure.of, r: 3, fill: (point: Point) => (point.fits ? "var(--compute)" : "var(--ground)"), stroke: "var(--compute)", strokeWidth: 1.5, title, tip: true }),
      dot(published, { x: "accelerators", y: measure.of, symbol: "diamond", r: 4.5, fill: "var(--wires)", fillOpacity: 0.75, stroke: "var(--ground)", strokeWidth: 1,
        title: (run: Run) => `${run.what}\n${run.says}\n${run.id}`, tip: { maxRadius: 12 } }),
      dot(asked, { x: "accelerators", y: measure.of, r: 6.5, stroke: "var(--ink)", strokeWidth: 2 }),
    ],
  });
}

export function scaling(answer: Answer): HTMLElement | undefined {
  const { scaling: points, published, forecast } = answer;
  if (points.length < 2) return undefined;
  const sequences = "Same plan, other numbers of data-parallel ranks (weak scaling): each rank keeps its sequences, so the global batch grows with the count.";
  const dots = published.length > 0
    ? " Diamonds were measured: published runs on the same family of accelerators, of models with a third fewer to half as many more active parameters, each with a plan of its own."
    : " No published run on this family of accelerators has a model of similar size.";
  const keys = [
    { kind: "line", label: "forecast", color: "var(--compute)" },
    { kind: "band", label: "holds 9 of 10 runs", color: "var(--compute)" },
    { kind: "ring", label: "this scenario" },
    ...(points.some((point) => !point.fits) ? [{ kind: "hollow", label: "does not fit in memory", color: "var(--compute)" }] : []),
    ...(published.length > 0 ? [{ kind: "diamond", label: "published run, measured", color: "var(--wires)" }] : []),
  ];
  const panel = (measure: Measure) =>
    chart(`${measure.title} over ${count(points[0]!.accelerators)} to ${count(points.at(-1)!.accelerators)} accelerators; the tables below hold the same figures`,
      (width) => draw(answer, measure, width));
  const rows = points.map((point) => [
    count(point.accelerators) + (point.accelerators === forecast.accelerators ? " (this scenario)" : "") + (point.fits ? "" : " (does not fit)"),
    rate(speed.of(point)), `${rate(lower(speed)(point))} to ${rate(upper(speed)(point))}`, percent(point.mfu), time(point.step_s), count(point.tokens_per_step),
  ]);
  const runs = published.map((run) => [run.id, run.what, count(run.accelerators), rate(run.tokens_per_s_per_accelerator), percent(run.mfu), run.says]);
  return section(
    "scaling",
    "On fewer and on more accelerators",
    h("p", { class: "soft" }, sequences + dots),
    legend(keys),
    h("div", { class: "pair" }, panel(speed), panel(use)),
    twin("Table of forecasts", "Forecasts by number of accelerators", [
      { title: "accelerators" }, { title: "tokens/s each", number: true }, { title: "in 9 of 10", number: true }, { title: "MFU", number: true },
      { title: "step", number: true }, { title: "tokens per step", number: true },
    ], rows),
    runs.length > 0 && twin("Table of published runs", "Published runs alike, as measured", [
      { title: "run" }, { title: "what" }, { title: "accelerators", number: true }, { title: "tokens/s each", number: true }, { title: "MFU", number: true }, { title: "as published, and our forecast of it" },
    ], runs),
  );
}
