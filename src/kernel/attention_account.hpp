// What is the time of attention made of, forwards and backwards?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "kernel/attention.hpp"

namespace foretoken::kernel {

// attention_forward and where it comes from. Of flash kernels the shape comes first, as "the
// operator's shape", with the window if there is one; unfused attention is the sum of its kernels.
Account attention_forward_account(std::string name, std::string says, const Attention& attention,
                                  const Accelerator& accelerator, const KernelCalibration& kernels,
                                  Load load = Load::sustained);

// attention_backward, the same.
Account attention_backward_account(std::string name, std::string says, const Attention& attention,
                                   const Accelerator& accelerator, const KernelCalibration& kernels,
                                   Load load = Load::sustained);

}  // namespace foretoken::kernel
