// Which kernels, and of what shape, does one operator of a layer run on one rank?
#pragma once

#include <optional>
#include <vector>

#include "kernel/attention.hpp"
#include "kernel/elementwise.hpp"
#include "kernel/gemm.hpp"
#include "kernel/grouped_gemm.hpp"
#include "model/operators.hpp"
#include "train/context_core.hpp"
#include "train/job.hpp"

namespace foretoken::train {

// The products of a matrix of weights. Where software cuts products up, so that pieces run beside
// their collectives, the pieces are a batch.
struct DenseProducts {
    kernel::Gemm forward;
    kernel::Gemm input_gradient;
    kernel::Gemm weight_gradient;
    std::optional<kernel::Gemm> forward_cut;
    std::optional<kernel::Gemm> input_cut;
    double cast_forward = 0.0;  // elements that are brought into a narrow format
    double cast_backward = 0.0;
};
DenseProducts dense_products(const model::Operator& op, const Job& job);

struct ExpertProducts {
    kernel::GroupedGemm forward;
    kernel::GroupedGemm input_gradient;
    kernel::GroupedGemm weight_gradient;
    double cast_forward = 0.0;
    double cast_backward = 0.0;
};
ExpertProducts expert_products(const model::Operator& op, const Job& job);

struct AttentionCore {
    std::vector<CorePiece> pieces;
    kernel::Load load = kernel::Load::burst;
    bool merges = false;  // partial results of pieces without a mask are added up
};
AttentionCore attention_core(bool windowed, const Job& job);
// Bytes that adding up the results of one piece moves.
Bytes merged(const CorePiece& piece, bool backward, const Job& job);

// A kernel that only moves bytes: elements per token times bytes of each.
struct Streamed {
    kernel::Stream kind = kernel::Stream::elementwise;
    double element = 2.0;  // bytes
    double rows = 0.0;
    double divisor = 1.0;
    double rate = 1.0;  // of its kernel over a persistent one's
    Bytes moved(double elements) const { return {elements * element * rows / divisor / rate}; }
};
Streamed streamed(const model::Operator& op, const Job& job);

// Bytes that bringing so many elements into the format of the products moves.
Bytes cast_bytes(double elements, const Job& job);

// Does the software cut products up to run them beside their collectives, and into how many pieces
// where the result is scattered?
bool cuts_products(const Job& job);
double scatter_pieces(const Job& job);

}  // namespace foretoken::train
