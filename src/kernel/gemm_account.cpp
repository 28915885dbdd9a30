// What is the time of one matrix product made of?
#include "kernel/gemm_account.hpp"

#include <cmath>

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "hardware/rows.hpp"
#include "kernel/gemm_work.hpp"
#include "kernel/tiling_account.hpp"

namespace foretoken::kernel {
namespace {

using account::input;

// "gemm.bf16": where the constants stand in their file.
std::string row_of(const GemmConstants& constants, const KernelCalibration& kernels) {
    for (std::size_t i = 0; i < kernels.gemm.size(); ++i) {
        if (&constants == &kernels.gemm[i]) {
            return "gemm." + std::string(hardware::row_key(static_cast<Format>(i)));
        }
    }
    return "fp8_block";
}

void note_shape(account::Ledger& ledger, const Product& p, Format format) {
    const auto shape = account::elsewhere("operator's shape");
    ledger.note(input("m", p.m, "rows of the result", shape));
    ledger.note(input("n", p.n, "columns of the result", shape));
    ledger.note(input("k", p.k, "elements that each of its elements sums", shape));
    ledger.note(input("batch", p.batch, "products of this shape", shape));
    const auto executed =
        account::elsewhere("number format " + std::string(hardware::row_key(format)));
    ledger.note(
        input("operand_bytes", Bytes{p.operand_bytes}, "of an operand's element", executed));
    ledger.note(input("result_bytes", Bytes{p.result_bytes}, "of a result's element", executed));
}

void note_rate(account::Ledger& ledger, const GemmWork& work, const Accelerator& accelerator,
               const KernelCalibration& kernels, Load load) {
    ledger.note(hardware::processors(accelerator));
    ledger.note(hardware::peak("peak", accelerator, work.format));
    std::string rate = load == Load::sustained ? "sustained * " : "";
    rate += "peak_fraction * ";
    if (work.rows == Rows::aligned) {
        rate += "peak";
    } else {
        ledger.note(input("unaligned_fraction", kernels.unaligned_fraction,
                          "of the rate: rows do not begin on 16 bytes",
                          hardware::in_row(kernels, {}, "unaligned_fraction")));
        ledger.note(hardware::peak("vector_peak", accelerator, Format::fp32));
        rate += work.rows == Rows::unaligned ? "peak * unaligned_fraction"
                                             : "min(vector_peak, peak * unaligned_fraction)";
    }
    ledger.derive<FlopRate>("processor_rate", "of one processor",
                            {rate + " / processors", "docs/models/gemm.md, Eq. 10"});
}

}  // namespace

Account gemm_account(std::string name, std::string says, const Gemm& gemm,
                     const Accelerator& accelerator, const KernelCalibration& kernels, Load load) {
    if (!has_work(gemm)) {
        return account::sum(std::move(name), std::move(says), {});
    }
    const Seconds time = gemm_time(gemm, accelerator, kernels, load);
    if (!std::isfinite(time.value)) {
        return input(std::move(name), time, std::move(says),
                     account::elsewhere("no rate of products known for " + accelerator.id));
    }
    const GemmWork work = work_of(gemm, accelerator, kernels, load);
    account::Ledger ledger;
    note_shape(ledger, work.product, work.format);
    note_constants(ledger, work.constants, kernels, row_of(work.constants, kernels));
    note_rate(ledger, work, accelerator, kernels, load);
    ledger.note(hardware::memory_bandwidth(accelerator));
    ledger.note(hardware::cache(accelerator));
    const std::string tiling = note_tiling(ledger, work.product, work.rates, work.constants);
    return ledger.result(std::move(name), time, std::move(says),
                         {"launch + " + tiling, "docs/models/gemm.md, Eq. 5"},
                         {"m", "n", "k", "batch"});
}

}  // namespace foretoken::kernel
