#!/usr/bin/env python3
"""Fits the collective constants of data/network to measured tables and tests them on others.

    c++ -std=c++20 -O2 -ffp-contract=off -Isrc -Iinclude -o collective_eval \\
        tools/fit/collective_eval.cpp src/network/{placement,links,collective,exchange}.cpp \\
        src/network/{point_to_point,torus}.cpp
    tools/fit/collectives.py --evaluator ./collective_eval --tables DIR --published CSV [--write]

DIR holds the nccl tables of ai-dynamo/aiconfigurator (<system>__nccl.csv.gz, message_size in
elements). Every second size is fitted; the others are the test. The published rows come from other
people's machines and are never fitted. All arithmetic of the model is in src/network: this script
only asks the evaluator.
"""
import argparse
import collections
import csv
import gzip
import math
import pathlib
import re
import subprocess

PROTOCOLS = ["ll", "ll128", "simple"]
COST = ["base", "scale_up", "pcie", "network", "rate", "network_rate"]
FRACTIONS = ["scale_up_fraction", "pcie_fraction", "bridge_fraction", "network_fraction", "copy_fraction"]
COLLECTIVES = ["all_reduce", "all_gather", "reduce_scatter", "alltoall", "broadcast"]
KIND = {"none": 0, "pairs": 1, "mesh": 2, "switched": 3}

# Data-sheet figures, as the evaluator's `machine` line wants them: kind, scale-up GB/s per
# direction, to one peer, domain, accelerators and cards per node, GB/s of a card, of the host link,
# of memory; then the fabric, a row of data/fabrics.
MACHINES = {
    "v100": ("mesh", 150, 50, 8, 8, 4, 12.5, 15.75, 900, "infiniband-edr"),
    "a100": ("switched", 300, 300, 8, 8, 8, 25, 31, 2039, "infiniband-hdr"),
    "a100-4nic": ("switched", 300, 300, 8, 8, 4, 25, 31, 2039, "infiniband-hdr"),
    "h100": ("switched", 450, 450, 8, 8, 8, 50, 63, 3350, "infiniband-ndr"),
    "h100-sharp": ("switched", 450, 450, 8, 8, 8, 50, 63, 3350, "infiniband-ndr+sharp"),
    "h200": ("switched", 450, 450, 8, 8, 8, 50, 63, 4800, "infiniband-ndr"),
    "h800": ("switched", 200, 200, 8, 8, 8, 50, 63, 3350, "infiniband-ndr"),
    "b200": ("switched", 900, 900, 8, 8, 8, 50, 63, 8000, "infiniband-ndr"),
    "b200-efa": ("switched", 900, 900, 8, 8, 8, 50, 63, 8000, "efa-v4"),
    "gb200": ("switched", 900, 900, 72, 4, 4, 50, 63, 8000, "infiniband-ndr"),
    "rtx-pro-6000": ("none", 0, 0, 1, 8, 8, 50, 63, 1792, "infiniband-ndr"),
    "mi300x": ("mesh", 448, 64, 8, 8, 8, 50, 63, 5300, "infiniband-ndr"),
}
PCIE_GROUP = {"rtx-pro-6000": 2}  # accelerators under one PCIe root; others: not known
ARCHITECTURE = {"v100": "volta", "a100": "ampere", "a100-4nic": "ampere", "h100": "hopper",
                "h100-sharp": "hopper", "h200": "hopper", "h800": "hopper", "b200": "blackwell",
                "b200-efa": "blackwell", "gb200": "blackwell",
                "rtx-pro-6000": "default", "mi300x": "cdna3"}
# What is fitted on which systems: bandwidths first, then fixed times and the rates of LL and LL128.
# A step of LL128 or Simple inside a domain stays NCCL's own figure: 2 to 8 ranks hardly tell it
# from the base, and rings over many nodes are made of it.
BANDWIDTHS = ["scale_up_fraction", "copy_fraction", "exchange.simple.rate"]
LATENCIES = ["ring.ll.base", "ring.ll.scale_up", "ring.ll.rate", "ring.ll128.base",
             "ring.ll128.rate", "ring.simple.base", "exchange.ll.base", "exchange.ll.scale_up",
             "exchange.ll.rate", "exchange.simple.base", "exchange.simple.scale_up"]
