// In which row of data/ does a figure stand?
#pragma once

#include <string>
#include <string_view>

#include <foretoken/accelerator.hpp>
#include <foretoken/account.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/provenance.hpp>

namespace foretoken::hardware {

// As rows call it: "bf16".
std::string_view row_key(Format format);

// `from` with the row behind its source: "aiconfigurator (data/kernels/hopper.yaml, gemm.bf16)".
// What a scenario gives stays as it is.
Provenance in_row(Provenance from, std::string_view folder, std::string_view id,
                  std::string_view key);
Provenance in_row(const Accelerator& accelerator, const Provenance& from, std::string_view key);
Provenance in_row(const Cluster& cluster, const Provenance& from, std::string_view key);
Provenance in_row(const Fabric& fabric, const Provenance& from, std::string_view key);
Provenance in_row(const KernelCalibration& kernels, const Provenance& from, std::string_view key);
Provenance in_row(const CollectiveCalibration& collectives, std::string_view key);

// Figures of an accelerator as inputs of a formula.
Account peak(std::string name, const Accelerator& accelerator, Format format);
Account processors(const Accelerator& accelerator);
Account memory_bandwidth(const Accelerator& accelerator);
Account cache(const Accelerator& accelerator);
Account host_link(const Accelerator& accelerator);

}  // namespace foretoken::hardware
