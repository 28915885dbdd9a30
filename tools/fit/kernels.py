#!/usr/bin/env python3
"""Which constants make the closed forms of src/kernel agree with measured kernels?

Fits GEMM and attention constants per accelerator on aiconfigurator's tables and prints them as the
rows of data/kernels. The formula is not repeated here: kernel_eval.cpp evaluates src/kernel over a
pipe. Of a table, half of the (n, k) pairs (or head layouts) are fitted; errors are those of the
other half.

    tools/fit/kernels.py [--tables DIR] [--only h100-sxm] [--check]

--check compares with the committed rows instead of printing, and fails beyond 3 percent.
"""

import argparse
import array
import csv
import gzip
import hashlib
import math
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile


CONSTANTS = 7  # per line of kernel_eval
ROOT = pathlib.Path(__file__).resolve().parents[2]
FORMATS = {"bf16": (3, 2.0), "fp8": (4, 1.0), "fp8_block": (4, 1.0), "fp4": (5, 0.5)}
LONG = 5e-3  # seconds; beyond this a GEMM runs at the clock that the chip can hold
TRAINING = 512  # m, n and k of the shapes that training is made of
GROUPED_LAUNCH = 2e-6  # seconds; not separable from the routing kernels, so not fitted
NEVER = 1e-4  # seconds; a split that costs more is one that the kernels lack
LEAST_WEIGHT = 0.25  # of the other shapes

# Tables that hold the plain product (cast=False) or the product behind a cast of its activations,
# whose bytes and launches are then fitted beside it and left out of the row.
GEMMS = {
    "a100-sxm-80g": [("bf16", "trtllm", "torch_flow", "bfloat16", False)],
    "h100-sxm": [("bf16", "trtllm", "torch_flow", "bfloat16", False),
                 ("fp8", "trtllm", "torch_flow", "fp8", True),
                 ("fp8_block", "trtllm", "", "fp8_block", True)],
    "h200-sxm": [("bf16", "trtllm", "torch_flow", "bfloat16", False),
                 ("fp8", "trtllm", "torch_flow", "fp8", True),
                 ("fp8_block", "trtllm", "", "fp8_block", True)],
    "b200-sxm": [("bf16", "trtllm", "torch_flow", "bfloat16", False),
                 ("fp8", "trtllm", "torch_flow", "fp8", True),
                 ("fp8_block", "trtllm", "", "fp8_block", True),
                 ("fp4", "trtllm", "torch_flow", "nvfp4", True)],
    "gb200": [("bf16", "trtllm", "torch_flow", "bfloat16", False),
              ("fp8", "trtllm", "torch_flow", "fp8", True),
              ("fp8_block", "trtllm", "", "fp8_block", True),
              ("fp4", "trtllm", "torch_flow", "nvfp4", True)],
    "h20": [("fp8_block", "infersim", "h20", "", False)],  # DeepGEMM
}
# Kernels that training runs, as their authors measured them (flash_attention.csv, bar labels of
# github.com/Dao-AILab/flash-attention@0251105 assets): 16k tokens in all, hidden size 2048. The
# tables of serving engines, with paged caches, would make short sequences too slow.
FIGURES = {
    "a100-sxm-80g": [("flash2", "a100", "fwd+bwd", ("FlashAttention-2",))],
    "h100-sxm": [("flash2", "h100", "fwd", ("FlashAttention-2",)),
                 ("flash3", "h100", "fwd", ("FlashAttention-3", "cuDNN"))],
    "h200-sxm": [("flash2", "h100", "fwd", ("FlashAttention-2",)),
                 ("flash3", "h100", "fwd", ("FlashAttention-3", "cuDNN"))],
}
BACKWARD_RATE = 0.85  # FlashAttention-2 on H100, forward and backward against forward
FLASH_LAUNCH = 5e-6  # seconds; the figures do not show it
# Prefill of serving engines: where no figures of training kernels exist. Their tables include the
# writing of keys and values into the cache, which is fitted beside the kernel and left out.
ATTENTION_TABLES = {"b200-sxm": ("sglang", "trtllm_mha"), "gb200": ("sglang", "trtllm_mha")}
GROUPED = {"h100-sxm", "h200-sxm", "b200-sxm", "gb200"}  # A100 has no balanced table
TABLES = {"a100-sxm-80g": "a100_sxm", "h100-sxm": "h100_sxm", "h200-sxm": "h200_sxm",
          "b200-sxm": "b200_sxm", "gb200": "gb200"}


