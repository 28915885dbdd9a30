// Which weights are trained, and what do adapters beside frozen ones add?
#include "model/tuning.hpp"

#include <algorithm>
#include <string_view>

namespace foretoken::model {
namespace {

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

std::vector<Operator> layer_operators(const Model& m, bool experts) {
    const Software plain;
    std::vector<Operator> list = attention_operators(m, plain);
    const std::vector<Operator> rest =
        experts ? expert_operators(m, plain) : dense_operators(m, plain);
    list.insert(list.end(), rest.begin(), rest.end());
    return list;
}

// Parameters of A and B beside one product (of one expert, for a grouped one).
struct Sides {
    double a = 0.0;
    double b = 0.0;
};

Sides sides(const Operator& op, const Model& m, const Tuning& t) {
    const double rank = static_cast<double>(t.rank);
    return {.a = projections(op, m) * rank * static_cast<double>(op.k),
            .b = rank * static_cast<double>(op.n)};
}

}  // namespace

std::int64_t frozen_layers(const Model& m, const Tuning& t) {
    return t.method == Method::last_layers ? std::max<std::int64_t>(0, m.layers - t.layers) : 0;
}

bool trains_output(const Model& m, const Tuning& t) {
    return t.method == Method::full || (t.method == Method::last_layers && !m.tied_embeddings);
}

bool is_target(const Operator& op, const Tuning& t) {
    if (t.method != Method::lora) {
        return false;
    }
    if (op.kind == OperatorKind::expert_gemm) {
        return t.targets == Targets::linear;
    }
    if (op.kind != OperatorKind::gemm || op.name == "moe.router") {
        return false;
    }
    return t.targets != Targets::attention || starts_with(op.name, "attention.");
}

double projections(const Operator& op, const Model& m) {
    if (op.name == "attention.qkv") {
        return 3.0;
    }
    const bool up = op.name == "mlp.up" || op.name == "moe.up" || op.name == "moe.shared_up";
    return up && m.gated ? 2.0 : 1.0;
}

double adapters_per_layer(const Model& m, const Tuning& t, bool experts) {
    double sum = 0.0;
    for (const Operator& op : layer_operators(m, experts)) {
        sum += is_target(op, t) ? projections(op, m) : 0.0;
    }
    return sum;
}

LayerParameters adapter_parameters(const Model& m, const Tuning& t, bool experts) {
    LayerParameters sum;
    for (const Operator& op : layer_operators(m, experts)) {
        if (!is_target(op, t)) {
            continue;
        }
        const Sides p = sides(op, m, t);
        if (op.kind == OperatorKind::expert_gemm) {
            sum.experts += static_cast<double>(m.experts->count) * (p.a + p.b);
        } else {
            sum.split += op.split == Split::column ? p.b : op.split == Split::row ? p.a : 0.0;
            sum.replicated += op.split == Split::column ? p.a
                              : op.split == Split::row  ? p.b
                                                        : p.a + p.b;
        }
    }
    return sum;
}

double active_adapter_parameters(const Model& m, const Tuning& t, bool experts) {
    const LayerParameters all = adapter_parameters(m, t, experts);
    const double visited =
        experts ? static_cast<double>(m.experts->top_k) / static_cast<double>(m.experts->count)
                : 0.0;
    return all.split + all.replicated + visited * all.experts;
}

void keep_for_adapters(std::vector<Operator>& list, const Model& m, const Tuning& t) {
    if (t.method != Method::lora) {
        return;
    }
    for (Operator& op : list) {
        if (op.kind != OperatorKind::gemm && op.kind != OperatorKind::expert_gemm) {
            continue;
        }
        if (is_target(op, t)) {
            op.saved_bytes += 2.0 * projections(op, m) * static_cast<double>(t.rank);
        } else {
            op.saved_bytes = 0.0;
            op.recomputed_bytes = 0.0;
        }
    }
}

double frozen_bytes(const Tuning& t, Precision precision) {
    const bool wide = precision == Precision::fp32 || precision == Precision::tf32;
    const double most = wide ? 4.0 : 2.0;
    if (t.frozen_format == Format::fp4) {
        // Per 64 elements an 8-bit scale, and per 256 of those a 32-bit one.
        return 0.5 + 1.0 / 64.0 + 4.0 / (64.0 * 256.0);
    }
    return std::min(most, bytes_per_element(t.frozen_format));
}

}  // namespace foretoken::model