FITS = {
    "ampere": (["a100"], BANDWIDTHS, LATENCIES),
    "hopper": (["h100", "h200"], BANDWIDTHS + ["nvls.rate"], LATENCIES + ["nvls.scale_up"]),
    "blackwell": (["b200", "gb200"], BANDWIDTHS + ["nvls.rate"], LATENCIES),
    # NCCL turns LL128 off where there are no scale-up links.
    "default": (["rtx-pro-6000"], ["pcie_fraction", "bridge_fraction", "exchange.simple.rate"],
                [k.replace("scale_up", "pcie") for k in LATENCIES if "ll128" not in k]
                + ["ring.simple.pcie"]),
}
# Of 8 bytes LL sends 4 flags, of 128 LL128 sends 8.
LIMITS = {"ring.ll.rate": 0.5, "ring.ll128.rate": 120 / 128}
LARGEST = 512 * 2**20

Call = collections.namedtuple("Call", "source machine collective bytes ranks stride microseconds")


def read_row(path):
    """The numbers of one data/network file, as {"ring.ll.base": seconds or fraction}."""
    row, section = {}, ""
    for line in path.read_text().splitlines():
        cost = re.match(r"(\s*)(\w+): \{(.*)\}", line)
        if cost:
            name = f"{section}.{cost[2]}" if cost[1] else cost[2]
            for field in cost[3].split(", "):
                key, value = field.split(": ")
                row[f"{name}.{key}"] = (float(value[:-3]) * 1e-6 if value.endswith(" us")
                                        else float(value))
        elif re.match(r"\w+:\s*$", line):
            section = line.split(":")[0]
        elif line.split(":")[0] in FRACTIONS:
            row[line.split(":")[0]] = float(line.split(":")[1])
    return row


def tie_trees(row):
    """Inside a node a tree's steps are a ring's; NCCL's ratios of tree to ring bandwidth."""
    for protocol, extra, ratio in (("ll", 0.2e-6, 0.53), ("ll128", 0, 0.92), ("simple", 0, 0.92)):
        ring, tree = f"ring.{protocol}.", f"tree.{protocol}."
        row[tree + "base"] = row[ring + "base"] + extra
        for key in ("scale_up", "pcie"):
            row[tree + key] = row[ring + key]
        for key in ("rate", "network_rate"):
            row[tree + key] = row[ring + key] * ratio


def write_row(path, row):
    """Puts the numbers back into the file, leaving its words alone."""
    def cost(name):
        return "{" + ", ".join(f"{k}: {row[f'{name}.{k}'] * 1e6:.4g} us" if i < 4 else
                               f"{k}: {row[f'{name}.{k}']:.4g}" for i, k in enumerate(COST)) + "}"
    out, section = [], ""
    for line in path.read_text().splitlines():
        match = re.match(r"(\s*)(\w+): \{", line)
        if match:
            name = f"{section}.{match[2]}" if match[1] else match[2]
            line = f"{match[1]}{match[2]}: " + cost(name)
        elif re.match(r"\w+:\s*$", line):
            section = line.split(":")[0]
        elif line.split(":")[0] in FRACTIONS:
            line = f"{line.split(':')[0]}: {row[line.split(':')[0]]:.4g}"
        out.append(line)
    path.write_text("\n".join(out) + "\n")


def read_fabric(folder, name):
    """What the evaluator wants of one data/fabrics file; "+sharp" after its name adds in switches."""
    name, _, extra = name.partition("+")
    text = (folder / f"{name}.yaml").read_text()

    def figure(key, default):
        found = re.search(rf"^{key}: (?:{{value: )?([\w.]+)( \w*)?", text, re.MULTILINE)
        return default if not found else float(found[1]) / (8 if found[2] == " Gbps" else 1)
    return [figure("fraction", 0), figure("latency", 0), figure("card_rate", 0),
            int(figure("rails", 0)), int("direct: false" not in text), int(extra == "sharp")]