def si(text):
    """Value of '989 TFLOP/s', '3350 GB/s', '50 MiB' or '132' in base units."""
    number, unit = re.match(r"\s*([0-9.eE+]+)\s*(\S*)", text).groups()
    scale = {"": 1, "MiB": 2**20, "GiB": 2**30, "MB": 1e6, "GB": 1e9, "GB/s": 1e9, "TB/s": 1e12,
             "MHz": 1e6, "GHz": 1e9,
             "TFLOP/s": 1e12, "PFLOP/s": 1e15}
    return float(number) * scale[unit]


def chip(accelerator):
    """Peaks, bandwidth, processors and cache of data/accelerators/<id>.yaml."""
    text = (ROOT / "data" / "accelerators" / f"{accelerator}.yaml").read_text()

    def field(name, within=text):
        found = re.search(rf"(?<![a-z_]){name}:\s*(?:\{{\s*value:\s*)?([^,}}\n#]+)", within)
        return si(found.group(1)) if found else 0.0

    peaks = re.search(r"^peak:((?:.|\n )*)", text, re.M).group(1)
    return {"id": accelerator, "peak": {f: field(f, peaks) for f in ("bf16", "fp8", "fp4")},
            "bandwidth": field("memory_bandwidth"), "processors": int(field("processors")),
            "cache": field("cache"), "clock": field("clock"),
            "stream_fraction": stream_fraction(accelerator)}


def stream_fraction(accelerator):
    path = ROOT / "data/kernels" / f"{accelerator}.yaml"
    found = re.search(r"^stream_fraction: ([0-9.]+)", path.read_text(), re.M) if path.exists() else 0
    return float(found.group(1)) if found else 0.85


class Evaluator:
    """The C++ closed form on a fixed table of shapes."""

    def __init__(self, program, machine, form, lines):
        number, _ = FORMATS[form]
        peak = machine["peak"][form.split("_")[0]]
        self.rows = len(lines)
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        head = f"{peak} {machine['bandwidth']} {machine['processors']} {machine['cache']} "
        head += f"{machine['clock']} {number} {machine['stream_fraction']} {self.rows}\n"
        self.process.stdin.write((head + "\n".join(lines) + "\n").encode())

    def __call__(self, constants):
        padded = [*constants, *[0.0] * (CONSTANTS - len(constants))]
        self.process.stdin.write((" ".join(repr(float(c)) for c in padded) + "\n").encode())
        self.process.stdin.flush()
        return array.array("d", self.process.stdout.read(8 * self.rows))


def build(folder):
    program = str(pathlib.Path(folder) / "kernel_eval")
    sources = [str(ROOT / "tools/fit/kernel_eval.cpp")]
    sources += [str(p) for p in (ROOT / "src/kernel").glob("*.cpp") if "_test" not in p.name]
    subprocess.run(["c++", "-O2", "-std=c++20", "-ffp-contract=off", f"-I{ROOT}/include",
                    f"-I{ROOT}/src", *sources, "-o", program], check=True)
    return program


