// How is a stretch of time looked at closely?
import { axisX, plot, rect, ruleX, text } from "@observablehq/plot";
import { drawn, h } from "./dom";
import { time } from "./text";

export interface Box {
  row: number;
  top: number; // within its row, from 0 to 1
  bottom: number;
  begin: number; // seconds
  end: number;
  fill: string;
  says: string;
  label: string; // written where there is room
  ink: string; // its color
}

const right = 8; // px beside the chart
const letter = 6; // px that a letter of a label takes at most

export class Gantt {
  readonly element: HTMLElement;
  private from = 0;
  private to: number;
  private pending = false;
  private readonly left: number;

  constructor(
    label: string,
    private readonly rows: string[],
    private readonly boxes: Box[],
    private readonly whole: number,
    private readonly moved: (window: string) => void,
  ) {
    this.to = whole;
    this.left = Math.max(...rows.map((row) => row.length)) * letter + 18;
    this.element = h("figure", { class: "gantt", tabindex: "0", role: "group", "aria-label": `${label}. Plus and minus zoom, arrows move, 0 shows all.` });
    drawn(this.element, (width) => this.element.replaceChildren(this.draw(width)));
    this.listenToKeys();
    this.listenToMouse();
  }

  // Zooms by a factor around a place between 0 (left) and 1 (right).
  zoom(factor: number, around = 0.5): void {
    const span = Math.min(this.whole, Math.max(this.whole / 5000, (this.to - this.from) * factor));
    this.show(this.from + around * (this.to - this.from - span), span);
  }
  move(share: number): void {
    this.show(this.from + share * (this.to - this.from), this.to - this.from);
  }
  reset(): void {
    this.show(0, this.whole);
  }

  private show(from: number, span: number): void {
    this.from = Math.max(0, Math.min(this.whole - span, from));
    this.to = this.from + span;
    this.moved(span < this.whole ? `${time(this.from)} to ${time(this.to)}` : "the whole step");
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      this.redraw();
    });
  }

  private listenToKeys(): void {
    const keys: Record<string, () => void> = {
      "+": () => this.zoom(0.5), "=": () => this.zoom(0.5), "-": () => this.zoom(2), "0": () => this.reset(), Home: () => this.reset(),
      ArrowLeft: () => this.move(-0.25), ArrowRight: () => this.move(0.25),
    };
    this.element.addEventListener("keydown", (event) => {
      const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  }

  private listenToMouse(): void {
    const place = (event: MouseEvent) => {
      const box = this.element.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - box.left - this.left) / (box.width - this.left - right)));
    };
    // A page that scrolls stays scrollable: the wheel zooms with Ctrl, or once the chart has focus.
    this.element.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== this.element) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, place(event));
    }, { passive: false });
    let last: number | undefined;
    this.element.addEventListener("pointerdown", (event) => {
      last = event.pointerType === "mouse" && event.button === 0 ? place(event) : undefined;
    });
    this.element.addEventListener("pointermove", (event) => {
      if (last === undefined || event.buttons === 0) return;
      this.move(last - place(event));
      last = place(event);
    });
    this.element.addEventListener("dblclick", (event) => this.zoom(0.4, place(event)));
  }

  private redraw(): void {
    const width = Math.floor(this.element.clientWidth);
    if (width > 0) this.element.replaceChildren(this.draw(width));
  }

  private draw(width: number): Element {
    const { rows, from, to } = this;
    const height = Math.max(13, Math.min(26, 440 / rows.length));
    const visible = this.boxes.filter((box) => box.end > from && box.begin < to);
    const x1 = (box: Box) => Math.max(from, box.begin);
    const pixels = (width - this.left - right) / (to - from);
    // What is shorter than a pixel takes one; a gap between neighbours does not eat what is short.
    const x2 = (box: Box) => {
      const end = Math.min(to, box.end);
      return Math.max(end - Math.min(0.6 / pixels, 0.15 * (end - x1(box))), x1(box) + 0.8 / pixels);
    };
    const labeled = height < 13 ? [] : visible.filter((box) => box.label !== "" && (x2(box) - x1(box)) * pixels > box.label.length * letter + 8);
    return plot({
      width,
      height: 28 + rows.length * height,
      marginLeft: this.left,
      marginRight: right,
      marginTop: 4,
      marginBottom: 24,
      x: { domain: [from, to] },
      y: { domain: [0, rows.length], range: [4, 4 + rows.length * height], axis: null },
      marks: [
        axisX({ ticks: Math.max(2, Math.round(width / 150)), tickFormat: (value: number) => time(Number(value.toPrecision(6))), label: null, tickSize: 4 }),
        ruleX([this.whole].filter((end) => end <= to), { stroke: "var(--soft)", strokeDasharray: "4 3" }),
        rect(visible, {
          x1, x2, y1: (box: Box) => box.row + box.top, y2: (box: Box) => box.row + box.bottom, fill: "fill",
          title: "says", tip: { maxRadius: 24 },
        }),
        text(labeled, {
          x: (box: Box) => (x1(box) + x2(box)) / 2, y: (box: Box) => box.row + (box.top + box.bottom) / 2, text: "label",
          fill: "ink", fontSize: Math.min(10, height - 4), className: "label",
        }),
        text(rows, { x: () => from, y: (_: string, i: number) => i + 0.5, text: (row: string) => row, textAnchor: "end", dx: -8, fill: "currentColor", fontSize: Math.min(11.5, height - 2) }),
      ],
    });
  }
}
