// Where does the step go?
import { barX, plot, text } from "@observablehq/plot";
import type { Answer, Term } from "./answer";
import { chart, h, legend, section, table } from "./dom";
import { percent, time } from "./text";

const kinds = [
  { kind: "compute", label: "compute" },
  { kind: "wires", label: "communication that shows" },
  { kind: "waiting", label: "waiting for the pipeline" },
  { kind: "host", label: "optimizer and host" },
];

export function kindOf(key: string): string {
  if (key.startsWith("compute.")) return "compute";
  if (key === "pipeline.bubble") return "waiting";
  return /^(host|optimizer|offload)/.test(key) ? "host" : "wires";
}

// Dark on what is pale.
function inkOn(key: string): string {
  return ["wires", "waiting"].includes(kindOf(key)) ? "var(--on-pale)" : "var(--on-fill)";
}

function bar(terms: Term[], step: number, width: number): Element {
  let end = 0;
  const pieces = terms.map((term) => {
    const begin = end;
    end += term.time_s;
    return { ...term, begin, end, share: term.time_s / step };
  });
  // About 6.5 px a letter: a label stands where there is room for it.
  const room = (piece: { share: number; says: string }) => piece.share * width > piece.says.length * 6.5 + 14;
  return plot({
    width,
    height: 64,
    margin: 0,
    x: { axis: null, domain: [0, step] },
    marks: [
      barX(pieces, {
        x1: "begin",
        x2: "end",
        fill: (d: Term) => `var(--${kindOf(d.key)})`,
        insetLeft: 0.75,
        insetRight: 0.75,
        rx: 2,
        title: (d: (typeof pieces)[0]) => `${d.says}\n${time(d.time_s)}, ${percent(d.share)}\n${d.source}`,
        tip: true,
      }),
      text(pieces.filter(room), {
        x: (d: (typeof pieces)[0]) => d.begin,
        dx: 8,
        dy: -8,
        textAnchor: "start",
        text: "says",
        fill: (d: Term) => inkOn(d.key),
        className: "label",
      }),
      text(pieces.filter((d) => d.share * width > 52), {
        x: (d: (typeof pieces)[0]) => d.begin,
        dx: 8,
        dy: 8,
        textAnchor: "start",
        text: (d: (typeof pieces)[0]) => percent(d.share),
        fill: (d: Term) => inkOn(d.key),
        fontWeight: 600,
        className: "label",
      }),
    ],
  });
}

export function step(answer: Answer): HTMLElement {
  const { terms: all, step_s } = answer.forecast;
  const terms = all.filter((term) => term.time_s > 0);
  const most = Math.max(...terms.map((term) => term.time_s));
  const rows = terms.map((term) => [
    h("span", { class: "named" }, h("span", { class: `swatch ${kindOf(term.key)}` }), term.says),
    h("span", { class: "track", "aria-hidden": "true" }, h("span", { class: `fill ${kindOf(term.key)}`, style: `width:${(100 * term.time_s) / most}%` })),
    time(term.time_s),
    percent(term.time_s / step_s),
    h("span", { class: `status ${term.source}` }, term.source),
  ]);
  rows.push([h("strong", {}, "total"), h("span"), h("strong", {}, time(step_s)), h("strong", {}, "100.0%"), h("span")] as typeof rows[0]);
  const used = kinds.filter(({ kind }) => terms.some((term) => kindOf(term.key) === kind));
  return section(
    "step",
    "Where the step goes",
    legend(used),
    chart(`A step of ${time(step_s)} as a bar of its terms; the table below holds the same figures`, (width) => bar(terms, step_s, width)),
    h("div", { class: "terms" }, table("Terms of the step; their sum is the step", [
      { title: "term" }, { title: "" }, { title: "time", number: true }, { title: "share", number: true }, { title: "source" },
    ], rows)),
  );
}
