// Does moving bytes take bytes over bandwidth?
#include "kernel/elementwise.hpp"

#include <doctest/doctest.h>

#include "kernel/test_chip.hpp"

namespace foretoken::kernel {
namespace {

TEST_CASE("bytes over the reached bandwidth, plus the launch") {
    auto kernels = test_kernels();
    const auto time = [&](double bytes, Stream kind) {
        return stream_time({bytes}, kind, test_chip(), kernels).value;
    };
    CHECK(time(1e9, Stream::elementwise) == doctest::Approx(1e-3));
    CHECK(time(1e9, Stream::norm) == doctest::Approx(2e-3));
    CHECK(time(1e9, Stream::softmax) == doctest::Approx(4e-3));
    kernels.stream_launch = {3e-6};
    CHECK(time(1.0, Stream::elementwise) == doctest::Approx(3e-6).epsilon(1e-3));
    CHECK(time(0.0, Stream::elementwise) == 0.0);
}

}  // namespace
}  // namespace foretoken::kernel
