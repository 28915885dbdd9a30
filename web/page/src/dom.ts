// How is an element made?
type Child = Node | string | undefined | false;

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

export interface Column {
  title: string;
  number?: boolean;
}

export function table(caption: string, columns: Column[], rows: Child[][]): HTMLElement {
  const side = (column: Column | undefined) => (column?.number ? "number" : undefined);
  const head = columns.map((column) => h("th", { scope: "col", class: side(column) }, column.title));
  const body = rows.map((cells) =>
    h("tr", {}, ...cells.map((cell, i) => h(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : undefined, class: side(columns[i]) }, cell))),
  );
  const made = h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...body));
  return h("div", { class: "scroll" }, made);
}

// The same figures as the chart above it, for who reads rather than looks.
export function twin(title: string, caption: string, columns: Column[], rows: Child[][]): HTMLElement {
  const made = table(caption, columns, rows);
  // What may be wider than a phone is scrolled with the keyboard too.
  for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", caption]] as const) made.setAttribute(name, value);
  return h("details", { class: "twin" }, h("summary", {}, title), made);
}

export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...children);
}

export interface Key {
  label: string;
  kind: string; // class of the swatch
  color?: string;
}

export function legend(keys: Key[]): HTMLElement {
  const items = keys.map((key) =>
    h("li", {}, h("span", { class: `swatch ${key.kind}`, style: key.color && `--swatch:${key.color}` }), key.label),
  );
  return h("ul", { class: "legend" }, ...items);
}

// Calls draw() with the width of an element, at first and whenever it changes. Paper has a width of
// its own, which no observer hears of in time.
export function drawn(element: HTMLElement, draw: (width: number) => void): void {
  const redraw = () => {
    const width = Math.floor(element.clientWidth);
    if (width > 0) draw(width);
  };
  new ResizeObserver(redraw).observe(element);
  const paper = (on: boolean) => () => {
    document.documentElement.classList.toggle("paper", on);
    redraw();
  };
  addEventListener("beforeprint", paper(true));
  addEventListener("afterprint", paper(false));
}

// A figure with a name, drawn to its width.
export function chart(label: string, draw: (width: number) => Element): HTMLElement {
  const figure = h("figure", { role: "img", "aria-label": label });
  drawn(figure, (width) => figure.replaceChildren(draw(width)));
  return figure;
}
