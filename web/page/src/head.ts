// What is the answer, in one sentence and four figures?
import type { Answer } from "./answer";
import { h } from "./dom";
import { count, figure, gigabytes, percent, rate, time } from "./text";

// A track from nothing to `most`, with a mark at the value and a band between its bounds.
function gauge(value: number, most: number, low?: number, high?: number): HTMLElement {
  const at = (x: number) => `${Math.min(100, (100 * x) / most)}%`;
  const band =
    low !== undefined && high !== undefined
      ? h("span", { class: "band", style: `left:${at(low)};right:calc(100% - ${at(high)})` })
      : undefined;
  const mark = band ? h("span", { class: "mark", style: `left:${at(value)}` }) : h("span", { class: "fill", style: `width:${at(value)}` });
  return h("div", { class: "gauge", "aria-hidden": "true" }, band, mark);
}

function tile(label: string, value: string, unit: string, below: string, picture: HTMLElement): HTMLElement {
  return h(
    "div",
    { class: "tile" },
    h("dt", {}, label),
    h("dd", {}, h("span", { class: "value" }, value, h("span", { class: "unit" }, unit)), picture, h("span", { class: "below" }, below)),
  );
}

function split(text: string): [string, string] {
  const at = text.lastIndexOf(" ");
  return [text.slice(0, at), ` ${text.slice(at + 1)}`];
}

function tiles(answer: Answer): HTMLElement {
  const f = answer.forecast;
  const between = f.interval;
  const speed = f.tokens_per_s_per_accelerator;
  const scale = between ? between.high_s * 1.1 : f.step_s;
  const fastest = between ? (speed * f.step_s) / between.low_s : speed;
  const slowest = between ? (speed * f.step_s) / between.high_s : speed;
  return h(
    "dl",
    { class: "tiles" },
    tile("Speed", rate(speed), " tokens/s", between ? `per accelerator; ${figure(slowest)} to ${figure(fastest)}` : "per accelerator",
      gauge(speed, fastest * 1.1, between && slowest, between && fastest)),
    tile("Step", ...split(time(f.step_s)), between ? `${time(between.low_s)} to ${time(between.high_s)} in 9 of 10` : `${count(f.tokens_per_step)} tokens`,
      gauge(f.step_s, scale, between?.low_s, between?.high_s)),
    tile("MFU", percent(f.mfu).replace("%", ""), "%",
      `${figure(f.model_flop_per_s_per_accelerator / 1e12)} of ${figure(f.peak_flop_per_s / 1e12)} TFLOP/s each`, gauge(f.mfu, 1)),
    tile("Peak memory", ...split(gigabytes(f.peak_memory_bytes)), `of ${gigabytes(f.memory_capacity_bytes)}`,
      gauge(f.peak_memory_bytes, f.memory_capacity_bytes)),
  );
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function head(answer: Answer): HTMLElement {
  const { says, forecast: f } = answer;
  const subject = `${says.model} on ${count(f.accelerators)} x ${says.accelerator}: `;
  const verdict = answer.verdict.startsWith(subject) ? answer.verdict.slice(subject.length) : answer.verdict;
  const row = (name: string, text?: string) => (text ? [h("dt", {}, name), h("dd", {}, text)] : []);
  const runs = answer.trust.nearest.map((run, i) =>
    h("li", {}, `${run.what}: ${says.nearest[i] ?? ""}. `, h("span", { class: "soft" }, `${run.id}: ${run.where}`)),
  );
  const judged = answer.trust.says;
  const trust = h(
    "section",
    { class: "trust" },
    h("p", {}, h("strong", {}, "How far to trust it. "), judged ? `${sentence(judged)}. ` : "", runs.length > 0 ? "The nearest published runs:" : ""),
    h("ul", {}, ...runs),
  );
  const kinds = ["hardware", "software", "plan"];
  const pulls = (kind: string) =>
    (answer.levers ?? []).filter((lever) => lever.kind === kind && lever.change < -0.001).slice(0, 3)
      .map((lever) => `${lever.says} (${percent(lever.change)})`).join(", ");
  const helpful = kinds.filter((kind) => pulls(kind) !== "");
  const help = answer.bottleneck
    ? h(
        "section",
        { class: "trust" },
        h("p", {}, h("strong", {}, "What holds the step back. "), `${sentence(answer.bottleneck.says)}, ${percent(answer.bottleneck.share)} of it. `,
          helpful.length > 0 ? "What would shorten it, each change alone:" : ""),
        h("ul", {}, ...helpful.map((kind) => h("li", {}, `${kind}: ${pulls(kind)}`))),
      )
    : undefined;
  return h(
    "header",
    {},
    h("p", { class: "eyebrow" }, "foretoken train"),
    h("h1", {}, says.model, h("span", { class: "on" }, ` on ${count(f.accelerators)} × ${says.accelerator}`)),
    h("p", { class: "verdict" }, verdict.charAt(0).toUpperCase() + verdict.slice(1) + "."),
    tiles(answer),
    h("dl", { class: "asked" }, ...row("Plan", says.plan), ...row("Workload", says.workload), ...row("Software", says.software), ...row("Power", says.power)),
    trust,
    help,
  );
}
