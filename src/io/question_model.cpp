// Which model does a row of a published table mean?
#include <algorithm>
#include <cmath>

#include "io/complete.hpp"
#include "io/question.hpp"
#include "io/question_row.hpp"

namespace foretoken::io {
namespace {

// A model nobody listed: ungated ones are of the GPT family, gated ones of the Llama family.
Model unknown_model(const std::string& name, bool gated) {
    Model m;
    m.id = name;
    m.name = name;
    m.gated = gated;
    m.biases = !gated;
    m.positions = gated ? Positions::rotary : Positions::learned;
    m.tied_embeddings = !gated;
    return m;
}

void read_shape(const Questioner::Row& row, Model& m) {
    const auto take = [&](std::string_view column, std::int64_t& member) {
        member = row.count(column).value_or(member);
    };
    take("layers", m.layers);
    take("hidden", m.hidden);
    take("ffn", m.ffn);
    take("vocab", m.vocabulary);
    // A row of heads replaces the whole set: a preset's key-value heads belong to its own heads.
    if (const auto heads = row.count("heads")) {
        if (*heads != m.heads) {
            m.kv_heads = *heads;
            m.head_dim = 0;
        }
        m.heads = *heads;
    }
    take("kv_heads", m.kv_heads);
    take("head_dim", m.head_dim);
    if (!row.text("gated_mlp").empty()) {
        m.gated = contains(lower_case(row.text("gated_mlp")), "y");
    }
}

void read_experts(const Questioner::Row& row, Model& m) {
    const auto count = row.count("experts");
    if (!count || *count < 2) {
        return;
    }
    Experts e = m.experts.value_or(Experts{});
    e.count = *count;
    e.top_k = row.count("experts_topk").value_or(e.top_k > 0 ? e.top_k : 2);
    e.ffn = row.count("expert_ffn").value_or(e.ffn > 0 ? e.ffn : m.ffn);
    if (const auto shared = row.count("shared_experts")) {
        // Shared experts are as wide as routed ones unless the model is known to differ.
        e.shared_ffn = e.shared_ffn > 0 ? e.shared_ffn : *shared * e.ffn;
    }
    m.experts = e;
}

// A model cut down to its first layers keeps its proportion of dense layers, at least one if it had
// any, and loses the prediction layers at its end.
void truncate(std::int64_t whole, Model& m) {
    if (whole == 0 || m.layers >= whole) {
        return;
    }
    m.prediction_layers = 0;
    if (m.experts && m.experts->dense_layers > 0) {
        const std::int64_t share = m.experts->dense_layers * m.layers / whole;
        m.experts->dense_layers = std::max<std::int64_t>(1, share);
    }
}

// A row that tells the number of parameters alone: a model of usual proportions, 128 of width per
// layer as in GPT-3, so that 12 layers hidden^2 is the number of those that a token meets.
void shape_from_parameters(const Questioner::Row& row, Model& m,
                           std::vector<std::string>& assumptions) {
    const auto billions =
        row.number("active_params_b") ? row.number("active_params_b") : row.number("params_b");
    if (m.layers > 0 || m.hidden > 0 || !billions) {
        return;
    }
    constexpr double width_per_layer = 128.0;
    const double cube = *billions * 1e9 / (12.0 * width_per_layer * width_per_layer);
    // In steps of eight, so that every usual tensor group divides the heads.
    m.layers = 8 * std::max<std::int64_t>(1, std::llround(std::cbrt(cube) / 8.0));
    m.hidden = static_cast<std::int64_t>(width_per_layer) * m.layers;
    m.experts.reset();
    assumptions.push_back(
        "shape: a dense model of usual proportions with the parameters "
        "that a token meets, " +
        std::to_string(m.layers) + " layers of width " + std::to_string(m.hidden));
}

Outcome fill(Model& m, std::vector<std::string>& assumptions) {
    if (m.layers == 0 || m.hidden == 0) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "layers, hidden",
                     .message = "no dimensions given, and the model is not known by name",
                     .hint = ""};
    }
    const auto assume = [&](std::int64_t& member, std::int64_t value, const char* name) {
        if (member == 0) {
            member = value;
            assumptions.push_back(std::string(name) + " " + std::to_string(value));
        }
    };
    assume(m.heads, std::max<std::int64_t>(1, m.hidden / (m.head_dim > 0 ? m.head_dim : 128)),
           "heads");
    if (!m.experts) {
        const std::int64_t gated_width = (m.hidden * 8 / 3 + 255) / 256 * 256;
        assume(m.ffn, m.gated ? gated_width : 4 * m.hidden, "ffn");
    }
    assume(m.vocabulary, 51200, "vocabulary");
    return complete(m);
}

}  // namespace

Result<Model> Questioner::model(const Row& row, std::vector<std::string>& assumptions) {
    const std::string name = row.word("model_name");
    const Result<Model>* known = nullptr;
    if (const auto found = known_models_.find(name); found != known_models_.end()) {
        known = &found->second;
    } else {
        known = &known_models_.emplace(name, catalogue_.model(name)).first->second;
    }
    const bool gated = contains(lower_case(row.text("gated_mlp")), "y");
    Model m = *known ? **known : unknown_model(name, gated);
    const std::int64_t whole = m.layers;
    read_shape(row, m);
    read_experts(row, m);
    truncate(whole, m);
    // Frameworks of that time trained with dropout only where the preset says so; a GPT that is not
    // known by name follows GPT-3's recipe (0.1).
    if (!*known && !gated && row.count("year").value_or(2024) <= 2022) {
        m.dropout = 0.1;
    }
    shape_from_parameters(row, m, assumptions);
    if (const auto done = fill(m, assumptions); !done) {
        return done.error();
    }
    m.context = std::max(m.context, row.count("seq_len").value_or(0));
    return m;
}

}  // namespace foretoken::io
