// What is the time of the products of many experts made of?
#include "kernel/grouped_gemm_account.hpp"

#include <cmath>

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "hardware/rows.hpp"
#include "kernel/constants.hpp"
#include "kernel/grouped_work.hpp"
#include "kernel/tiling_account.hpp"

namespace foretoken::kernel {
namespace {

using account::input;
using account::Ledger;

account::Made eq(std::string formula, const std::string& number) {
    return {std::move(formula), "docs/models/experts.md, Eq. " + number};
}

void note_shape(Ledger& l, const GroupedGemm& g, Format format) {
    const auto shape = account::elsewhere("operator's shape");
    l.note(input("groups", static_cast<double>(g.groups), "experts of this rank", shape));
    l.note(input("rows", g.rows, "of an expert, on average", shape));
    l.note(input("n", static_cast<double>(g.n), "columns of the result", shape));
    l.note(input("k", static_cast<double>(g.k), "elements that each of its elements sums", shape));
    const double grid = row_grid(format, g.scaling);
    if (grid > 0.0) {
        l.note(input("grid", grid, "of rows, in a narrow format",
                     account::elsewhere("docs/models/experts.md, Products")));
    }
    l.derive<double>("m", "rows as the kernels see them",
                     eq(grid > 0.0 ? "ceil(rows / grid) * grid" : "rows", "10"));
    if (g.separate) {
        l.note(input("streams", streams, "on which Transformer Engine runs products of its own",
                     account::elsewhere("docs/models/experts.md, Products")));
    }
    l.derive<double>("batch", "experts whose tiles fill the same waves",
                     eq(g.separate ? "min(streams, groups)" : "groups", "10"));
}

// What grouped kernels have of their own comes first, and the rest from the plain product's row.
void note_rows(Ledger& l, const GroupedGemm& g, Format format, const KernelCalibration& kernels) {
    const GemmConstants& plain = constants_for(format, g.scaling, kernels);
    if (has_grouped_row(g, kernels)) {
        const GemmConstants& grouped = kernels.grouped;
        const GemmConstants& reference = gemm_constants(Format::bf16, kernels);
        const auto from = [&](const std::string& field) {
            return hardware::in_row(kernels, grouped.from, "grouped." + field);
        };
        Ledger fractions;
        fractions.note(input("grouped", grouped.peak_fraction, "of the peak, of grouped kernels",
                             from("peak_fraction")));
        fractions.note(input("plain", reference.peak_fraction, "of one product in 16 bit",
                             hardware::in_row(kernels, reference.from,
                                              row_of(reference, kernels) + ".peak_fraction")));
        fractions.note(input(
            "format", plain.peak_fraction, "of one product in this format",
            hardware::in_row(kernels, plain.from, row_of(plain, kernels) + ".peak_fraction")));
        fractions.derive<double>("peak_fraction", "of the peak, in a full wave",
                                 eq("format * min(1, grouped / plain)", "10"));
        l.note(fractions.at("peak_fraction"));
        l.note(input("memory_fraction", grouped.memory_fraction, "of the memory bandwidth",
                     from("memory_fraction")));
        l.note(input("launch", grouped.launch, "floor of a tiny kernel", from("launch")));
        l.note(
            input("wave", grouped.wave, "prologue and epilogue of the largest tile", from("wave")));
    }
    note_constants(l, plain, kernels);
}

}  // namespace

Account grouped_gemm_account(std::string name, std::string says, const GroupedGemm& gemm,
                             const Accelerator& accelerator, const KernelCalibration& kernels,
                             Load load) {
    if (!has_work(gemm)) {
        return account::sum(std::move(name), std::move(says), {});
    }
    const Seconds time = grouped_gemm_time(gemm, accelerator, kernels, load);
    if (!std::isfinite(time.value)) {
        return input(std::move(name), time, std::move(says),
                     account::elsewhere("no rate of products known for " + accelerator.id));
    }
    const GroupedWork work = work_of(gemm, accelerator, kernels, load);
    Ledger l;
    note_shape(l, gemm, work.format);
    note_rows(l, gemm, work.format, kernels);
    note_chip(l, {work.format, work.rows, load}, accelerator, kernels);
    std::string formula = "launch + " + note_tiling(l, work.product, work.rates, work.constants);
    if (gemm.separate) {
        l.derive<double>("rounds", "of launches that follow each other",
                         eq("groups / batch", "11"));
        formula = "rounds * (" + formula + ")";
    }
    return account::folded(l.result(std::move(name), time, std::move(says), eq(formula, "11"),
                                    {"groups", "rows", "n", "k"}));
}

}  // namespace foretoken::kernel