def nelder_mead(loss, start, step=0.3, rounds=2, steps=260):
    """Minimum of `loss` near `start` (Nelder and Mead 1965), restarted from its own best point."""
    best = list(start)
    for _ in range(rounds):
        simplex = [best] + [[x + step * (i == j) for j, x in enumerate(best)]
                            for i in range(len(best))]
        points = sorted((loss(p), p) for p in simplex)
        for _ in range(steps):
            center = [statistics.fmean(p[i] for _, p in points[:-1]) for i in range(len(best))]
            worst = points[-1][1]

            def along(t):
                p = [c + t * (c - w) for c, w in zip(center, worst)]
                return loss(p), p

            trial = along(1.0)
            if trial[0] < points[0][0]:
                trial = min(trial, along(2.0))
            elif trial[0] >= points[-2][0]:
                trial = min(along(-0.5), trial)
            if trial[0] < points[-1][0]:
                points[-1] = trial
            else:
                low = points[0][1]
                points = [points[0]] + [(loss(q), q) for q in
                                        ([(a + b) / 2 for a, b in zip(low, p)]
                                         for _, p in points[1:])]
            points.sort()
            if points[-1][0] - points[0][0] < 1e-6:
                break
        best = points[0][1]
    return best


def fitted_half(*key):
    return hashlib.md5(",".join(map(str, key)).encode()).digest()[0] % 2 == 0


def rows(tables, accelerator, table):
    path = tables / "aiconfigurator" / f"{TABLES[accelerator]}__{table}.csv.gz"
    with gzip.open(path, "rt") as file:
        yield from csv.DictReader(file)


def errors(predicted, measured, chosen):
    e = sorted(abs(p / m - 1) for p, m, c in zip(predicted, measured, chosen) if c)
    return f"median {100 * e[len(e) // 2]:.1f} %, p90 {100 * e[len(e) * 9 // 10]:.1f} % of {len(e)}"


def minimise(seconds_of, measured, weight, starts, fractions=()):
    """Constants that minimise the weighted mean absolute log ratio, from the best of `starts`.
    Those at the places `fractions` stay between 0 and 1, all others above 0."""
    total = sum(weight)

    def open_up(c):
        return [math.log(v / (1.0 - v)) if i in fractions else math.log(v)
                for i, v in enumerate(c)]

    def constants(x):
        return [1.0 / (1.0 + math.exp(-v)) if i in fractions else math.exp(min(v, 50.0))
                for i, v in enumerate(x)]

    def loss(x):
        return sum(w * min(1.0, abs(math.log(p / m)))
                   for w, p, m in zip(weight, seconds_of(constants(x)), measured)) / total

    found = [nelder_mead(loss, open_up(start)) for start in starts]
    return constants(min(found, key=loss))


def gemm_rows(tables, accelerator, engine, source, dtype):
    """(m, n, k, seconds) of one kernel's table."""
    if engine == "infersim":
        with open(tables / "infersim/gemm.csv") as file:
            return [(int(r["m"]), int(r["n"]), int(r["k"]), 1e-6 * float(r["latency_us"]))
                    for r in csv.DictReader(file) if r["gpu"] == source]
    return [(int(r["m"]), int(r["n"]), int(r["k"]), 1e-3 * float(r["latency"]))
            for r in rows(tables, accelerator, "gemm")
            if r["engine"].startswith(engine) and source in r["kernel_source"]
            and r["gemm_dtype"] == dtype]


def gemm_model(program, machine, form, data, cast):
    """Seconds of the rows of `data`, given constants and, behind a cast, its bytes per element."""
    evaluate = Evaluator(program, machine, form, [f"g {m} {n} {k} 1" for m, n, k, _ in data])
    unit = [m * k / machine["bandwidth"] if cast else 0.0 for m, n, k, _ in data]
    return lambda c: [p + (c[7] * u if cast else 0.0) for p, u in zip(evaluate(c[:7]), unit)]


