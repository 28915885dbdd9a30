#include "hardware/precision.hpp"

#include <doctest/doctest.h>

#include <cstddef>

namespace foretoken::hardware {
namespace {

Accelerator with_formats() {
    Accelerator a;
    a.name = "Toy 1";
    a.peak[static_cast<std::size_t>(Format::fp16)].value = {100e12};
    a.peak[static_cast<std::size_t>(Format::bf16)].value = {100e12};
    return a;
}

TEST_CASE("products run in the format asked for, all else in 16 bit or 32") {
    CHECK(product_format(Precision::fp32) == Format::fp32);
    CHECK(product_format(Precision::tf32) == Format::tf32);
    CHECK(product_format(Precision::fp16) == Format::fp16);
    CHECK(product_format(Precision::bf16) == Format::bf16);
    CHECK(product_format(Precision::fp8_block) == Format::fp8);
    CHECK(product_format(Precision::mxfp8) == Format::fp8);
    CHECK(product_format(Precision::nvfp4) == Format::fp4);
    CHECK(activation_format(Precision::tf32) == Format::fp32);
    CHECK(activation_format(Precision::fp16) == Format::fp16);
    CHECK(activation_format(Precision::fp8) == Format::bf16);
    CHECK(activation_format(Precision::nvfp4) == Format::bf16);
}

TEST_CASE("a cast moves at least the 16-bit input and two narrow copies; 16 bit needs none") {
    CHECK(cast_bytes_per_element(Precision::fp32) == 0.0);
    CHECK(cast_bytes_per_element(Precision::bf16) == 0.0);
    CHECK(cast_bytes_per_element(Precision::fp8) == 4.0);
    CHECK(cast_bytes_per_element(Precision::fp8_block) == 6.0);  // the input is read twice
    CHECK(cast_bytes_per_element(Precision::mxfp8) == 4.0625);   // one scale per 32, both layouts
    CHECK(cast_bytes_per_element(Precision::nvfp4) == 5.125);    // one scale per 16, both layouts
}

TEST_CASE("a missing engine is refused by name, with those that exist") {
    CHECK(check_precision(Precision::bf16, with_formats()));
    const auto refused = check_precision(Precision::mxfp8, with_formats());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == Error::Kind::bad_input);
    CHECK(refused.error().where == "workload.precision");
    CHECK(refused.error().message == "Toy 1 has no matrix engine for fp8");
    CHECK(refused.error().hint == "it has fp16, bf16");
}

TEST_CASE("an accelerator without any format says so") {
    const auto refused = check_precision(Precision::bf16, Accelerator{});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().hint == "this accelerator lists no formats");
}

}  // namespace
}  // namespace foretoken::hardware
