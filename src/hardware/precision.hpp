// Which number format do the large products of a training step run in?
#pragma once

#include <foretoken/accelerator.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::hardware {

// The matrix-engine format that a precision asks for.
Format product_format(Precision precision);

// The format of everything beside the large products: attention, router, logits, activations.
// 16 bit wherever products are 16 bit or narrower.
Format activation_format(Precision precision);

// Bytes read and written per element to bring one 16-bit GEMM input into the format, both layouts
// that forward and backward need included; 0 for 16 and 32 bit. fp8 on Hopper keeps a transposed
// copy because its matrix engine reads one layout only; block-scaled formats scale rows and columns
// apart.
double cast_bytes_per_element(Precision precision);

// A precision that the accelerator has no engine for is an error that names those it has.
Outcome check_precision(Precision precision, const Accelerator& accelerator);

}  // namespace foretoken::hardware