def fit_gemm(program, tables, accelerator, machine, spec, launch):
    form, engine, source, dtype, cast = spec
    data = gemm_rows(tables, accelerator, engine, source, dtype)
    # Of the flat part of the table, one row in four.
    fit = [d for d in data if fitted_half(d[1], d[2]) and d[3] < LONG and d[0] not in (2, 4, 8)]
    weight = [1.0 if min(d[:3]) >= TRAINING else LEAST_WEIGHT for d in fit]
    starts = [[0.8, 0.75, 2.5e-6, 1e-6, 2e-6, floor, 0.6] + ([5.0] if cast else [])
              for floor in (0.05, 0.9)]
    c = minimise(gemm_model(program, machine, form, fit, cast), [d[3] for d in fit], weight,
                 starts, fractions=(1, 5, 6))
    c[4] = min(c[4], NEVER)
    predicted = gemm_model(program, machine, form, data, cast)(c)
    measured = [d[3] for d in data]
    held = [not fitted_half(d[1], d[2]) for d in data]
    held_large = [h and min(d[:3]) >= TRAINING for h, d in zip(held, data)]
    long = [p / m for p, m in zip(predicted, measured) if m >= LONG]
    note = (f"{errors(predicted, measured, held_large)} held-out shapes of training size; "
            f"{errors(predicted, measured, held)} held-out shapes in all")
    if cast:
        note += f"; cast of {c[7]:.1f} B per element of A and {c[2] * 1e6:.1f} us removed"
    return {"format": form, "peak_fraction": c[0], "memory_fraction": c[1],
            "launch": launch if cast else c[2], "wave": c[3], "split": c[4], "tile_floor": c[5],
            "stream_k": c[6], "note": note,
            "long": min(1.0, statistics.median(long)) if len(long) > 10 else 1.0}


def fit_figures(program, machine, spec):
    """Flash attention from published bars of TFLOP/s; causal bars count half of the square."""
    name, gpu, direction, kernels = spec
    with open(ROOT / "tools/fit/flash_attention.csv") as file:
        bars = [r for r in csv.DictReader(file)
                if r["gpu"] == gpu and r["pass"] == direction and r["kernel"] in kernels]
    lines, measured = [], []
    both = direction == "fwd+bwd"
    for r in bars:
        s, d, causal = int(r["sequence"]), int(r["head_dim"]), int(r["causal"])
        lines.append(f"f {16384 // s} {2048 // d} {2048 // d} {s} {s} {d} {d} {causal} 0 2")
        flops = 4.0 * 16384 * s * 2048 * (0.5 if causal else 1.0) * (3.5 if both else 1.0)
        measured.append(flops / (1e12 * float(r["tflops"])))
    if gpu == "h100":
        machine = chip("h100-sxm")  # also for H200, whose chip is the same
    evaluate = Evaluator(program, machine, "bf16", lines)
    passes = 1.0 + 2.5 / BACKWARD_RATE if both else 1.0
    every = [True] * len(bars)

    def seconds_of(c):
        return [passes * t for t in evaluate([*c, FLASH_LAUNCH])]

    c = minimise(seconds_of, measured, [1.0] * len(bars), [[0.8, 18.0, 100.0]])
    return {"name": name, "peak_fraction": c[0], "scores_per_clock": c[1], "half_length": c[2],
            "launch": FLASH_LAUNCH,
            "note": f"{errors(seconds_of(c), measured, every)} bars, fitted"}


def prefill_rows(tables, accelerator, engine, source):
    """(batch, heads, key heads, queries, head size, seconds) in 16 bit, without window or prefix."""
    for r in rows(tables, accelerator, "context_attention"):
        if (r["engine"].startswith(engine) and r["kernel_source"] == source
                and float(r["window_size"] or 0) == 0 and float(r["step"] or 0) == 0
                and r["attn_dtype"] == r["kv_cache_dtype"] == "bfloat16" and int(r["isl"]) >= 64):
            heads = int(r["num_heads"])
            yield (int(r["batch_size"]), heads, int(r["num_key_value_heads"]) or heads,
                   int(r["isl"]), int(r["head_dim"]), 1e-3 * float(r["latency"]))


def prefill_model(program, machine, data):
    """Seconds, given a row of constants, a launch and how often keys and values are moved besides."""
    lines = [f"f {b} {h} {kv} {s} {s} {d} {d} 1 0 3" for b, h, kv, s, d, _ in data]
    evaluate = Evaluator(program, machine, "bf16", lines)
    cached = [4.0 * b * s * kv * d / machine["bandwidth"] for b, _, kv, s, d, _ in data]
    return lambda c: [t + c[4] * m for t, m in zip(evaluate(c[:4]), cached)]


