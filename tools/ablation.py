#!/usr/bin/env python3
"""What would the forecasts lose without each mechanism?

ablation.py [--program P] [--table T] [--write] runs `P accuracy` with copies of data/ in which one
mechanism at a time does nothing: a clock that never falls, wires without latency, a host that launches
in no time. Nothing is refitted. --write puts the table between the markers "ablation: begin" and
"ablation: end" of docs/accuracy.md.

A mechanism that earns its place makes the error worse when it is gone. One that does not is either
small in these runs or wrong.
"""

import argparse
import math
import re
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools/fit"))
import steps  # pylint: disable=wrong-import-position

BEGIN, END = "<!-- ablation: begin -->", "<!-- ablation: end -->"
NUMBER = r"[\d.]+(?:e-?\d+)?"


def number(folder, keys, value, before=""):
    """Figures of these keys, plain or with their own provenance, in all files of a folder; `before` is
    what must follow them."""
    pattern = re.compile(rf"\b({keys}): (\{{value: )?{NUMBER}( us| ms| s)?{before}")
    return folder, lambda text: pattern.sub(
        lambda m: f"{m.group(1)}: {m.group(2) or ''}{value}{m.group(3) or ''}", text)


def trait(key, value):
    """One trait of all frameworks, whatever their rows say."""
    def change(text):
        without = re.sub(rf"(?m)^{key}: .*\n", "", text)
        return without.rstrip("\n") + f"\n{key}: {value}\n"
    return "software", change


def without_block(key):
    return "kernels", lambda text: re.sub(rf"(?m)^{key}:\n(?:[ #].*\n|\n(?=[ ]))*", "", text)


# What is taken away, and what becomes of the data then.
MECHANISMS = [
    ("products at the data sheet's peak", [number("kernels", "peak_fraction", 1, r"(?![\d.])(?!, scores)")]),
    ("attention at the data sheet's peak", [number("kernels", "peak_fraction", 1, r"(?=, scores)")]),
    ("clock under hours of load", [number("kernels", "sustained", 1)]),
    ("last waves, tiles and splits of products",
     [number("kernels", "stream_k", 1), number("kernels", "wave|split|tile_floor", 0)]),
    ("fixed time of a kernel on the device", [number("kernels", "launch|stream_launch", 0)]),
    ("rows off the 16-byte grid", [number("kernels", "unaligned_fraction", 1)]),
    ("grouped products slower than plain ones", [without_block("grouped")]),
    ("scales per block in fp8", [without_block("fp8_block")]),
    ("short sequences in attention", [number("kernels", "half_length", 0)]),
    ("softmax inside attention", [number("kernels", "scores_per_clock", 10000)]),
    ("attention slower backward", [number("kernels", "backward_rate", 1)]),
    ("streaming below the bandwidth",
     [number("kernels", "stream_fraction|norm_fraction|softmax_fraction", 1)]),
    ("unfused loss", [trait("fused_loss", "true")]),
    ("unfused elementwise kernels", [trait("fused_elementwise", "true")]),
    ("products repeated by selective recomputation", [number("software", "selective_products", 0)]),
    ("host time per launch", [number("software", "launch", 0)]),
    ("host time per step", [number("software", "step_overhead", 0)]),
    ("captured graphs", [trait("graphs", "none")]),
    ("kernels of a mixture", [number("software", "kernels_per_mixture", 0)]),
    ("latency of collectives", [number("network", "base|scale_up|pcie|network", 0)]),
    ("wires below their nominal rate",
     [number("network", "scale_up_fraction|pcie_fraction|network_fraction|copy_fraction", 1)]),
    ("fabrics that move less than their cards",
     [("fabrics", lambda text: re.sub(r"(?m)^(card_rate|rails|direct|latency):.*\n(?: .*\n)*", "", text))]),
    ("slow-down beside collectives", [number("network", "compute_slowdown|communication_slowdown", 1)]),
    ("all-reduce in the switch, LL and LL128",
     [("network", lambda text: re.sub(r"(?m)^((?:  ll|  ll128|nvls): .*\brate: )[\d.]+(, network_rate: )[\d.]+",
                                      r"\g<1>0\g<2>0", text))]),
    ("synchronous stage boundaries", [trait("overlap_pipeline", "true")]),
    ("gradients and parameters beside compute",
     [trait("overlap_gradients", "false"), trait("overlap_parameters", "false")]),
    ("tensor collectives beside products",
     [trait("overlap_tensor", "false"), trait("overlap_tensor_backward", "false")]),
    ("experts' exchange beside compute", [trait("overlap_experts", "never")]),
    ("tokens sent once per node", [trait("dispatcher", "all_to_all")]),
    ("waits for row counts", [trait("routing_sync", "false")]),
    ("recomputation that stops early", [trait("early_stop", "false")]),
]


def medians(program, table, changes):
    """Median |error| by source, of the program with changed copies of its data."""
    changed = False
    with tempfile.TemporaryDirectory() as name:
        for folder, change in changes:
            (Path(name) / folder).mkdir(exist_ok=True)
            for path in sorted((ROOT / "data" / folder).glob("*.yaml")):
                copy = Path(name) / folder / path.name
                source = copy if copy.exists() else path
                text = source.read_text(encoding="utf-8")
                copy.write_text(change(text), encoding="utf-8")
                changed = changed or change(text) != text
        if changes and not changed:
            return None
        errors = table.errors(program, name)
    return {source: statistics.median(abs(math.expm1(e)) for e in list_) for source, list_ in errors.items()}


def moved(before, after, sign):
    """The sources whose median moves by more than a point, most first."""
    by = sorted(((after[s] - before[s]) * sign, s) for s in before if s in after)
    return ", ".join(f"{s} {sign * 100 * d:+.0f}" for d, s in reversed(by) if d > 0.01) or "-"


def table_text(program, table):
    full = medians(program, table, [])
    macro = statistics.mean(full.values())
    lines = ["| without | median error | change | sources that lose | sources that gain |",
             "|---|--:|--:|---|---|",
             f"| nothing taken away | {macro:.1%} | | | |".replace("%", " %")]
    rows = []
    for name, changes in MECHANISMS:
        found = medians(program, table, changes)
        if found is None:
            print(f"{name}: nothing in data/ to take away", file=sys.stderr)
            continue
        rows.append((statistics.mean(found.values()) - macro, name, found))
    for change, name, found in sorted(rows, key=lambda row: -row[0]):
        lines.append(f"| {name} | {macro + change:.1%} | {100 * change:+.1f} | ".replace("%", " %") +
                     f"{moved(full, found, 1)} | {moved(full, found, -1)} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / "build/release/foretoken"))
    parser.add_argument("--table", default=str(ROOT / "data/published/training.csv"))
    parser.add_argument("--write", action="store_true", help="into docs/accuracy.md")
    given = parser.parse_args()
    text = table_text(given.program, steps.Table(given.table))
    print(text, end="")
    if given.write:
        path = ROOT / "docs/accuracy.md"
        before, rest = path.read_text(encoding="utf-8").split(BEGIN)
        path.write_text(f"{before}{BEGIN}\n{text}{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
