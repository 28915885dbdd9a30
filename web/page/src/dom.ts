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
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, made);
}

// The same figures as the chart above it, for who reads rather than looks.
export function twin(caption: string, columns: Column[], rows: Child[][]): HTMLElement {
  return h("details", { class: "twin" }, h("summary", {}, "As a table"), table(caption, columns, rows));
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

// Draws again whenever its width changes, and keeps what it draws in a figure with a name.
export function chart(label: string, draw: (width: number) => Element): HTMLElement {
  const figure = h("figure", { role: "img", "aria-label": label });
  let drawn = 0;
  const redraw = () => {
    const width = Math.floor(figure.clientWidth);
    if (width > 0 && width !== drawn) {
      drawn = width;
      figure.replaceChildren(draw(width));
    }
  };
  new ResizeObserver(redraw).observe(figure);
  return figure;
}