def long_prefill(row):
    return row[3] >= 1024 and row[0] * row[3] >= 2048


def fit_attention(program, tables, accelerator, machine):
    """Attention of chips without published training kernels, from prefill of a serving engine."""
    data = list(prefill_rows(tables, accelerator, *ATTENTION_TABLES[accelerator]))
    fit = [d for d in data if fitted_half(*d[1:3], d[4])]
    weight = [1.0 if long_prefill(d) else LEAST_WEIGHT for d in fit]
    c = minimise(prefill_model(program, machine, fit), [d[5] for d in fit], weight,
                 [[0.8, 18.0, 100.0, 1e-5, 2.0]])
    predicted = prefill_model(program, machine, data)(c)
    measured = [d[5] for d in data]
    held = [not fitted_half(*d[1:3], d[4]) for d in data]
    held_large = [h and long_prefill(d) for h, d in zip(held, data)]
    note = (f"{errors(predicted, measured, held_large)} held-out shapes of 1k tokens and more; "
            f"{errors(predicted, measured, held)} in all; prefill of SGLang, {c[3] * 1e6:.1f} us and "
            f"{c[4]:.1f} times the keys and values removed")
    return {"name": "flash3", "peak_fraction": c[0], "scores_per_clock": c[1],
            "half_length": c[2], "launch": FLASH_LAUNCH, "note": note}


def masked(values, chosen):
    return [v for v, c in zip(values, chosen) if c]


def fit_grouped(program, tables, accelerator, machine, plain):
    """Expert blocks of gated mixtures: two grouped products and the kernels that move tokens.

    Of each shape the fastest engine counts, where two or more measured it: single tables hold
    kernels that were not tuned for a shape and take three to five times the roofline."""
    seconds = {}
    for r in rows(tables, accelerator, "moe"):
        if (r["moe_dtype"] == "bfloat16" and r["distribution"] == "balanced"
                and not any(word in r["kernel_source"] for word in ("nongated", "min_latency"))):
            tokens, top, experts = (int(r[c]) for c in ("num_tokens", "topk", "num_experts"))
            local = experts // int(r["moe_ep_size"])
            inter = int(r["inter_size"]) // int(r["moe_tp_size"])
            each = tokens * top / experts
            if local >= 1 and each >= 16:
                shape = (int(r["hidden_size"]), inter, local, each, tokens)
                seconds.setdefault(shape, {})[r["kernel_source"]] = 1e-3 * float(r["latency"])
    data = [(*shape, min(by.values())) for shape, by in seconds.items() if len(by) > 1]
    measured = [d[5] for d in data]
    fitted = [fitted_half(*d[:3]) for d in data]
    large = [d[3] >= 256 and d[1] >= TRAINING for d in data]
    weight = [1.0 if b else LEAST_WEIGHT for b in large]
    up = Evaluator(program, machine, "bf16", [f"g {math.ceil(e)} {2 * i} {h} {n}"
                                              for h, i, n, e, _, _ in data])
    down = Evaluator(program, machine, "bf16", [f"g {math.ceil(e)} {h} {i} {n}"
                                                for h, i, n, e, _, _ in data])
    # Gathering and scattering of tokens, and the gated activation, in 16 bit at 80 % of bandwidth.
    moved = [2.0 * (n * e * (2 * h + 3 * i + 2 * h)) / (0.8 * machine["bandwidth"])
             for h, i, n, e, _, _ in data]

    def seconds_of(c):
        one = [plain["peak_fraction"], c[0], GROUPED_LAUNCH, c[1], plain["split"],
               plain["tile_floor"], plain["stream_k"]]
        return [a + b + c[3] * m + c[2] for a, b, m in zip(up(one), down(one), moved)]

    c = minimise(seconds_of, measured, [w * f for w, f in zip(weight, fitted)],
                 [[0.75, 1e-6, 3e-5, 1.0]])
    predicted = seconds_of(c)
    held = [not f for f in fitted]
    held_large = [h and b for h, b in zip(held, large)]
    return {"memory_fraction": c[0], "wave": c[1],
            "note": f"{errors(predicted, measured, held_large)} held-out blocks of 256 rows and "
                    f"more per expert; {errors(predicted, measured, held)} in all; "
                    f"{c[2] * 1e6:.0f} us of routing kernels and {c[3]:.2f} of the traffic removed; of "
                    "each shape the fastest of two or more engines"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=pathlib.Path, default=ROOT / "../shared/truth/kernels")
    parser.add_argument("--only", choices=sorted(GEMMS))
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        program = build(folder)
        for accelerator in [options.only] if options.only else GEMMS:
            wrong += fit(program, options, accelerator)
    return 1 if wrong else 0


