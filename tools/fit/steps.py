#!/usr/bin/env python3
"""Which constants that only whole steps show make the forecasts fit the published ones best?

Fits the few constants that no kernel or collective table contains: the clock that a chip holds under
hours of load, the slow-down of compute beside collectives, the host's time per launch. One constant
per mechanism and generation of accelerator or framework, listed in PARAMETERS; never per row, model or
source. Every trial runs the program itself (`foretoken accuracy --data FOLDER`), so there is no second
copy of any formula. A100's clock is not among them: 0.89 is what Azure measured (254 to 257 TFLOP/s).

usage: tools/fit/steps.py [--program build/release/foretoken] [--table data/published/training.csv]
                          [--rounds N] [--leave-out SOURCE] [--cross-validate] [--write]

--cross-validate refits without each source in turn and reports the error on the source left out.
--write puts the constants into data/; without it they are printed.
The objective is the mean over sources of the mean of |ln(predicted / measured)|, each capped at 0.5 so
that no outlier pulls; rows of quality A and B, repeats of a layout once.
"""
import argparse
import collections
import csv
import io
import math
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEEDS = ("step_time_s", "tokens_per_s_per_gpu", "tflops_per_gpu")
SILENT = set(SPEEDS) | {"mfu_pct", "peak_mem_gib", "id", "notes", "source_where", "derived_fields",
                        "quality", "year", "framework", "optimizer_notes"}

HOPPER = ("h100-sxm", "h200-sxm", "hopper")
BLACKWELL = ("b200-sxm", "gb200", "blackwell", "b300-sxm", "gb300")
SUSTAINED = r"(^  {section}:\n[\s\S]*?sustained: )([\d.]+)"


class Parameter:
    """One constant: where it stands in data/, its range, and the value it starts from."""

    def __init__(self, name, files, pattern, low, high):
        self.name, self.files, self.low, self.high = name, files, low, high
        self.pattern = re.compile(pattern, re.MULTILINE)

    def read(self):
        return float(self.pattern.search((ROOT / "data" / self.files[0]).read_text()).group(2))

    def write(self, value, folder):
        for name in self.files:
            path = folder / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / "data" / name, path)
            text, count = self.pattern.subn(lambda m: m.group(1) + f"{value:.3g}", path.read_text(), count=1)
            if count == 0:
                raise SystemExit(f"{name}: no place for {self.name}")
            path.write_text(text)


def kernels(names):
    return [f"kernels/{name}.yaml" for name in names]


def sustained(name, names, section, low=0.5):
    return Parameter(name, kernels(names), SUSTAINED.replace("{section}", section), low, 1.0)


def network(names):
    return [f"network/{name}.yaml" for name in names]


def software(names):
    return [f"software/{name}.yaml" for name in names]


PARAMETERS = [
    sustained("clock hopper bf16", HOPPER, "bf16"),
    sustained("clock hopper fp8", HOPPER, "fp8"),
    sustained("clock blackwell bf16", BLACKWELL, "bf16"),
    sustained("clock blackwell fp8", BLACKWELL, "fp8"),
    sustained("clock blackwell fp4", BLACKWELL, "fp4", 0.3),
    Parameter("compute_slowdown", network(("ampere", "hopper", "blackwell")),
              r"^(compute_slowdown: )([\d.]+)", 1.0, 1.5),
    Parameter("launch 2020-2023", software(("megatron-2020", "megatron-2021", "megatron-2022",
                                            "megatron-deepspeed-2022", "nemo-2022", "composer-2023",
                                            "fsdp-2023", "deepspeed-2023")),
              r"^(launch: \{value: )([\d.]+)", 3.0, 40.0),
    Parameter("launch 2023-2026", software(("nemo-2023", "nemo-2024", "megatron-core-2024",
                                            "megatron-core-2025", "megatron-bridge-2025",
                                            "megatron-bridge-2026", "megatron-blackwell-2025",
                                            "megatron-blackwell-2026")),
              r"^(launch: \{value: )([\d.]+)", 2.0, 30.0),
    Parameter("kernels_per_mixture", software(("megatron-core-2024", "megatron-core-2025",
                                               "megatron-bridge-2025", "megatron-bridge-2026",
                                               "megatron-blackwell-2025", "megatron-blackwell-2026")),
              r"^(kernels_per_mixture: \{value: )([\d.]+)", 20.0, 400.0),
]


