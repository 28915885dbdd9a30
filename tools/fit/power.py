#!/usr/bin/env python3
"""How does the power of an A100 grow with the memory traffic of its kernels?

Fits `active` and `memory` of data/power/ampere.yaml: the token phases of Llama 2 70B and BLOOM 176B in
splitwise-sim's table (github.com/Mutinifni/splitwise-sim@8f99e7d data/perf_model.csv) read all weights
and the cached keys and values once per token, so their share of the memory bandwidth is known and the
matrix engine all but rests. Then compares the prompt phases under a cap with the clock law.

usage: tools/fit/power.py PERF_MODEL.csv[.gz]
"""
import argparse
import collections
import csv
import gzip
import math
import statistics

WEIGHTS = {"llama2-70b": 69e9, "bloom-176b": 176e9}
# Keys and values of one token: layers x heads x width x 2, in 16 bit.
CACHE = {"llama2-70b": 80 * 8 * 128 * 2 * 2, "bloom-176b": 70 * 14336 * 2 * 2}
BANDWIDTH = 2.039e12
CAP, IDLE, EXPONENT = 0.5, 0.17, 3.0
KEYS = ("model", "hardware", "tensor_parallel", "prompt_size", "batch_size", "token_size")


def table(path):
    """Medians of the repeats of one point."""
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8")
    points = collections.defaultdict(list)
    with opened as file:
        for row in csv.DictReader(file):
            points[tuple(row[k] for k in KEYS)].append(row)
    for key, rows in sorted(points.items()):
        yield key, {c: statistics.median(float(r[c]) for r in rows)
                    for c in ("average_power", "prompt_time", "token_time")}


def token_phases(points):
    """(share of the bandwidth, share of the board's power) where tokens take nine tenths of the time."""
    for (model, part, tensor, prompt, batch, tokens), m in points:
        tensor, prompt, batch, tokens = map(int, (tensor, prompt, batch, tokens))
        writing = tokens * m["token_time"]
        if part != "a100-80gb" or m["average_power"] == 0 or prompt > 1024 or \
                writing < 0.9 * (writing + m["prompt_time"]):
            continue
        read = 2 * WEIGHTS[model] + CACHE[model] * (prompt + tokens / 2) * batch
        yield read / tensor / (m["token_time"] * 1e-3) / BANDWIDTH, m["average_power"]


def line(points):
    mean_x, mean_y = (statistics.mean(column) for column in zip(*points))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return mean_y - slope * mean_x, slope


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table")
    points = list(table(parser.parse_args().table))
    used = list(token_phases(points))
    active, memory = line(used)
    rms = math.sqrt(statistics.mean((active + memory * x - y) ** 2 for x, y in used))
    print(f"A100: active {active:.3f}, memory {memory:.3f}; rms {rms:.3f} over {len(used)} points")
    prompts = {key: m["prompt_time"] for key, m in points}
    ratios = [time / prompts[(key[0], "h100-80gb", *key[2:])] for key, time in prompts.items()
              if key[1] == "h100-80gb-pcap"]
    clock = ((CAP - IDLE) / (1 - IDLE)) ** (1 / EXPONENT)
    print(f"H100 under a cap: prompts take {statistics.median(ratios):.2f} times as long (all points "
          f"{min(ratios):.2f} to {max(ratios):.2f}); at half of the limit the law says {1 / clock:.2f}")


if __name__ == "__main__":
    main()
