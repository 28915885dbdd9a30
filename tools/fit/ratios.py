#!/usr/bin/env python3
"""How far does the ratio of two measured runs lie from the ratio of their forecasts?

Fits `shared` of data/confidence/default.yaml (docs/models/confidence.md, Eq. 3): the largest correlation of
one mechanism's errors with which intervals hold nine of ten pairs of published runs that come from one
source and differ in one column. Prints how many pairs of each kind the intervals hold, also with all errors
independent and with all shared.

usage: tools/fit/ratios.py [--program build/release/foretoken] [--table data/published/training.csv] [--write]
"""
import argparse
import collections
import csv
import itertools
import math
import re
import statistics

import confidence
import steps

# What follows from other columns, beside what says nothing of a layout.
DERIVED = {"dp", "params_b", "active_params_b", "inter_node_gbps_per_gpu", "source", "flops_convention"}
CONSTANTS = steps.ROOT / "data/confidence/default.yaml"


def constants():
    text = CONSTANTS.read_text(encoding="utf-8")
    return {name: float(value) for name, value in re.findall(r"(?m)^(\w+): (?:\{value: )?([\d.]+)", text)}


class Run:
    """One layout: how much slower it ran than forecast, and the deviation of each mechanism's part."""

    def __init__(self, row, error, parts):
        self.row, self.error, self.parts = row, error, parts
        ignored = steps.SILENT | DERIVED
        self.layout = {column: value for column, value in row.items()
                       if column not in ignored or column == "framework"}

    def differences(self, other):
        return {column for column, value in self.layout.items() if other.layout[column] != value}


def runs(program, table, known):
    forecasts = confidence.forecasts_of(program, table)
    rows = {row["id"]: row for row in csv.DictReader(open(table.path, encoding="utf-8"))}
    found = []
    for _, speed, name, measured in table.layouts:
        if name not in forecasts or not forecasts[name]["predicted"].get(speed):
            continue
        squares = confidence.squares_of_step(forecasts[name], known["unfitted"])
        parts = [math.sqrt(square) * known[mechanism]
                 for square, mechanism in zip(squares[1:], confidence.MECHANISMS)]
        slower = math.log(measured / forecasts[name]["predicted"][speed])
        found.append(Run(rows[name], slower if speed == "step_time_s" else -slower, parts))
    return found


def deviation(a, b, shared, floor):
    """As src/train/ratio.cpp has it, for runs alike."""
    return math.sqrt(2 * floor ** 2 + sum(shared * (x - y) ** 2 + (1 - shared) * (x ** 2 + y ** 2)
                                          for x, y in zip(a.parts, b.parts)))


def held(pairs, shared, known):
    reach = known["quantile"]
    return [abs(a.error - b.error) <= reach * deviation(a, b, shared, known["floor"]) for a, b in pairs]


def by_source(pairs, flags):
    sources = collections.defaultdict(list)
    for (a, _), flag in zip(pairs, flags):
        sources[a.row["source"]].append(flag)
    return statistics.mean(statistics.mean(own) for own in sources.values())


def report(name, pairs, shared, known):
    flags = held(pairs, shared, known)
    width = statistics.median(deviation(a, b, shared, known["floor"]) for a, b in pairs) * known["quantile"]
    print(f"  {name:28} n {len(pairs):6}  held {statistics.mean(flags):6.1%}  mean of sources "
          f"{by_source(pairs, flags):6.1%}  half width {width:5.1%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=steps.ROOT / "build/release/foretoken")
    parser.add_argument("--table", default=steps.ROOT / "data/published/training.csv")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    known = constants()
    kinds = collections.defaultdict(list)
    for a, b in itertools.combinations(runs(options.program, steps.Table(options.table), known), 2):
        if a.row["source"] != b.row["source"] or a.row["gpu"] != b.row["gpu"]:
            continue
        differences = a.differences(b)
        if len(differences) == 1:
            kinds["one column"].append((a, b))
            kinds["one column: " + next(iter(differences))].append((a, b))
        if "framework" not in differences:
            same = a.row["model_name"] == b.row["model_name"]
            kinds["one model, another plan" if same else "another model"].append((a, b))
    steps_down = (1.0 - i / 100 for i in range(101))
    one = kinds["one column"]
    shared = next((s for s in steps_down if statistics.mean(held(one, s, known)) >= 0.9), 0.0)
    print(f"shared {shared:.2f}, so that nine of ten pairs with one column changed are held")
    for title, value in (("as fitted", shared), ("as in data", known["shared"]), ("all shared", 1.0),
                         ("all independent", 0.0)):
        print(title)
        for name, pairs in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
            report(name, pairs, value, known)
    if options.write:
        text = CONSTANTS.read_text(encoding="utf-8")
        CONSTANTS.write_text(re.sub(r"(?m)^(shared: \{value: )[\d.]+", rf"\g<1>{shared:.2f}", text),
                             encoding="utf-8")


if __name__ == "__main__":
    main()
