// In which row of data/ does a figure stand?
#include "hardware/rows.hpp"

#include <algorithm>
#include <utility>

#include "base/account.hpp"

namespace foretoken::hardware {

std::string_view row_key(Format format) {
    switch (format) {
        case Format::fp32: return "fp32";
        case Format::tf32: return "tf32";
        case Format::fp16: return "fp16";
        case Format::bf16: return "bf16";
        case Format::fp8: return "fp8";
        case Format::fp4: return "fp4";
        case Format::int8: return "int8";
    }
    return "";
}

Provenance in_row(Provenance from, std::string_view folder, std::string_view id,
                  std::string_view key) {
    if (from.status == Status::given) {
        return from;
    }
    return account::row(std::move(from), std::string(folder) + "/" + std::string(id), key);
}

Provenance in_row(const Accelerator& accelerator, const Provenance& from, std::string_view key) {
    return in_row(from, "accelerators", accelerator.id, key);
}

Provenance in_row(const Cluster& cluster, const Provenance& from, std::string_view key) {
    return in_row(from, "clusters", cluster.id, key);
}

Provenance in_row(const Fabric& fabric, const Provenance& from, std::string_view key) {
    return in_row(from.source.empty() ? fabric.from : from, "fabrics", fabric.id, key);
}

Provenance in_row(const KernelCalibration& kernels, const Provenance& from, std::string_view key) {
    return in_row(from.source.empty() ? kernels.from : from, "kernels", kernels.id, key);
}

Provenance in_row(const CollectiveCalibration& collectives, std::string_view key) {
    return in_row(collectives.from, "network", collectives.id, key);
}

Account peak(std::string name, const Accelerator& accelerator, Format format) {
    const auto& row = accelerator.peak[static_cast<std::size_t>(format)];
    const std::string key(row_key(format));
    return account::input(std::move(name), row.value, "dense peak in " + key,
                          in_row(accelerator, row.from, "peak." + key));
}

Account processors(const Accelerator& accelerator) {
    const auto& row = accelerator.processors;
    return account::input("processors", static_cast<double>(std::max<std::int64_t>(1, row.value)),
                          "SMs, CUs or cores: what a wave of tiles fills",
                          in_row(accelerator, row.from, "processors"));
}

Account memory_bandwidth(const Accelerator& accelerator) {
    const auto& row = accelerator.memory_bandwidth;
    return account::input("memory_bandwidth", row.value, "of the data sheet",
                          in_row(accelerator, row.from, "memory_bandwidth"));
}

Account cache(const Accelerator& accelerator) {
    const auto& row = accelerator.cache;
    return account::input("cache", row.value, "last level on the chip",
                          in_row(accelerator, row.from, "cache"));
}

Account host_link(const Accelerator& accelerator) {
    const auto& row = accelerator.host_link;
    return account::input("host_link", row.value, "PCIe or C2C, per direction",
                          in_row(accelerator, row.from, "host_link"));
}

}  // namespace foretoken::hardware
