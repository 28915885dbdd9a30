// What is the time of one matrix product made of?
#include "kernel/gemm_account.hpp"

#include <cmath>

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "kernel/gemm_work.hpp"
#include "kernel/tiling_account.hpp"

namespace foretoken::kernel {
namespace {

using account::input;

void note_shape(account::Ledger& ledger, const Product& p) {
    const auto shape = account::elsewhere("operator's shape");
    ledger.note(input("m", p.m, "rows of the result", shape));
    ledger.note(input("n", p.n, "columns of the result", shape));
    ledger.note(input("k", p.k, "elements that each of its elements sums", shape));
    ledger.note(input("batch", p.batch, "products of this shape", shape));
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
    note_shape(ledger, work.product);
    note_constants(ledger, work.constants, kernels);
    note_chip(ledger, {work.format, work.rows, load}, accelerator, kernels);
    const std::string tiling = note_tiling(ledger, work.product, work.rates, work.constants);
    return account::folded(ledger.result(std::move(name), time, std::move(says),
                                         {"launch + " + tiling, "docs/models/gemm.md, Eq. 5"},
                                         {"m", "n", "k", "batch"}));
}

}  // namespace foretoken::kernel
