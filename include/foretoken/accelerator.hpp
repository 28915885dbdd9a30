// What can one accelerator do, by its data sheet?
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>

namespace foretoken {

// Number formats of matrix engines. Peaks are dense: structured sparsity never counts.
enum class Format { fp32, tf32, fp16, bf16, fp8, fp4, int8 };
inline constexpr std::size_t format_count = 7;

// Bytes of one element. fp4 is half a byte; block scales are counted where they are moved.
constexpr double bytes_per_element(Format format) {
    switch (format) {
        case Format::fp32:
        case Format::tf32: return 4.0;
        case Format::fp16:
        case Format::bf16: return 2.0;
        case Format::fp8:
        case Format::int8: return 1.0;
        case Format::fp4: return 0.5;
    }
    return 0.0;
}

// How accelerators of one scale-up domain see each other.
enum class ScaleUpKind { none, pairs, mesh, switched, torus };

struct ScaleUp {
    ScaleUpKind kind = ScaleUpKind::none;
    Sourced<Bandwidth> bandwidth;       // per accelerator and direction, all links together
    Sourced<Bandwidth> peer_bandwidth;  // to one peer; equals `bandwidth` behind a switch
    std::int64_t domain = 1;            // accelerators that reach each other without a NIC

    bool operator==(const ScaleUp&) const = default;
};

struct Accelerator {
    std::string id;  // "h100-sxm"
    std::string name;
    std::string vendor;
    std::string
        architecture;  // "hopper": which calibration rows apply when there are none of its own
    std::vector<std::string> aliases;

    std::array<Sourced<FlopRate>, format_count> peak;  // 0 where the format is not supported
    Sourced<Bytes> memory;
    Sourced<Bandwidth> memory_bandwidth;
    Sourced<Bytes> cache;              // last level on chip
    Sourced<std::int64_t> processors;  // SMs, CUs, cores: what a wave of tiles fills
    Sourced<Hertz> clock;
    Sourced<Bandwidth> host_link;  // PCIe or C2C, per direction
    Sourced<Watts> power;
    ScaleUp scale_up;

    bool supports(Format f) const { return peak[static_cast<std::size_t>(f)].value.value > 0.0; }
    FlopRate peak_of(Format f) const { return peak[static_cast<std::size_t>(f)].value; }
    bool operator==(const Accelerator&) const = default;
};

}  // namespace foretoken
