#!/usr/bin/env python3
"""How wide must a forecast's interval be to hold the truth in nine cases of ten?

Fits data/confidence/default.yaml (docs/models/confidence.md): the scatter of each mechanism, as far as
its share of the step goes, the scatter per unit of distance to the nearest published run of another
source, and a floor, by maximum likelihood of Student's t with 4 degrees of freedom. A row weighs as the
inverse root of its source's number of rows. At last all are widened alike until intervals fitted
without a source hold nine of ten rows of sources left out. Without --write it prints what it finds and how many rows
of each source intervals hold that were fitted without it.

usage: tools/fit/confidence.py [--program build/release/foretoken] [--table data/published/training.csv]
                               [--refit ROUNDS] [--write]

--refit also refits the constants of tools/fit/steps.py without each source in turn (so many rounds):
residuals of a source are then those of forecasts that never saw it, in time as in width. Slow.
"""
import argparse
import collections
import csv
import json
import math
import pathlib
import re
import statistics
import subprocess
import tempfile

import steps

MEMORY = ("states", "live", "fixed")
STATES = ("weights", "gradients", "optimizer", "frozen", "narrow")
FIXED = ("fixed", "communicators")
MECHANISMS = ("products", "attention", "mixture", "streaming", "host", "communication", "bubble")
FREEDOM = 4
QUANTILE = 2.132  # of Student's t with 4 degrees of freedom, 95 %
PRIOR, PRIOR_WEIGHT = math.log(0.1), 0.002  # so that what no row shows stays near 10 %


def mechanism(term):
    """As src/train/confidence.cpp has it."""
    if term in ("compute.experts", "expert.exposed"):
        return "mixture"
    if term in ("compute.elementwise", "compute.cast") or term.startswith("optimizer"):
        return "streaming"
    if term == "compute.attention":
        return "attention"
    if term.startswith("compute."):
        return "products"
    if term.startswith("host."):
        return "host"
    return "bubble" if term == "pipeline.bubble" else "communication"


def unfitted():
    text = (steps.ROOT / "data/confidence/default.yaml").read_text(encoding="utf-8")
    return float(re.search(r"(?m)^unfitted: \{value: ([\d.]+)", text).group(1))


class Row:
    """One layout: the log of measured over predicted, and the squares that its variance is made of."""

    def __init__(self, source, error, squares):
        self.source, self.error, self.squares = source, error, squares


def squares_of_step(forecast, wider):
    total = sum(term["s"] for term in forecast["terms"].values())
    shares = collections.Counter()
    for name, term in forecast["terms"].items():
        factor = wider if term["status"] in ("assumed", "datasheet") else 1.0
        shares[mechanism(name)] += factor * term["s"] / total
    return [1.0] + [shares[m] ** 2 for m in MECHANISMS] + [forecast["distance"] ** 2]


def squares_of_memory(forecast):
    total = sum(forecast["memory_bytes"].values())
    shares = collections.Counter()
    for name, size in forecast["memory_bytes"].items():
        kind = "states" if name in STATES else "fixed" if name in FIXED else "live"
        shares[kind] += size / total
    return [shares[m] ** 2 for m in MEMORY]


def forecasts_of(program, table, folder=None):
    command = [program, "accuracy", "--table", table.path, "--format", "json"]
    command += ["--data", folder] if folder else []
    out = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
    return {row["id"]: row for row in json.loads(out) if "predicted" in row}


def rows(program, table, folder=None):
    forecasts = forecasts_of(program, table, folder)
    wider = unfitted()
    found = []
    for source, speed, name, measured in table.layouts:
        if name in forecasts and forecasts[name]["predicted"].get(speed):
            slower = math.log(measured / forecasts[name]["predicted"][speed])
            found.append(Row(source, slower if speed == "step_time_s" else -slower,
                             squares_of_step(forecasts[name], wider)))
    return found


def memory_rows(program, table):
    forecasts = forecasts_of(program, table)
    found = []
    for row in csv.DictReader(open(table.path, encoding="utf-8")):
        measured = steps.number(row["peak_mem_gib"])
        if measured and row["quality"] in "AB" and row["id"] in forecasts:
            forecast = forecasts[row["id"]]
            found.append(Row(row["source"], math.log(measured / forecast["predicted"]["peak_mem_gib"]),
                             squares_of_memory(forecast)))
    return found


def refitted_rows(program, table, rounds):
    """Each source as forecast by constants that were fitted without it."""
    found = []
    for source in sorted({layout[0] for layout in table.layouts}):
        values, _ = steps.fit(program, table, rounds, leave_out=source)
        with tempfile.TemporaryDirectory() as name:
            for parameter in steps.PARAMETERS:
                parameter.write(values[parameter.name], pathlib.Path(name))
            own = [row for row in rows(program, table, name) if row.source == source]
        print(f"  refitted without {source}: median |error| "
              f"{statistics.median(abs(row.error) for row in own):.1%}", flush=True)
        found += own
    return found


