// What does one transformer layer compute, operator by operator?
#include "model/operators.hpp"

namespace foretoken::model {
namespace {

Operator gemm(std::string_view name, Split split, std::int64_t n, std::int64_t k) {
    // The input is kept for the weight gradient. Ranks of a row-split product hold their own slice;
    // the input of a column-split one is whole, or a slice of the sequence if sequence parallel.
    return {.name = name,
            .kind = OperatorKind::gemm,
            .split = split,
            .n = n,
            .k = k,
            .saved_bytes = 2.0 * static_cast<double>(k),
            .saved_split = split == Split::row ? Split::row : Split::sequence};
}

Operator stream(std::string_view name, Split split, double forward, double backward, double saved,
                OperatorKind kind = OperatorKind::elementwise) {
    return {.name = name,
            .kind = kind,
            .split = split,
            .forward_elements = forward,
            .backward_elements = backward,
            .saved_bytes = saved,
            .saved_split = split};
}

// The input of `op` is the output of a norm or an activation, which selective recomputation
// repeats.
Operator after_cheap(Operator op) {
    op.recomputed_bytes = op.saved_bytes;
    return op;
}

// Reads x, writes y; backward reads dy and x, writes dx.
Operator norm(std::string_view name, double width, Split split = Split::sequence) {
    Operator op = stream(name, split, 2.0 * width, 3.0 * width, 2.0 * width, OperatorKind::norm);
    op.recomputed = true;
    return op;
}

// Bias, dropout and residual sum. In one kernel: reads x and the residual, writes the sum (and a
// byte of mask per element if there is dropout). In three: each step reads and writes on its own.
Operator residual(std::string_view name, const Model& m, const Software& software) {
    const double h = static_cast<double>(m.hidden);
    const double mask = m.dropout > 0.0 ? 0.5 * h : 0.0;
    const double steps = (m.biases ? 2.0 : 0.0) + (m.dropout > 0.0 ? 2.0 : 0.0);
    const double forward = (software.fused_elementwise ? 3.0 : 3.0 + steps) * h + mask;
    const double backward = (m.dropout > 0.0 ? 2.0 * h + mask : 0.0) +
                            (m.biases && !software.fused_elementwise ? h : 0.0);
    return stream(name, Split::sequence, forward, backward, 2.0 * mask);
}

// The activation between the two products of a feed-forward block of width `width`. In kernels of
// its own a gate is written, kept and read again before it multiplies.
Operator activation(std::string_view name, const Model& m, double width, const Software& software,
                    Split split) {
    const double inputs = m.gated ? 2.0 : 1.0;
    const double bias_pass = m.biases && !software.fused_elementwise ? 2.0 * inputs : 0.0;
    const double gate = m.gated && !software.fused_elementwise ? 1.0 : 0.0;
    const double forward = (inputs + 1.0 + bias_pass + 2.0 * gate) * width;
    const double backward = (2.0 * inputs + 1.0 + 0.5 * bias_pass + 3.0 * gate) * width;
    Operator op = stream(name, split, forward, backward, 2.0 * (inputs + gate) * width);
    op.recomputed = true;
    return op;
}

void append_latent_projections(const Model& m, std::vector<Operator>& list) {
    const LatentAttention& l = *m.latent;
    const AttentionWidth w = attention_width(m);
    if (l.q_rank > 0) {
        list.push_back(after_cheap(gemm("attention.q_down", Split::none, l.q_rank, m.hidden)));
        list.push_back(norm("attention.q_norm", static_cast<double>(l.q_rank)));
        list.push_back(gemm("attention.q_up", Split::column, w.query, l.q_rank));
        list.back().recomputed = true;
    } else {
        list.push_back(after_cheap(gemm("attention.q", Split::column, w.query, m.hidden)));
    }
    list.push_back(gemm("attention.kv_down", Split::none, l.kv_rank + l.rope_dim, m.hidden));
    list.push_back(norm("attention.kv_norm", static_cast<double>(l.kv_rank)));
    list.push_back(
        gemm("attention.kv_up", Split::column, m.heads * (l.nope_dim + l.v_dim), l.kv_rank));
    list.back().recomputed = true;
}

// Scores in 32 bit, chosen experts, auxiliary loss. Fused: scores are read once for the choice and
// once for the loss, and written once. Else softmax or sigmoid, top-k, mask, counts and the loss
// pass over them one by one.
void append_router(const Model& m, const Software& software, std::vector<Operator>& list) {
    const double scores = static_cast<double>(m.experts->count);
    Operator router = gemm("moe.router", Split::sequence, m.experts->count, m.hidden);
    router.low_precision = false;
    list.push_back(router);
    const double passes = software.fused_router ? 3.0 : 8.0;
    const double elements = 2.0 * passes * scores;  // 32-bit scores, counted in 16-bit elements
    list.push_back(stream("moe.routing", Split::sequence, elements, elements, 4.0 * scores));
}

void append_shared_experts(const Model& m, const Software& software, std::vector<Operator>& list) {
    const std::int64_t width = m.experts->shared_ffn;
    if (width == 0) {
        return;
    }
    list.push_back(gemm("moe.shared_up", Split::column, m.gated ? 2 * width : width, m.hidden));
    list.push_back(activation("moe.shared_activation", m, static_cast<double>(width), software,
                              Split::column));
    list.push_back(after_cheap(gemm("moe.shared_down", Split::row, m.hidden, width)));
    for (auto op = list.end() - 3; op != list.end(); ++op) {
        op->shared = true;
    }
}

}  // namespace

std::int64_t score_dim(const Model& m) {
    return m.latent ? m.latent->nope_dim + m.latent->rope_dim : m.head_dim;
}

std::int64_t value_dim(const Model& m) {
    return m.latent ? m.latent->v_dim : m.head_dim;
}

AttentionWidth attention_width(const Model& m) {
    // Latent attention expands keys and values to every head before the core (training form).
    const std::int64_t kv_heads = m.latent ? m.heads : m.kv_heads;
    return {.query = m.heads * score_dim(m),
            .key = kv_heads * score_dim(m),
            .value = kv_heads * value_dim(m),
            .output = m.heads * value_dim(m)};
}

std::vector<Operator> attention_operators(const Model& m, const Software& software) {
    const AttentionWidth w = attention_width(m);
    const double qkv = static_cast<double>(w.query + w.key + w.value);
    std::vector<Operator> list;
    list.reserve(12);
    list.push_back(norm("attention.norm", static_cast<double>(m.hidden)));
    if (m.latent) {
        append_latent_projections(m, list);
    } else {
        list.push_back(
            after_cheap(gemm("attention.qkv", Split::column, w.query + w.key + w.value, m.hidden)));
    }
    if (m.biases && !software.fused_elementwise) {
        list.push_back(stream("attention.bias", Split::column, 2.0 * qkv, qkv, 0.0));
    }
    if (m.positions == Positions::rotary) {
        // In place on queries and keys; latent attention rotates the rope part and copies the rest.
        // Step by step: times the cosine, halves swapped, times the sine, and the sum.
        const double passes = software.fused_elementwise ? 2.0 : 9.0;
        const double rotated = passes * static_cast<double>(w.query + w.key);
        list.push_back(stream("attention.rope", Split::column, rotated, rotated, 0.0));
    }
    list.push_back({.name = "attention.core",
                    .kind = OperatorKind::attention,
                    .split = Split::column,
                    .saved_bytes = 2.0 * qkv,
                    .saved_split = Split::column,
                    .recomputed_bytes = m.latent ? 2.0 * qkv : 0.0});
    list.push_back(gemm("attention.out", Split::row, m.hidden, w.output));
    list.push_back(residual("attention.residual", m, software));
    return list;
}

std::vector<Operator> dense_operators(const Model& m, const Software& software) {
    std::vector<Operator> list;
    list.reserve(5);
    if (!m.parallel_block) {
        list.push_back(norm("mlp.norm", static_cast<double>(m.hidden)));
    }
    list.push_back(
        after_cheap(gemm("mlp.up", Split::column, m.gated ? 2 * m.ffn : m.ffn, m.hidden)));
    list.push_back(
        activation("mlp.activation", m, static_cast<double>(m.ffn), software, Split::column));
    list.push_back(after_cheap(gemm("mlp.down", Split::row, m.hidden, m.ffn)));
    list.push_back(residual("mlp.residual", m, software));
    return list;
}

std::vector<Operator> expert_operators(const Model& m, const Software& software) {
    const Experts& e = *m.experts;
    const double h = static_cast<double>(m.hidden);
    std::vector<Operator> list;
    list.reserve(11);
    list.push_back(norm("moe.norm", h));
    append_router(m, software, list);
    Operator up = gemm("moe.up", Split::experts, m.gated ? 2 * e.ffn : e.ffn, m.hidden);
    up.kind = OperatorKind::expert_gemm;
    up.saved_split = Split::experts;
    list.push_back(up);
    list.push_back(
        activation("moe.activation", m, static_cast<double>(e.ffn), software, Split::experts));
    Operator down = gemm("moe.down", Split::experts, m.hidden, e.ffn);
    down.kind = OperatorKind::expert_gemm;
    down.saved_split = Split::experts;
    list.push_back(after_cheap(down));
    // The weighted sum keeps the experts' outputs; what it moves depends on how they travel
    // (train/permute.hpp).
    list.push_back(
        stream("moe.combine", Split::sequence, 0.0, 0.0, 2.0 * static_cast<double>(e.top_k) * h));
    append_shared_experts(m, software, list);
    list.push_back(residual("moe.residual", m, software));
    return list;
}

bool is_expert_layer(const Model& m, std::int64_t layer) {
    if (!m.experts || layer < m.experts->dense_layers) {
        return false;
    }
    return (layer + 1) % m.experts->every == 0;
}

bool is_windowed_layer(const Model& m, std::int64_t layer) {
    return m.window && layer % m.window->period >= m.window->global_layers;
}

}  // namespace foretoken::model
