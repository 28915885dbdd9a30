// What is the time of an operator made of that only moves bytes?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "kernel/elementwise.hpp"

namespace foretoken::kernel {

// stream_time(moved) and where it comes from; `moved` accounts for the bytes.
Account stream_account(std::string name, std::string says, Account moved, Stream kind,
                       const Accelerator& accelerator, const KernelCalibration& kernels);

}  // namespace foretoken::kernel
