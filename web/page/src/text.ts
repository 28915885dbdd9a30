// How are figures written? Three significant digits and a unit, as in the terminal.
export function figure(value: number, digits = 3): string {
  if (value === 0) return "0";
  const text = value.toPrecision(digits);
  return /e/.test(text) ? count(Number(text)) : text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

// 1,024 but 32k: for the ticks of an axis.
export function shortCount(value: number): string {
  if (value < 10_000) return count(value);
  return value % 1024 === 0 ? `${value / 1024}k` : `${figure(value / 1000)}k`;
}

export function time(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 1e-6) return `${figure(seconds * 1e9)} ns`;
  if (size < 1e-3) return `${figure(seconds * 1e6)} µs`;
  if (size < 1) return `${figure(seconds * 1e3)} ms`;
  if (size < 60) return `${figure(seconds)} s`;
  return size < 3600 ? `${figure(seconds / 60)} min` : `${figure(seconds / 3600)} h`;
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

export function rate(tokensPerSecond: number): string {
  return tokensPerSecond >= 1000 ? count(tokensPerSecond) : figure(tokensPerSecond, 4);
}

const units: [ending: string, unit: string][] = [
  ["_bytes_per_s", "B/s"],
  ["_flop_per_s", "FLOP/s"],
  ["_bytes", "B"],
  ["_hz", "Hz"],
  ["_w", "W"],
  ["_s", "s"],
];

const prefixes: [number, string][] = [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];

// "memory_bandwidth_bytes_per_s", 3.35e12 is "memory bandwidth", "3.35 TB/s".
export function named(key: string, value: unknown): { name: string; text: string } {
  const words = (name: string) => name.replaceAll("_", " ");
  if (typeof value !== "number") return { name: words(key), text: String(value) };
  for (const [ending, unit] of units) {
    if (!key.endsWith(ending)) continue;
    const name = words(key.slice(0, -ending.length));
    if (unit === "s") return { name, text: time(value) };
    for (const [size, prefix] of prefixes) {
      if (value >= size) return { name, text: `${figure(value / size)} ${prefix}${unit}` };
    }
    return { name, text: `${figure(value)} ${unit}` };
  }
  return { name: words(key), text: Number.isInteger(value) ? count(value) : figure(value, 4) };
}
