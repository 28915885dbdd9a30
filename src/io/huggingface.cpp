// Which model does a Hugging Face config.json describe?
#include "io/huggingface.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "io/complete.hpp"
#include "io/document.hpp"
#include "io/reader.hpp"

namespace foretoken::io {
namespace {

using Keys = std::initializer_list<std::string_view>;

// The first of several spellings of one key; the first error met is kept, later reads give 0.
class Config {
public:
    Config(const Tree& tree, std::string_view name) : tree_(tree), name_(name) {}

    const Tree* find(Keys keys) const {
        for (const auto key : keys) {
            const Tree* value = tree_.find(key);
            if (value != nullptr && value->kind != Tree::Kind::null) {
                return value;
            }
        }
        return nullptr;
    }
    std::int64_t count(Keys keys, std::int64_t otherwise) {
        const Tree* value = find(keys);
        if (value == nullptr) {
            return otherwise;
        }
        const auto number = parse_integer(value->text);
        if (!number || *number < 0 || *number > largest_count ||
            value->kind != Tree::Kind::scalar) {
            fail(value->at, std::string(*keys.begin()) + " is no whole number");
            return 0;
        }
        return *number;
    }
    std::int64_t needed(Keys keys) {
        const std::int64_t value = count(keys, 0);
        if (value == 0) {
            fail({1, 1}, "has no " + std::string(*keys.begin()));
        }
        return value;
    }
    bool flag(Keys keys, bool otherwise) const {
        const Tree* value = find(keys);
        return value == nullptr ? otherwise : value->text == "true";
    }
    std::string text(Keys keys) const {
        const Tree* value = find(keys);
        return value == nullptr ? "" : value->text;
    }
    double number(Keys keys, double otherwise) const {
        const Tree* value = find(keys);
        const auto number =
            value == nullptr ? Result<double>(otherwise) : parse_number(value->text);
        return number ? *number : otherwise;
    }
    void fail(Position at, std::string message) {
        if (!error_) {
            error_ = Error{
                .kind = Error::Kind::bad_input,
                .where = name_ + ":" + std::to_string(at.line) + ":" + std::to_string(at.column),
                .message = std::move(message),
                .hint = "a config.json of a transformer language model is expected"};
        }
    }
    const std::optional<Error>& error() const { return error_; }

private:
    const Tree& tree_;
    std::string name_;
    std::optional<Error> error_;
};

bool one_of(std::string_view word, Keys words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::optional<LatentAttention> latent_attention(Config& config) {
    if (config.find({"kv_lora_rank"}) == nullptr) {
        return std::nullopt;
    }
    return LatentAttention{.q_rank = config.count({"q_lora_rank"}, 0),
                           .kv_rank = config.needed({"kv_lora_rank"}),
                           .nope_dim = config.needed({"qk_nope_head_dim"}),
                           .rope_dim = config.count({"qk_rope_head_dim"}, 0),
                           .v_dim = config.needed({"v_head_dim"})};
}

std::optional<Experts> mixture(Config& config, std::string_view type, std::int64_t ffn) {
    const std::int64_t count = config.count(
        {"num_local_experts", "n_routed_experts", "num_experts", "moe_num_experts"}, 0);
    if (count < 2) {
        return std::nullopt;
    }
    Experts experts;
    experts.count = count;
    experts.top_k = config.count({"num_experts_per_tok", "num_experts_per_token", "moe_top_k",
                                  "experts_per_token", "num_selected_experts", "moe_topk"},
                                 0);
    if (experts.top_k == 0) {
        config.fail({1, 1}, "has no num_experts_per_tok");
    }
    experts.ffn = config.count({"moe_intermediate_size", "expert_ffn_hidden_size"}, ffn);
    const std::int64_t shared = config.count({"n_shared_experts", "num_shared_experts"}, 0);
    experts.shared_ffn = config.count({"shared_expert_intermediate_size"}, shared * experts.ffn);
    if (contains(type, "llama4")) {
        experts.shared_ffn = ffn;  // one shared expert of the size of a routed one
    }
    experts.dense_layers = config.count({"first_k_dense_replace", "moe_layer_start_index"}, 0);
    experts.every = std::max<std::int64_t>(
        1, config.count({"decoder_sparse_step", "moe_layer_freq", "interleave_moe_layer_step"}, 1));
    return experts;
}

// How many layers of each period see everything, from the pattern keys of Gemma, Llama 4 and
// GPT-OSS.
std::optional<Window> sliding_window(Config& config, std::string_view type) {
    const std::int64_t size = config.count({"sliding_window", "attention_chunk_size"}, 0);
    if (size == 0 || !config.flag({"use_sliding_window"}, true)) {
        return std::nullopt;
    }
    Window window{.size = size, .period = 1, .global_layers = 0};
    const Tree* layers = config.find({"layer_types"});
    if (layers != nullptr && layers->kind == Tree::Kind::list && !layers->items.empty()) {
        window.period = static_cast<std::int64_t>(layers->items.size());
        window.global_layers =
            std::count_if(layers->items.begin(), layers->items.end(),
                          [](const Tree& layer) { return layer.text == "full_attention"; });
    } else if (config.find({"sliding_window_pattern", "_sliding_window_pattern"}) != nullptr) {
        window.period = config.needed({"sliding_window_pattern", "_sliding_window_pattern"});
        window.global_layers = 1;
    } else if (contains(type, "gemma3")) {
        window = {.size = size, .period = 6, .global_layers = 1};  // five local to one global
    } else if (contains(type, "gemma2") || contains(type, "gpt_oss")) {
        window = {.size = size, .period = 2, .global_layers = 1};  // alternating
    } else if (contains(type, "llama4")) {
        window = {.size = size, .period = 4, .global_layers = 1};  // three chunked to one global
    }
    if (window.global_layers == window.period) {
        return std::nullopt;
    }
    return window;
}

Positions positions(const Config& config, std::string_view type) {
    if (one_of(type, {"gpt2", "opt", "gpt_bigcode", "xglm"})) {
        return Positions::learned;
    }
    const bool alibi = config.flag({"alibi", "use_alibi"}, false);
    return alibi || one_of(type, {"bloom", "mpt"}) ? Positions::alibi : Positions::rotary;
}

// SwiGLU and its kin. Families that use a plain two-matrix block are the exceptions today.
bool gated(const Config& config, std::string_view type) {
    if (one_of(type, {"gpt2", "opt", "bloom", "mpt", "gpt_neox", "gptj", "gpt_neo", "falcon", "phi",
                      "gpt_bigcode", "starcoder2", "nemotron", "xglm", "stablelm_alpha"})) {
        return false;
    }
    const std::string activation = config.text({"hidden_act", "hidden_activation"});
    return !one_of(activation, {"relu", "relu2", "gelu_new", "gelu_fast"});
}

bool biases(const Config& config, std::string_view type) {
    if (config.find({"use_bias", "attention_bias", "mlp_bias", "bias"}) != nullptr) {
        return config.flag({"use_bias", "bias"}, config.flag({"attention_bias"}, false) &&
                                                     config.flag({"mlp_bias"}, false));
    }
    return one_of(type, {"gpt2", "opt", "bloom", "gpt_neox", "gptj", "gpt_bigcode", "phi",
                         "starcoder2", "xglm"});
}

bool tied_by_default(std::string_view type) {
    return contains(type, "gemma") || one_of(type, {"gpt2", "opt", "bloom", "mpt", "falcon",
                                                    "gpt_bigcode", "gpt_neo", "xglm"});
}

std::int64_t dense_ffn(Config& config, std::string_view type, std::int64_t hidden) {
    // Llama 4 keeps the dense block under a name of its own; its intermediate_size is an expert's.
    const std::int64_t given = config.count(
        {"n_inner", "intermediate_size", "ffn_dim", "ffn_hidden_size", "ffn_size", "d_ff"}, 0);
    const bool fourfold =
        one_of(type, {"gpt2", "bloom", "mpt", "gptj", "falcon", "gpt_neo", "gpt_bigcode"});
    if (given == 0 && !fourfold && config.find({"moe_intermediate_size"}) == nullptr) {
        config.fail({1, 1}, "has no intermediate_size");
    }
    return given == 0 && fourfold ? 4 * hidden : given;
}

// Falcon's multi_query means one key and value head, unless its newer architecture says otherwise.
std::int64_t kv_heads(Config& config, std::int64_t heads) {
    const bool falcon_new = config.flag({"new_decoder_architecture"}, false);
    if (config.flag({"multi_query"}, false) && !falcon_new) {
        return 1;
    }
    return config.count({"num_key_value_heads", "num_kv_heads", "n_head_kv", "num_query_groups"},
                        heads);
}

Result<Model> read_model(Config& config, std::string_view type) {
    Model m;
    m.id = std::string(type);
    m.name = config.text({"_name_or_path"});
    m.name = m.name.empty() ? m.id : m.name;
    m.layers = config.needed({"num_hidden_layers", "n_layer", "n_layers", "num_layers"});
    m.hidden = config.needed({"hidden_size", "n_embd", "d_model", "dim"});
    m.heads = config.needed({"num_attention_heads", "n_head", "n_heads"});
    m.vocabulary = config.needed({"vocab_size", "padded_vocab_size"});
    m.kv_heads = kv_heads(config, m.heads);
    m.latent = latent_attention(config);
    m.head_dim = m.latent ? 0 : config.count({"head_dim", "kv_channels"}, 0);
    m.ffn = dense_ffn(config, type, m.hidden);
    m.experts = mixture(config, type, m.ffn);
    if (m.experts && contains(type, "llama4")) {
        m.ffn = config.count({"intermediate_size_mlp"}, m.ffn);
    }
    m.window = sliding_window(config, type);
    m.context = config.count(
        {"max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "n_ctx"}, 2048);
    m.gated = gated(config, type);
    m.biases = biases(config, type);
    m.tied_embeddings = config.flag({"tie_word_embeddings"}, tied_by_default(type));
    m.parallel_block = config.flag({"parallel_attn", "use_parallel_residual"},
                                   one_of(type, {"gpt_neox", "gptj", "falcon", "phi", "cohere"}));
    m.positions = positions(config, type);
    m.dropout = config.number({"resid_pdrop", "hidden_dropout"}, 0.0);
    m.prediction_layers = config.count({"num_nextn_predict_layers"}, 0);
    if (config.error()) {
        return *config.error();
    }
    return m;
}

}  // namespace

Result<Model> import_huggingface(std::string_view text, std::string_view name) {
    const auto tree = read_document(text, name);
    if (!tree) {
        return tree.error();
    }
    if (tree->kind != Tree::Kind::map) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = std::string(name),
                     .message = "is no JSON object",
                     .hint = "a config.json of a transformer language model is expected"};
    }
    // Models that also see or hear keep the language model in a section of its own.
    const Tree* language = tree->find("text_config");
    const Tree& section =
        language != nullptr && language->kind == Tree::Kind::map ? *language : *tree;
    Config config(section, name);
    const std::string type = config.text({"model_type"});
    auto model = read_model(config, type.empty() ? "transformer" : type);
    if (!model) {
        return model;
    }
    if (const auto done = complete(*model); !done) {
        Error error = done.error();
        error.where = std::string(name);
        return error;
    }
    model->from = Provenance{
        .status = Status::published, .source = std::string(name), .date = "", .note = ""};
    return model;
}

}  // namespace foretoken::io
