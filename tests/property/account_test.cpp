// Do the accounts of kernels and collectives give what their time functions give?
#include <doctest/doctest.h>

#include <cmath>

#include "arbitrary.hpp"
#include "base/account.hpp"
#include "kernel/elementwise_account.hpp"
#include "kernel/gemm_account.hpp"

using namespace foretoken;
using foretoken::property::coin;
using foretoken::property::holds;
using foretoken::property::one_of;
using foretoken::property::within;

namespace {

// An accelerator of the catalogue and its constants.
struct Chip {
    Accelerator accelerator;
    Calibration calibration;
};

const std::vector<Chip>& chips() {
    static const std::vector<Chip> all = [] {
        std::vector<Chip> made;
        const auto listings = property::catalogue().names("accelerators");
        for (const auto& listing : *listings) {
            const Accelerator a = *property::catalogue().accelerator(listing.id);
            made.push_back({.accelerator = a, .calibration = property::calibration(a)});
        }
        return made;
    }();
    return all;
}

const Chip& arbitrary_chip() {
    return chips()[static_cast<std::size_t>(
        within(0, static_cast<std::int64_t>(chips().size()) - 1))];
}

kernel::Load arbitrary_load() {
    return coin() ? kernel::Load::burst : kernel::Load::sustained;
}

Account bytes_given(Bytes bytes) {
    return account::input("moved", bytes, "", account::scenario("test"));
}

// The value is that of the function to the last digits, and everything below gives it.
void explains(const Account& account, Seconds time) {
    const auto faults = account::faults(account);
    RC_ASSERT(faults == std::vector<std::string>{});
    const double given = account::recomputed(account).value_or(account.value);
    RC_ASSERT(account.value == time.value);
    RC_ASSERT(given == time.value || std::abs(given - time.value) <= 1e-12 * time.value);
}

TEST_CASE("streams are what their accounts say") {
    CHECK(holds("accounts of streams", [] {
        const Chip& chip = arbitrary_chip();
        const KernelCalibration& kernels = chip.calibration.kernel;
        const Bytes bytes{static_cast<double>(within(0, 10) * within(0, 1 << 30))};
        const auto kind = static_cast<kernel::Stream>(within(0, 2));
        explains(
            kernel::stream_account("norm", "", bytes_given(bytes), kind, chip.accelerator, kernels),
            kernel::stream_time(bytes, kind, chip.accelerator, kernels));
    }));
}

TEST_CASE("products are what their accounts say") {
    CHECK(holds("accounts of products", [] {
        const Chip& chip = arbitrary_chip();
        const KernelCalibration& kernels = chip.calibration.kernel;
        const kernel::Gemm gemm{
            .m = within(0, 20000),
            .n = within(0, 2000) * one_of<std::int64_t>({1, 8, 64}),
            .k = within(0, 2000) * one_of<std::int64_t>({1, 8, 64}),
            .format = static_cast<Format>(within(0, format_count - 1)),
            .batch = coin() ? 1 : within(0, 64),
            .scaling = coin() ? kernel::Scaling::tensor : kernel::Scaling::block};
        const auto load = arbitrary_load();
        explains(kernel::gemm_account("linear", "", gemm, chip.accelerator, kernels, load),
                 kernel::gemm_time(gemm, chip.accelerator, kernels, load));
    }));
}

}  // namespace