class Evaluator:
    def __init__(self, program, fabrics):
        self.fabrics = fabrics
        self.pipe = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     text=True)

    def ask(self, lines):
        answers = []
        for start in range(0, len(lines), 500):  # few enough that neither pipe fills
            part = lines[start:start + 500]
            self.pipe.stdin.write("\n".join(part) + "\nend\n")
            self.pipe.stdin.flush()
            answers += [self.pipe.stdout.readline().split() for line in part
                        if line.split()[0] in ("time", "send", "dispatch")]
        return answers

    def times(self, row, calls):
        """Predicted microseconds of each call, with the algorithm and protocol chosen."""
        costs = [f"{a}.{p}" for a in ("ring", "tree", "exchange") for p in PROTOCOLS]
        names = [f"{c}.{k}" for c in costs + ["nvls", "pat"] for k in COST] + FRACTIONS
        lines = ["calibration " + " ".join(repr(row[n]) for n in names)]
        machine = None
        for call in calls:
            if call.machine != machine:
                machine = call.machine
                values = MACHINES[machine]
                fabric = read_fabric(self.fabrics, values[-1])
                numbers = [KIND[values[0]], *values[1:-1], *fabric, PCIE_GROUP.get(machine, 0)]
                lines.append("machine " + " ".join(map(str, numbers)))
            lines.append(f"time {COLLECTIVES.index(call.collective)} {call.bytes} {call.ranks} "
                         f"{call.stride}")
        return [(float(t), int(a), int(p)) for t, a, p in self.ask(lines)]


def read_tables(folder, published):
    """The calibration set: measured inside one node or NVLink domain."""
    calls = []
    for system in ("a100_sxm", "h100_sxm", "h200_sxm", "b200_sxm", "gb200"):
        with gzip.open(folder / f"{system}__nccl.csv.gz", "rt") as file:
            for r in csv.DictReader(file):
                if r["nccl_dtype"] == "half":
                    calls.append(Call("AIC", system.split("_")[0], r["op_name"],
                                      2 * int(r["message_size"]), int(r["num_gpus"]), 1,
                                      1e3 * float(r["latency"])))
    for r in published:
        if "rtx_pro_6000_server/comm/nccl" in r["source"]:
            calls.append(Call("AIC", "rtx-pro-6000", r["collective"], int(r["size_bytes"]),
                              int(r["n_gpus"]), 1, float(r["time_us"])))
    return calls


GPUS = [("A100-SXM", "a100"), ("H100-SXM", "h100"), ("H200", "h200"), ("B200-SXM", "b200"),
        ("GB200", "gb200"), ("MI300X", "mi300x"), ("V100", "v100")]
SOURCES = [("vidur", "VID"), ("Azure", "AZ"), ("coreweave", "CW"),
           ("ml-engineering@744d01e)", "GTC"), ("stas00", "MLE"), ("mscclpp", "MSCCL++"),
           ("vpbenchmarking", "VP"), ("nccl-tests/issues/119", "NCCL-119")]


def not_asked(r, source):
    """Rows that say what another library, a forced algorithm, SHARP or a sick fabric does."""
    algorithm, gpu, reduces = r["algo_or_kernel"], r["gpu"], r["collective"] == "all_reduce"
    forced_ring = "off" in algorithm or (algorithm == "Ring" and reduces and r["n_gpus"] == "8"
                                         and gpu[:4] in ("H100", "H200", "B200"))
    return (forced_ring
            or (source == "MSCCL++" and algorithm != "NCCL")
            or (source == "VID" and r["n_nodes"] != "1")
            or (source == "GTC" and gpu == "GB200" and r["busbw_GBps"] == "680"))