def number(text):
    try:
        value = float(text)
        return value if value > 0 else None
    except ValueError:
        return None


class Table:
    """Measured speeds by layout."""

    def __init__(self, path):
        self.path = path
        layouts = collections.defaultdict(list)
        for row in csv.DictReader(open(path, encoding="utf-8")):
            speed = next((name for name in SPEEDS if number(row[name])), None)
            if speed and row["quality"] in "AB":
                key = (row["source"], speed) + tuple(row[c] for c in row if c not in SILENT)
                layouts[key].append((row["id"], number(row[speed])))
        self.layouts = [(key[0], key[1], rows[0][0], statistics.median(v for _, v in rows))
                        for key, rows in layouts.items()]

    def errors(self, program, folder):
        command = [program, "accuracy", "--table", self.path, "--format", "csv", "--data", folder]
        out = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
        predicted = {(p["id"], p["quantity"]): number(p["predicted"]) for p in csv.DictReader(io.StringIO(out))}
        by_source = collections.defaultdict(list)
        for source, speed, row, measured in self.layouts:
            guess = predicted.get((row, speed))
            if guess:
                by_source[source].append(math.log(guess / measured))
        return by_source


def loss(by_source, leave_out):
    terms = [statistics.mean(min(abs(e), 0.5) for e in errors)
             for source, errors in by_source.items() if source != leave_out]
    return statistics.mean(terms)


def fit(program, table, rounds, leave_out=None, start=None):
    """Pattern search in the logarithm of each constant, step halved when nothing improves."""
    values = dict(start) if start else {p.name: p.read() for p in PARAMETERS}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def trial(candidate):
            for p in PARAMETERS:
                p.write(candidate[p.name], folder)
            return loss(table.errors(program, folder), leave_out)

        best, step = trial(values), 0.2
        for _ in range(rounds):
            improved = False
            for p in PARAMETERS:
                for factor in (math.exp(step), math.exp(-step)):
                    moved = min(p.high, max(p.low, values[p.name] * factor))
                    candidate = values | {p.name: moved}
                    score = trial(candidate) if moved != values[p.name] else best
                    if score < best - 1e-6:
                        best, values, improved = score, candidate, True
                        break
            step = step if improved else step / 2
            if step < 0.01:
                break
    return values, best


def report(program, table, values):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for p in PARAMETERS:
            p.write(values[p.name], folder)
        return table.errors(program, folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/release/foretoken")
    parser.add_argument("--table", default=ROOT / "data/published/training.csv")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--leave-out")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    table = Table(options.table)
    values, best = fit(options.program, table, options.rounds, options.leave_out)
    for p in PARAMETERS:
        print(f"{p.name:28} {values[p.name]:8.3g}   (was {p.read():.3g})")
    print(f"mean of sources' mean |ln error|, capped: {best:.4f}")
    for source, errors in sorted(report(options.program, table, values).items()):
        print(f"  {source:16} n {len(errors):4}  median |error| {statistics.median(map(abs, errors)):6.3f}"
              f"  bias {statistics.median(errors):+6.3f}")
    if options.cross_validate:
        medians = []
        for source in sorted({layout[0] for layout in table.layouts}):
            without, _ = fit(options.program, table, options.rounds, source, values)
            errors = report(options.program, table, without)[source]
            medians.append(statistics.median(abs(math.expm1(e)) for e in errors))
            print(f"  left out {source:16} median error {medians[-1]:6.1%}")
        print(f"leave-one-source-out macro {statistics.mean(medians):.2%}")
    if options.write:
        for p in PARAMETERS:
            p.write(values[p.name], ROOT / "data")


if __name__ == "__main__":
    main()
