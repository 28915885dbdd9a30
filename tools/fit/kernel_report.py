#!/usr/bin/env python3
"""How far is each committed row of data/kernels from every measured table, fitted or not?

Prints the tables of docs/models/gemm.md and attention.md.

usage: tools/fit/kernel_report.py [--tables DIR]
"""

import argparse
import csv
import gzip
import pathlib
import re
import tempfile

import kernels


def constants(accelerator, name, keys):
    """Numbers of a row of data/kernels in base units, of the accelerator or its architecture."""
    folder = kernels.ROOT / "data/kernels"
    path = folder / f"{accelerator}.yaml"
    if not path.exists():
        about = (kernels.ROOT / "data/accelerators" / f"{accelerator}.yaml").read_text()
        path = folder / (re.search(r"^architecture: (\S+)", about, re.M).group(1) + ".yaml")
    row = re.search(rf"^ *{name}:\s*\{{((?:[^{{}}]|\{{[^{{}}]*\}})*)\}}", path.read_text(), re.M)
    if not row:
        return None, ""
    values = []
    for key in keys:
        found = re.search(rf"\b{key}: ([0-9.]+)( us)?", row.group(1))
        values.append(float(found.group(1)) * (1e-6 if found.group(2) else 1.0) if found else 0.0)
    return values, " ".join(row.group(1).split())


def gemm_constants(accelerator, form):
    keys = ("peak_fraction", "memory_fraction", "launch", "wave", "split", "tile_floor", "stream_k")
    values, text = constants(accelerator, form, keys)
    cast = re.search(r"cast of ([0-9.]+) B per element of A and ([0-9.]+) us removed", text)
    if values and cast:  # the tables of narrow formats hold the cast too
        values[2] = 1e-6 * float(cast.group(2))
        values.append(float(cast.group(1)))
    return values


def quantiles(pairs):
    e = sorted(abs(p / m - 1.0) for p, m in pairs)
    return f"{100 * e[len(e) // 2]:.1f} / {100 * e[len(e) * 9 // 10]:.1f}" if e else "-"


