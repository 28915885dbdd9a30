// What is the time of one matrix product made of?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "kernel/gemm.hpp"

namespace foretoken::kernel {

// gemm_time and where it comes from. m, n, k and batch are its first parts, as "the operator's
// shape": account::with replaces them.
Account gemm_account(std::string name, std::string says, const Gemm& gemm,
                     const Accelerator& accelerator, const KernelCalibration& kernels,
                     Load load = Load::sustained);

}  // namespace foretoken::kernel
