// What does the answer rest on, and where does each figure come from?
import type { Answer } from "./answer";
import { h, section, table } from "./dom";
import { named } from "./text";

interface Origin {
  status: string;
  source: string;
  date?: string;
  note?: string;
}

interface Row extends Origin {
  name: string;
  text: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isFigure = (value: unknown): value is Origin & { value: unknown } =>
  isObject(value) && "value" in value && "status" in value;

// Every figure with the provenance it carries, or with that of the block it stands in.
function collect(value: unknown, path: string[], origin: Origin | undefined, rows: Row[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, i) => collect(item, [...path, String(i)], origin, rows));
  } else if (isObject(value)) {
    const own = (value["provenance"] as Origin | undefined) ?? origin;
    for (const [key, inner] of Object.entries(value)) {
      const figure = isFigure(inner) ? inner : { ...own, value: inner };
      if (key === "provenance") continue;
      if (isFigure(figure) && typeof figure.value === "number") {
        // A nought that says nothing of itself stands for "not known" or "not used".
        if (figure.value === 0 && figure !== inner) continue;
        const { name, text } = named(key, figure.value);
        rows.push({ ...figure, name: [...path, name].join(" › "), text });
      } else {
        collect(inner, [...path, key.replaceAll("_", " ")], own, rows);
      }
    }
  }
}

const titles: Record<string, string> = {
  cluster: "Cluster and accelerator", software: "Software", kernel: "Kernels", collective: "Collectives", power: "Power", confidence: "Intervals",
};

export function rests(answer: Answer): HTMLElement {
  const { figures, sources, assumptions } = answer;
  const groups = Object.entries(figures).map(([group, tree]) => {
    const rows: Row[] = [];
    collect(tree, [], undefined, rows);
    return { title: titles[group] ?? group, rows };
  }).filter(({ rows }) => rows.length > 0);
  const status = (row: Row) => h("span", { class: `status ${row.status}` }, row.status);
  const source = (row: Row) => {
    const known = sources[row.source];
    const date = row.date && h("span", { class: "date" }, `, ${row.date}`);
    return h("span", { title: [known?.where, row.note].filter(Boolean).join(" — ") || undefined }, known?.title ?? row.source, date, row.note ? h("span", { class: "note" }, row.note) : undefined);
  };
  const tables = groups.map(({ title, rows }) =>
    h("details", { class: "twin" }, h("summary", {}, title, h("span", { class: "soft" }, ` ${rows.length} figures`)),
      table(`${title}: figures and where they come from`, [{ title: "figure" }, { title: "value", number: true }, { title: "status" }, { title: "source" }],
        rows.map((row) => [row.name, row.text, status(row), source(row)]))),
  );
  const taken = assumptions.length > 0
    ? [h("h3", {}, "Assumed, because not given"), h("ul", { class: "assumptions" }, ...assumptions.map((text) => h("li", {}, text)))]
    : [h("p", { class: "soft" }, "Nothing had to be assumed: everything was given.")];
  return section("rests", "What this rests on", ...taken, h("div", { class: "sources" }, h("h3", {}, "Figures and their sources"), ...tables));
}