def fit(program, options, accelerator):
    machine = chip(accelerator)
    print(f"# {accelerator}")
    launch, plain = 0.0, None
    wrong = 0
    committed = (ROOT / "data/kernels" / f"{accelerator}.yaml").read_text() if options.check else ""
    for spec in GEMMS[accelerator]:
        r = fit_gemm(program, options.tables, accelerator, machine, spec, launch)
        launch = launch or r["launch"]
        plain = plain or r
        body = (f"peak_fraction: {r['peak_fraction']:.3f}, "
                f"memory_fraction: {r['memory_fraction']:.3f}, "
                f"launch: {r['launch'] * 1e6:.2f} us, wave: {r['wave'] * 1e6:.3f} us, "
                f"split: {r['split'] * 1e6:.2f} us, tile_floor: {r['tile_floor']:.3f}, "
                f"stream_k: {r['stream_k']:.3f}")
        # The clock of a load that lasts for hours is `sustained`, which tools/fit/steps.py fits.
        note = f"{r['note']}; products beyond 5 ms at {r['long']:.2f} of the formula"
        wrong += show(f"  {r['format']}: {{{body}}}", note, committed)
    if accelerator in GROUPED:
        r = fit_grouped(program, options.tables, accelerator, machine, plain)
        body = (f"peak_fraction: {plain['peak_fraction']:.3f}, memory_fraction: {r['memory_fraction']:.3f}, "
                f"launch: {GROUPED_LAUNCH * 1e6:.2f} us, wave: {r['wave'] * 1e6:.3f} us")
        wrong += show(f"grouped: {{{body}}}", r["note"], committed)
    flash = [fit_figures(program, machine, spec) for spec in FIGURES.get(accelerator, [])]
    if accelerator in ATTENTION_TABLES:
        flash.append(fit_attention(program, options.tables, accelerator, machine))
    for r in flash:
        wrong += show(attention_row(r), r["note"], committed)
    return wrong


def attention_row(r):
    body = (f"peak_fraction: {r['peak_fraction']:.3f}, scores_per_clock: {r['scores_per_clock']:.1f}, "
            f"half_length: {r['half_length']:.0f}, ")
    return f"  {r['name']}: {{{body}launch: {r['launch'] * 1e6:.1f} us}}"


def show(line, note, committed):
    """Prints a row; with a committed file, counts its numbers that are more than 3 % off."""
    print(f"{line}\n    # {note}", flush=True)
    if not committed:
        return 0
    name = line.split(":")[0].strip()
    row = re.search(rf"^ *{name}:\s*\{{([^{{}}]*)", committed, re.M)
    if not row:
        print("    MISSING from data/kernels")
        return 1
    off = 0
    for key, value in re.findall(r"(\w+): ([0-9.]+)", line.split("{")[1]):
        found = re.search(rf"\b{key}: ([0-9.]+)", row.group(1))
        if not found or abs(float(found.group(1)) - float(value)) > 0.03 * float(value) + 1e-3:
            print(f"    DIFFERS: {key} is {found.group(1) if found else 'absent'}")
            off += 1
    return off


if __name__ == "__main__":
    sys.exit(main())