def line(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |", flush=True)


def gemm_sources(tables, accelerator):
    """(format, name, rows, fitted) of the aiconfigurator tables."""
    dtypes = {"bfloat16": "bf16", "fp8": "fp8", "fp8_block": "fp8_block", "nvfp4": "fp4"}
    fitted = {spec[0]: spec[1] for spec in kernels.GEMMS[accelerator]}
    found = {}
    for r in kernels.rows(tables, accelerator, "gemm"):
        form, engine = dtypes.get(r["gemm_dtype"]), r["engine"].split("-")[0]
        if form in fitted:
            found.setdefault((form, engine), []).append(
                (int(r["m"]), int(r["n"]), int(r["k"]), 1e-3 * float(r["latency"])))
    for (form, engine), data in sorted(found.items()):
        yield form, engine, data, fitted[form] == engine


def report_gemm(program, tables):
    line("chip", "format", "source", "shapes", "of training size", "all")
    line("---", "---", "---", "---", "---", "---")
    for accelerator in kernels.TABLES:
        machine = kernels.chip(accelerator)
        for form, engine, data, fitted in gemm_sources(tables, accelerator):
            name = engine
            if fitted:
                name += ", held out"
                data = [d for d in data if not kernels.fitted_half(d[1], d[2])]
            row_gemm(program, machine, accelerator, form, name, data, form != "bf16")
    for accelerator, data in vidur_gemms(tables):
        row_gemm(program, kernels.chip(accelerator), accelerator, "bf16", "vidur", data, False)
    for accelerator, gpu in (("h20", "h20"), ("h800-sxm", "h800")):
        data = kernels.gemm_rows(tables, "", "infersim", gpu, "")
        name = "infersim"
        if accelerator in kernels.GEMMS:
            name += ", held out"
            data = [d for d in data if not kernels.fitted_half(d[1], d[2])]
        row_gemm(program, kernels.chip(accelerator), accelerator, "fp8_block", name, data, False)


def row_gemm(program, machine, accelerator, form, name, data, cast):
    values = gemm_constants(accelerator, form)
    if cast:  # every engine casts in its own way: its floor and bytes are fitted, the product is not
        few = [d for d in data if d[0] in (1, 64, 512, 2048, 8192)]
        model = kernels.gemm_model(program, machine, form, few, True)
        values[2], values[7] = kernels.minimise(
            lambda c: model([*values[:2], c[0], *values[3:7], c[1]]), [d[3] for d in few],
            [1.0] * len(few), [[values[2], values[7]]])
    predicted = kernels.gemm_model(program, machine, form, data, cast)(values)
    pairs = [(p, d[3]) for p, d in zip(predicted, data)]
    large = [q for q, d in zip(pairs, data) if min(d[:3]) >= kernels.TRAINING]
    line(accelerator, form, name, len(data), quantiles(large), quantiles(pairs))


def vidur_gemms(tables):
    """Products of one layer of served models in fp16."""
    found = {}
    with gzip.open(tables / "vidur/mlp_per_model.csv.gz", "rt") as file:
        for r in csv.DictReader(file):
            if r["gpu"] == "a40":  # its data/kernels row is the A100's
                chip = "a40"
            else:
                chip = {"a100": "a100-sxm-80g", "h100": "h100-sxm"}[r["gpu"]]
            m, h, tp = int(r["num_tokens"]), int(r["n_embd"]), int(r["num_tensor_parallel_workers"])
            f = int(r["n_expanded_embd"]) // tp
            up = f * (2 if r["use_gated_mlp"] == "True" else 1)
            for column, n, k in (("mlp_up_proj_ms", up, h), ("mlp_down_proj_ms", h, f),
                                 ("attn_post_proj_ms", h, h // tp)):
                if r[column]:
                    found.setdefault(chip, set()).add((m, n, k, 1e-3 * float(r[column])))
    return sorted((chip, sorted(data)) for chip, data in found.items())


def attention_rows(tables):
    """(accelerator, kernel, source, lines of kernel_eval, seconds)."""
    found = {}

    def add(chip, kernel, source, shape, seconds):
        rows = found.setdefault((chip, kernel, source), ([], [], []))
        rows[0].append("f " + " ".join(map(str, shape)) + f" {2 if kernel == 'flash2' else 3}")
        rows[1].append(seconds)
        b, _, kv, q, _, qk, v = shape[:7]
        rows[2].append(2.0 * b * kv * q * (qk + v))  # keys and values that a serving engine stores

    for accelerator in kernels.TABLES:
        kernel = "flash2" if accelerator.startswith("a100") else "flash3"
        for engine, source in (("trtllm", "torch_flow"), ("vllm", "vllm_flash_attn"),
                               ("vllm", "vllm_flash_attn_fa3"), ("sglang", "fa3"),
                               ("vllm", "vllm_flashinfer_trtllmprefill"), ("sglang", "trtllm_mha")):
            for b, h, kv, s, d, t in kernels.prefill_rows(tables, accelerator, engine, source):
                if kernels.long_prefill((b, h, kv, s)):
                    add(accelerator, kernel, f"{engine} {source}, prefill", (b, h, kv, s, s, d, d, 1, 0),
                        t)
    for name, dims in (("mha_prefill", None), ("mla_prefill", (192, 128))):
        with open(tables / f"infersim/{name}.csv") as file:
            for r in csv.DictReader(file):
                h, kv, d = (int(x) for x in r["shape"].split("-"))
                qk, v = dims or (d, d)
                chip = {"h20": "h20", "h800": "h800-sxm"}[r["gpu"]]
                s = int(r["seq_len"])
                add(chip, "flash3", f"infersim {name}", (1, h, h if dims else kv, s, s, qk, v, 1, 0),
                    1e-6 * float(r["latency_us"]))
    return found


def report_attention(program, tables):
    line("chip", "kernel", "source", "shapes", "bias", "median / p90")
    line("---", "---", "---", "---", "---", "---")
    keys = ("peak_fraction", "scores_per_clock", "half_length", "launch")
    for (chip, kernel, source), (lines, measured, cached) in sorted(attention_rows(tables).items()):
        values, _ = constants(chip, kernel, keys)
        machine = kernels.chip(chip)
        predicted = kernels.Evaluator(program, machine, "bf16", lines)(values)
        if ", prefill" in source:  # serving engines write their cache in the same call
            floor, times = kernels.minimise(
                lambda c: [p - values[3] + c[0] + c[1] * b / machine["bandwidth"]
                           for p, b in zip(predicted, cached)], measured, [1.0] * len(lines),
                [[1e-5, 2.0]])
            predicted = [p - values[3] + floor + times * b / machine["bandwidth"]
                         for p, b in zip(predicted, cached)]
        ratio = sorted(p / m for p, m in zip(predicted, measured))
        line(chip, kernel, source, len(lines), f"{100 * (ratio[len(ratio) // 2] - 1):+.0f} %",
             quantiles(zip(predicted, measured)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=pathlib.Path, default=kernels.ROOT / "../shared/truth/kernels")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = kernels.build(folder)
        report_gemm(program, options.tables)
        print()
        report_attention(program, options.tables)


if __name__ == "__main__":
    main()