def variance(logs, row):
    return sum(math.exp(2.0 * log) * square for log, square in zip(logs, row.squares) if square)


def loss(logs, found):
    """Mean negative log-likelihood, with the prior; logs are those of the deviations."""
    count = collections.Counter(row.source for row in found)
    factors = [math.exp(2.0 * log) for log in logs]
    total = weights = 0.0
    for row in found:
        spread = sum(f * s for f, s in zip(factors, row.squares))
        weight = count[row.source] ** -0.5
        total += weight * (0.5 * math.log(spread) +
                           (FREEDOM + 1) / 2 * math.log1p(row.error ** 2 / spread / FREEDOM))
        weights += weight
    return total / weights + PRIOR_WEIGHT * sum((log - PRIOR) ** 2 for log in logs)


def fit(found, start=None):
    """Pattern search in the logarithms of the deviations, step halved when nothing improves."""
    logs = list(start) if start else [math.log(0.06)] * len(found[0].squares)
    best, step = loss(logs, found), 1.0
    while step > 0.02:
        improved = False
        for i in range(len(logs)):
            for move in (step, -step):
                moved = min(0.0, max(math.log(0.002), logs[i] + move))
                trial = logs[:i] + [moved] + logs[i + 1:]
                value = loss(trial, found)
                if value < best - 1e-7:
                    best, logs, improved = value, trial, True
                    break
        step = step if improved else step / 2
    return logs


def held(logs, row):
    return abs(row.error) < QUANTILE * math.sqrt(variance(logs, row))


def left_out(found, logs):
    """Prints, per source, how many of its rows intervals fitted without it hold. Returns by how much all
    intervals must widen to hold nine of ten rows so: what a source has that no other shows."""
    shares, total, reach = [], 0, []
    for source in sorted({row.source for row in found}):
        without = fit([row for row in found if row.source != source], logs)
        own = [row for row in found if row.source == source]
        inside = sum(held(without, row) for row in own)
        half = statistics.median(QUANTILE * math.sqrt(variance(without, row)) for row in own)
        reach += [abs(row.error) / (QUANTILE * math.sqrt(variance(without, row))) for row in own]
        shares.append(inside / len(own))
        total += inside
        print(f"  left out {source:16} n {len(own):4}  held {shares[-1]:5.0%}  half width {half:5.1%}")
    print(f"left out: {total / len(found):.1%} of the rows, {statistics.mean(shares):.1%} mean of the sources")
    widen = max(1.0, sorted(reach)[math.ceil(0.9 * len(reach)) - 1])
    print(f"all wider by {widen:.3f}, so that nine of ten rows are held")
    return widen


def report(names, logs, found):
    values = dict(zip(names, map(math.exp, logs)))
    for name, value in values.items():
        print(f"{name:14} {value:.3f}")
    print(f"held {statistics.mean(held(logs, row) for row in found):.1%} of the rows; half width "
          f"{statistics.median(QUANTILE * math.sqrt(variance(logs, row)) for row in found):.1%} (median)")
    return values


def write(values):
    path = steps.ROOT / "data/confidence/default.yaml"
    text = path.read_text(encoding="utf-8")
    for name, value in values.items():
        text, count = re.subn(rf"(?m)^({name}: )[\d.]+", lambda m: f"{m.group(1)}{value:.3f}", text)
        if count != 1:
            raise SystemExit(f"{path}: no place for {name}")
    path.write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=steps.ROOT / "build/release/foretoken")
    parser.add_argument("--table", default=steps.ROOT / "data/published/training.csv")
    parser.add_argument("--refit", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    table = steps.Table(options.table)
    found = refitted_rows(options.program, table, options.refit) if options.refit \
        else rows(options.program, table)
    logs = fit(found)
    widen = left_out(found, logs)
    logs = [log + math.log(widen) for log in logs]
    values = report(("floor", *MECHANISMS, "distance"), logs, found)
    distances = [math.sqrt(row.squares[-1]) for row in found]
    ninth = statistics.quantiles(distances, n=10, method="inclusive")[8]
    print(f"distance to the nearest run of another source: median {statistics.median(distances):.2f}, "
          f"90th percentile {ninth:.2f}")
    memory = memory_rows(options.program, table)
    values |= report(MEMORY, fit(memory), memory)
    if options.write:
        write(values)


if __name__ == "__main__":
    main()
