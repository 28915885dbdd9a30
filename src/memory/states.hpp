// How many bytes per parameter are weights, gradients and optimizer states?
#pragma once

#include <foretoken/scenario.hpp>

namespace foretoken::memory {

// Of trained parameters, before any is divided among ranks.
struct StateBytes {
    double weights = 2.0;
    double gradients = 4.0;      // of the buffer that is reduced
    double gradient_copy = 0.0;  // of a further one that the backward pass writes
    double travelling = 2.0;     // of a product weight on its way to the other ranks
    double optimizer = 12.0;     // master copy and moments of a matrix within the layers
    double elsewhere = 12.0;     // the same of embedding and output, which Muon leaves to Adam
};
StateBytes state_bytes(const Workload& workload, const Software& software);

// Of those, the moments of a matrix within the layers. 8-bit moments carry a 32-bit scale per block
// of elements (arXiv 2110.02861, section 2.1); Adafactor keeps sums of rows and columns alone.
inline constexpr double scale_block = 2048.0;
double moment_bytes(const Optimizer& optimizer);
// And the master copy.
double master_bytes(const Workload& workload);

// Do the weights of products rest in fp8 alone, without 16-bit ones beside?
bool narrow_rest(const Workload& workload, const Software& software);

// Per parameter of a product: copies in the narrow format of the workload that live from the first
// micro-batch to the optimizer step, rows and columns scaled apart; 0 for 16 bit and wider.
double narrow_copies(Precision precision);
// Of the input of such a product, kept for its weight gradient: bytes over those in 16 bit.
double narrow_share(Precision precision);

// Software that flattens gradients into 32 bit for the optimizer step: bytes per parameter for that
// moment, in blocks too large for what activations left behind. `owned` is what one rank updates.
struct FlatBytes {
    double held = 0.0;   // per parameter that the rank holds
    double owned = 0.0;  // per parameter that it updates
};
FlatBytes flat_bytes(const Workload& workload, const Software& software, std::int64_t zero);

}  // namespace foretoken::memory
