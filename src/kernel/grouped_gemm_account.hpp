// What is the time of the products of many experts made of?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "kernel/grouped_gemm.hpp"

namespace foretoken::kernel {

// grouped_gemm_time and where it comes from. groups, rows, n and k are its first parts, as "the
// operator's shape": account::with replaces them.
Account grouped_gemm_account(std::string name, std::string says, const GroupedGemm& gemm,
                             const Accelerator& accelerator, const KernelCalibration& kernels,
                             Load load = Load::sustained);

}  // namespace foretoken::kernel
