// What is the time of an operator made of that only moves bytes?
#include "kernel/elementwise_account.hpp"

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "hardware/rows.hpp"

namespace foretoken::kernel {
namespace {

std::string fraction_key(Stream kind) {
    switch (kind) {
        case Stream::elementwise: return "stream_fraction";
        case Stream::norm: return "norm_fraction";
        case Stream::softmax: return "softmax_fraction";
    }
    return "stream_fraction";
}

}  // namespace

Account stream_account(std::string name, std::string says, Account moved, Stream kind,
                       const Accelerator& accelerator, const KernelCalibration& kernels) {
    const Seconds time = stream_time(Bytes{moved.value}, kind, accelerator, kernels);
    if (moved.value <= 0.0) {
        return account::sum(std::move(name), std::move(says), {});
    }
    const std::string key = fraction_key(kind);
    const auto row = [&](std::string_view k) { return hardware::in_row(kernels, {}, k); };
    account::Ledger ledger;
    ledger.note(account::input("launch", kernels.stream_launch, "floor of a small kernel",
                               row("stream_launch")));
    ledger.note(account::named(std::move(moved), "bytes"));
    ledger.note(hardware::memory_bandwidth(accelerator));
    ledger.note(account::input("fraction", stream_fraction(kind, kernels),
                               "of the bandwidth that such kernels reach", row(key)));
    return ledger.result(
        std::move(name), time, std::move(says),
        {"launch + bytes / (memory_bandwidth * fraction)", "docs/models/elementwise.md, Eq. 1"});
}

}  // namespace foretoken::kernel