def held_out(published):
    """Rows of other people; a slide's peak without a size is taken at 16 GiB."""
    calls = []
    for r in published:
        source = next((name for key, name in SOURCES if key in r["source"]), None)
        machine = next((name for key, name in GPUS if r["gpu"].startswith(key)), None)
        if not (source and machine and r["collective"] in COLLECTIVES) or not_asked(r, source):
            continue
        machine = {"NCCL-119": "a100-4nic"}.get(source, machine)
        if "IB SHARP" in r["algo_or_kernel"]:
            machine += "-sharp"
        if "EFA" in r["fabric"]:
            machine += "-efa"
        ranks, nodes = int(r["n_gpus"]), int(r["n_nodes"] or 1)
        size = float(r["size_bytes"] or 16 * 2**30)
        factor = {"all_reduce": 2 * (ranks - 1) / ranks,
                  "broadcast": 1}.get(r["collective"], (ranks - 1) / ranks)
        measured = float(r["time_us"] or size * factor / float(r["busbw_GBps"]) / 1e3)
        where = f"{source} {machine} x{ranks}" if nodes > 1 else f"{source} one node"
        calls.append(Call(where, machine, r["collective"], size, ranks, 1, measured))
    return calls


def latency_loss(evaluator, calls):
    """Mean absolute log ratio over all sizes: it shrugs off single wild measurements."""
    def loss(row):
        times = evaluator.times(row, calls)
        return sum(abs(math.log(t[0] / c.microseconds)) for t, c in zip(times, calls)) / len(calls)
    return loss


