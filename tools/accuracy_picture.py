#!/usr/bin/env python3
"""How far are predictions from what was measured, in one picture?

accuracy_picture.py [--program P] [--readme] writes docs/accuracy.svg from `P accuracy --format csv`
and data/published/training.csv: predicted against measured tokens/s per accelerator, and the error
of every run, by source. --readme also refreshes the table between the markers "accuracy: begin"
and "accuracy: end" in README.md and docs/accuracy.md from `P accuracy --format md`.

A run is scored as `foretoken accuracy` scores it: quality A or B, by its step time, else its
tokens/s, else its FLOP/s. Its measured tokens/s are the predicted ones over (1 + error).
"""

import argparse
import csv
import io
import math
import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPEEDS = ["step_time_s", "tokens_per_s_per_gpu", "tflops_per_gpu"]
COLOURS = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2",
           "#bcbd22", "#3b3b98", "#7f7f7f", "#006d5b", "#c71585", "#a0522d"]
BEGIN, END = "<!-- accuracy: begin -->", "<!-- accuracy: end -->"
WIDTH, HEIGHT, TOP, FOOT = 1000, 470, 46, 52
LEFT_PANEL, RIGHT_PANEL = (80, 440), (596, 970)  # first and last x
BAND = 0.1
WORST_SHOWN = 0.6


def say(program, form):
    return subprocess.run([program, "accuracy", "--format", form], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def scored(program):
    """(source, measured tokens/s, predicted tokens/s) of every run that is scored."""
    predicted = {(row["id"], row["quantity"]): number(row["predicted"])
                 for row in csv.DictReader(io.StringIO(say(program, "csv")))}
    with open(ROOT / "data/published/training.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            quantity = next((q for q in SPEEDS if number(row[q]) is not None), None)
            tokens = predicted.get((row["id"], "tokens_per_s_per_gpu"))
            value = predicted.get((row["id"], quantity))
            if row["quality"] not in ("", "A", "B") or not tokens or not value:
                continue
            faster = value / number(row[quantity])
            if quantity == "step_time_s":
                faster = 1.0 / faster
            yield row["source"], tokens / faster, tokens


def line(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def words(x, y, text, style=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{text}</text>'


def dot(x, y, colour):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{colour}" fill-opacity="0.55"/>'


GRID, AXIS = 'stroke="#e4e4e4"', 'stroke="#888"'
MIDDLE, END_AT = 'text-anchor="middle"', 'text-anchor="end"'


def power(exponent):
    return f'{10 ** exponent:,}'


def scatter(runs, colour):
    """Predicted against measured on log axes, with the band of 10 %."""
    low = math.floor(math.log10(min(min(m, p) for _, m, p in runs)))
    high = math.ceil(math.log10(max(max(m, p) for _, m, p in runs)))
    left, right = LEFT_PANEL
    bottom = HEIGHT - FOOT

    def x(log):
        return left + (right - left) * (log - low) / (high - low)

    def y(log):
        return bottom - (bottom - TOP) * (log - low) / (high - low)

    out = []
    for e in range(low, high + 1):
        out += [line(x(e), TOP, x(e), bottom, GRID), line(left, y(e), right, y(e), GRID),
                words(x(e), bottom + 16, power(e), MIDDLE), words(left - 6, y(e) + 4, power(e), END_AT)]
    up, down = math.log10(1 + BAND), math.log10(1 - BAND)
    corners = [(low, low), (low, low + up), (high - up, high), (high, high), (high, high + down),
               (low - down, low)]
    points = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in corners)
    out += [f'<polygon points="{points}" fill="#cfcfcf" fill-opacity="0.8"/>',
            line(x(low), y(low), x(high), y(high), AXIS)]
    out += [dot(x(math.log10(m)), y(math.log10(p)), colour[s]) for s, m, p in runs]
    return out + [words((left + right) / 2, bottom + 38, "measured tokens/s per accelerator", MIDDLE),
                  words(left, TOP - 14, "predicted tokens/s per accelerator")]


def strips(runs, colour):
    """One strip per source: the error of every run, and the median of their sizes."""
    left, right = RIGHT_PANEL
    bottom = HEIGHT - FOOT
    step = (bottom - TOP) / len(colour)

    def x(error):
        return left + (right - left) * (error + WORST_SHOWN) / (2 * WORST_SHOWN)

    out = [f'<rect x="{x(-BAND):.1f}" y="{TOP}" width="{x(BAND) - x(-BAND):.1f}" '
           f'height="{bottom - TOP}" fill="#cfcfcf" fill-opacity="0.8"/>']
    for percent in range(-60, 61, 20):
        at = x(percent / 100)
        out += [line(at, TOP, at, bottom, AXIS if percent == 0 else GRID),
                words(at, bottom + 16, f"{percent:+d} %" if percent else "0", MIDDLE)]
    for index, source in enumerate(colour):
        errors = [p / m - 1 for s, m, p in runs if s == source]
        middle = TOP + step * (index + 0.5)
        for count, error in enumerate(errors):
            # Dots of a strip are spread over its height in a fixed order, so that they can be counted.
            spread = (count * 0.618 % 1 - 0.5) * 0.7 * step
            out.append(dot(x(max(-WORST_SHOWN, min(WORST_SHOWN, error))), middle + spread, colour[source]))
        bias = statistics.median(errors)
        out += [line(x(bias), middle - step * 0.42, x(bias), middle + step * 0.42,
                     'stroke="#000" stroke-width="2"'),
                words(left - 10, middle + 4, f"{source} ({len(errors)})",
                      f'{END_AT} fill="{colour[source]}" font-weight="bold"')]
    return out + [words((left + right) / 2, bottom + 38, "error of the predicted speed", MIDDLE),
                  words(left, TOP - 14, "each dot is one run; the bar is the median of its source")]


def picture(runs):
    sources = sorted({source for source, _, _ in runs})
    colour = {source: COLOURS[i % len(COLOURS)] for i, source in enumerate(sources)}
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="Helvetica, Arial, sans-serif" font-size="12" fill="#333">\n'
            f'<title>Predicted against measured training speed, {len(runs)} published runs</title>\n'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n')
    return head + "\n".join(scatter(runs, colour) + strips(runs, colour)) + "\n</svg>\n"


def refresh(path, table):
    text = path.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{table}{END}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="draws docs/accuracy.svg")
    parser.add_argument("--program", default=str(ROOT / "build/release/foretoken"))
    parser.add_argument("--readme", action="store_true", help="refresh the tables in the documents")
    given = parser.parse_args()
    runs = list(scored(given.program))
    (ROOT / "docs/accuracy.svg").write_text(picture(runs), encoding="utf-8")
    print(f"docs/accuracy.svg: {len(runs)} runs")
    if given.readme:
        table = say(given.program, "md")
        for name in ["README.md", "docs/accuracy.md"]:
            refresh(ROOT / name, table)
            print(f"{name}: table refreshed")


if __name__ == "__main__":
    main()
