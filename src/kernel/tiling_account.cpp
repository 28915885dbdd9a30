// What is the time of the fastest tiling of a product made of?
#include "kernel/tiling_account.hpp"

#include "base/account.hpp"
#include "hardware/rows.hpp"

namespace foretoken::kernel {
namespace {

using account::input;
using account::Ledger;

const std::string document = "docs/models/gemm.md";

account::Made eq(std::string formula, const std::string& number) {
    return {std::move(formula), document + ", Eq. " + number};
}

void note_choice(Ledger& l, const Tiling& best, double operand_bytes) {
    const auto fastest =
        account::elsewhere("the fastest of 7 tiles and 5 splits (" + document + ")");
    l.note(input("tile_rows", best.rows, "of the tile that one processor computes", fastest));
    l.note(input("tile_columns", best.columns, "of that tile", fastest));
    l.note(input("splits", best.splits, "parts of k that are summed afterwards", fastest));
    l.note(input("k_step", k_step_bytes / operand_bytes, "elements of k in a step of the main loop",
                 {.status = Status::derived, .source = "128 bytes of a row (" + document + ")"}));
}

void note_formats(Ledger& l, Format format) {
    l.note(input("operand_bytes", Bytes{bytes_per_element(format)}, "of an operand's element",
                 account::elsewhere("number format " + std::string(hardware::row_key(format)))));
    const double result = result_bytes(format);
    l.note(input("result_bytes", Bytes{result}, "of a result's element",
                 account::elsewhere(result > 2.0 ? "results have 32 bit" : "results have 16 bit")));
}

// Eq. 1 to 3.
void derive_compute(Ledger& l) {
    l.derive<double>("tiles", "tiles of the result, parts of k counted apart",
                     eq("ceil(m / tile_rows) * ceil(n / tile_columns) * batch * splits", "1"));
    l.derive<double>(
        "waves", "rounds in which the processors compute them",
        eq("(1 - stream_k) * ceil(tiles / processors) + stream_k * max(1, tiles / processors)",
           "2"));
    l.derive<double>("k_padded", "elements of k per tile, in whole steps",
                     eq("ceil(k / splits / k_step) * k_step", "6"));
    l.derive<Flops>(
        "tile_flops", "that a tile costs; a small one feeds the matrix engine badly",
        eq("2 * k_padded * ((1 - tile_floor) * tile_rows * tile_columns + tile_floor * 256 * 128)",
           "7"));
    l.derive<Seconds>("tile_ends", "prologue and epilogue of a tile",
                      eq("wave * (tile_rows + tile_columns) / (256 + 128)", "8"));
    l.derive<Seconds>("compute", "arithmetic of all waves",
                      eq("waves * (tile_flops / processor_rate + tile_ends)", "3"));
}

// How often an operand is read: once if the cache keeps it, else once per patch of the result.
void note_reads(Ledger& l, const std::string& name, bool kept, const std::string& per_patch) {
    const std::string operand = name + "_bytes";
    if (!kept) {
        l.derive<double>(name + "_reads", "times that it is read: it does not stay in the cache",
                         eq(per_patch, "9"));
        return;
    }
    Account once = account::derived(name + "_reads", 1.0, "times that it is read", {},
                                    {l.at(operand), l.at("cache")});
    once.method = operand + " <= cache / 2: it stays there";
    once.where = document + ", Eq. 9";
    l.note(std::move(once));
}

// Eq. 4.
void derive_memory(Ledger& l, const Product& p, const Rates& rates, bool split) {
    const bool a_kept = p.m * p.k * p.operand_bytes <= rates.panel;
    const bool b_kept = p.k * p.n * p.operand_bytes <= rates.panel;
    l.derive<Bytes>("a_bytes", "of the left operand", eq("m * k * operand_bytes", "4"));
    l.derive<Bytes>("b_bytes", "of the right operand", eq("k * n * operand_bytes", "4"));
    l.derive<Bytes>("c_bytes", "of the result", eq("m * n * result_bytes", "4"));
    if (!a_kept || !b_kept) {
        l.derive<double>("patch", "elements of the result that the tiles in flight cover",
                         eq("min(tiles, processors) * tile_rows * tile_columns / splits", "9"));
        l.derive<double>("patch_rows", "of that patch", eq("min(m, sqrt(patch))", "9"));
    }
    if (!a_kept) {
        l.derive<double>("patch_columns", "of that patch", eq("min(n, patch / patch_rows)", "9"));
    }
    note_reads(l, "a", a_kept, "ceil(n / patch_columns)");
    note_reads(l, "b", b_kept, "ceil(m / patch_rows)");
    std::string bytes = "batch * (a_reads * a_bytes + b_reads * b_bytes + c_bytes)";
    if (split) {
        l.derive<Bytes>("partial_sums", "written and read in 32 bit",
                        eq("8 * splits * batch * m * n", "4"));
        bytes += " + partial_sums";
    }
    l.derive<Bytes>("bytes", "read and written", eq(bytes, "4"));
    l.derive<Seconds>("memory", "reading operands, writing the result",
                      eq("bytes / (memory_bandwidth * memory_fraction)", "5"));
}

}  // namespace

std::string row_of(const GemmConstants& constants, const KernelCalibration& kernels) {
    for (std::size_t i = 0; i < kernels.gemm.size(); ++i) {
        if (&constants == &kernels.gemm[i]) {
            return "gemm." + std::string(hardware::row_key(static_cast<Format>(i)));
        }
    }
    return "fp8_block";
}

void note_constants(Ledger& ledger, const GemmConstants& constants,
                    const KernelCalibration& kernels) {
    const std::string key = row_of(constants, kernels);
    const auto from = [&](const std::string& field) {
        return hardware::in_row(kernels, constants.from, key + "." + field);
    };
    const auto fraction = [&](const std::string& field, double value, std::string says) {
        ledger.note(input(field, value, std::move(says), from(field)));
    };
    const auto time = [&](const std::string& field, Seconds value, std::string says) {
        ledger.note(input(field, value, std::move(says), from(field)));
    };
    fraction("peak_fraction", constants.peak_fraction, "of the peak, in a full wave");
    fraction("memory_fraction", constants.memory_fraction, "of the memory bandwidth");
    time("launch", constants.launch, "floor of a tiny kernel on the device");
    time("wave", constants.wave, "prologue and epilogue of the largest tile");
    time("split", constants.split, "adding up a product whose k is split");
    fraction("tile_floor", constants.tile_floor, "of the largest tile's time, for any tile");
    fraction("stream_k", constants.stream_k, "of the last wave, spread over all processors");
    fraction("sustained", constants.sustained, "clock under a load that lasts over a burst's");
}

void note_chip(Ledger& ledger, const Execution& execution, const Accelerator& accelerator,
               const KernelCalibration& kernels) {
    note_formats(ledger, execution.format);
    ledger.note(hardware::processors(accelerator));
    ledger.note(hardware::peak("peak", accelerator, execution.format));
    std::string rate = execution.load == Load::sustained ? "sustained * " : "";
    rate += "peak_fraction * ";
    if (execution.rows == Rows::aligned) {
        rate += "peak";
    } else {
        ledger.note(input("unaligned_fraction", kernels.unaligned_fraction,
                          "of the rate: rows do not begin on 16 bytes",
                          hardware::in_row(kernels, {}, "unaligned_fraction")));
        ledger.note(hardware::peak("vector_peak", accelerator, Format::fp32));
        rate += execution.rows == Rows::unaligned ? "peak * unaligned_fraction"
                                                  : "min(vector_peak, peak * unaligned_fraction)";
    }
    ledger.derive<FlopRate>("processor_rate", "of one processor", eq(rate + " / processors", "10"));
    ledger.note(hardware::memory_bandwidth(accelerator));
    ledger.note(hardware::cache(accelerator));
}

std::string note_tiling(Ledger& ledger, const Product& product, const Rates& rates,
                        const GemmConstants& constants) {
    const Tiling best = fastest_tiling(product, rates, constants);
    const bool split = best.splits > 1.0;
    note_choice(ledger, best, product.operand_bytes);
    derive_compute(ledger);
    derive_memory(ledger, product, rates, split);
    const std::string both = "(compute^4 + memory^4)^(1/4)";
    return split ? "split + " + both : both;
}

}  // namespace foretoken::kernel