def bandwidth_loss(evaluator, calls):
    """The same of what the largest message takes more than one of a quarter, free of fixed times.
    A group counts by its ranks, because larger ones than were measured will be asked for."""
    large = [c for c in calls if c.bytes == LARGEST]
    small = [next(d for d in calls if d._replace(bytes=c.bytes, microseconds=c.microseconds) == c
                  and d.bytes == LARGEST // 4) for c in large]
    weight = sum(c.ranks for c in large)

    def loss(row):
        times = [t[0] for t in evaluator.times(row, large + small)]
        more = [a - b for a, b in zip(times, times[len(large):])]
        return sum(c.ranks * abs(math.log(m / (c.microseconds - d.microseconds)))
                   for m, c, d in zip(more, large, small)) / weight
    return loss


def fit(row, keys, loss):
    """Coordinate search with a step per constant."""
    best, step = loss(row), {key: 0.3 for key in keys}
    while max(step.values()) > 0.002:
        for key in keys:
            for factor in (1 + step[key], 1 / (1 + step[key])):
                trial = dict(row, **{key: min(row[key] * factor, LIMITS.get(key, math.inf))})
                value = loss(trial)
                if value < best:
                    row, best = trial, value
                    break
            else:
                step[key] *= 0.6
    return row


def report(title, groups, evaluator, rows):
    print(f"\n{title}\n{'set':34s} {'rows':>5s} {'mean error':>11s} {'bias':>8s} {'worst':>8s}")
    for name, calls in groups.items():
        calls.sort(key=lambda c: c.machine)
        ratios = []
        for machine in sorted({c.machine for c in calls}):
            part = [c for c in calls if c.machine == machine]
            times = evaluator.times(rows[ARCHITECTURE[machine]], part)
            ratios += [t[0] / c.microseconds - 1 for t, c in zip(times, part)]
        print(f"{name:34s} {len(ratios):5d} {sum(map(abs, ratios)) / len(ratios):11.1%} "
              f"{sum(ratios) / len(ratios):+8.1%} {max(ratios, key=abs):+8.1%}")


def tenth_worst(errors):
    return sorted(errors)[min(len(errors) - 1, int(0.9 * len(errors)))]


def errors_of(calls, evaluator, rows, least):
    calls = [c for c in calls if c.bytes >= least]
    times = [evaluator.times(rows[ARCHITECTURE[c.machine]], [c])[0][0] for c in calls]
    return [abs(t / c.microseconds - 1) for t, c in zip(times, calls)]


def markdown(tested, others, evaluator, rows):
    """The errors by machine and source, as the table of docs/models/collectives.md."""
    lines = ["| machine | source | rows, 64 KiB up | mean | p90 | rows, 16 MiB up | mean | p90 |",
             "|---|---|---|---|---|---|---|---|"]
    groups = grouped(sorted(tested + others, key=lambda c: (c.machine, c.source)),
                     lambda c: (c.machine, c.source))
    for (machine, source), calls in groups.items():
        cells = [machine, source.replace(f" {machine}", "", 1)]
        for least in (64 * 1024, 16 * 2**20):
            errors = errors_of(calls, evaluator, rows, least)
            cells += ([str(len(errors)), f"{sum(errors) / len(errors):.1%}",
                       f"{tenth_worst(errors):.1%}"] if errors else ["0", "", ""])
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def put_table(page, table):
    start, end = "<!-- errors: tools/fit/collectives.py --report -->\n", "<!-- end of errors -->"
    text = page.read_text()
    head, rest = text.split(start)
    page.write_text(head + start + "\n" + table + "\n" + end + rest.split(end, 1)[1])


def grouped(calls, name):
    groups = collections.OrderedDict()
    for call in calls:
        groups.setdefault(name(call), []).append(call)
    return groups


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--evaluator", required=True)
    parser.add_argument("--tables", type=pathlib.Path, required=True)
    parser.add_argument("--published", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("data/network"))
    parser.add_argument("--write", action="store_true", help="fit, and write the rows of --data")
    parser.add_argument("--rows", action="store_true", help="print every held-out row")
    parser.add_argument("--fabrics", type=pathlib.Path, default=pathlib.Path("data/fabrics"))
    parser.add_argument("--report", type=pathlib.Path, help="page whose table of errors is renewed")
    options = parser.parse_args()

    with open(options.published) as file:
        published = list(csv.DictReader(file))
    tables = read_tables(options.tables, published)
    evaluator = Evaluator(options.evaluator, options.fabrics)
    rows = {path.stem: read_row(path) for path in sorted(options.data.glob("*.yaml"))}
    sizes = sorted({c.bytes for c in tables})
    fitted = [c for c in tables if sizes.index(c.bytes) % 2 == 0]
    tested = [c for c in tables if sizes.index(c.bytes) % 2 == 1 and c.bytes >= 64 * 1024]

    if options.write:
        for name, (systems, bandwidths, latencies) in FITS.items():
            calls = [c for c in fitted if c.machine in systems]
            rows[name] = fit(rows[name], bandwidths, bandwidth_loss(evaluator, calls))
            rows[name] = fit(rows[name], latencies, latency_loss(evaluator, calls))
        for name, row in rows.items():
            tie_trees(row)
            write_row(options.data / f"{name}.yaml", row)
            rows[name] = read_row(options.data / f"{name}.yaml")

    report("Held-out sizes of the fitted tables, 64 KiB and more",
           grouped(tested, lambda c: f"{c.machine} {c.collective}"), evaluator, rows)
    report("The same by system", grouped(tested, lambda c: c.machine), evaluator, rows)
    others = held_out(published)
    for words, least in (("64 KiB", 64 * 1024), ("256 MiB", 256 * 2**20)):
        report(f"Other people's machines, {words} and more",
               grouped([c for c in others if c.bytes >= least], lambda c: c.source), evaluator, rows)
    if options.report:
        put_table(options.report, markdown(tested, others, evaluator, rows))
    if options.rows:
        for call in others:
            time, algorithm, protocol = evaluator.times(rows[ARCHITECTURE[call.machine]], [call])[0]
            print(f"{call.source:24s} {call.machine:8s} {call.collective:14s} {call.ranks:5d} "
                  f"{call.bytes:15.0f} {call.microseconds:10.1f} {time:10.1f} "
                  f"{time / call.microseconds - 1:+7.1%} {algorithm}/{protocol}")


if __name__ == "__main__":
    main()
