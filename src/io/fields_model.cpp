// Which fields does a model have?
#include "io/field.hpp"

namespace foretoken::io {

Fields fields(Experts& e) {
    return {
        field("count", e.count, "routed experts", needed(at_least(1))),
        field("top_k", e.top_k, "experts that each token visits", needed(at_least(1))),
        field("ffn", e.ffn, "intermediate size of one expert", needed(at_least(1))),
        field("shared_ffn", e.shared_ffn, "summed intermediate size of the shared experts",
              at_least(0)),
        field("dense_layers", e.dense_layers, "first layers that keep the dense block",
              at_least(0)),
        field("most_groups", e.most_groups, "groups of experts (nodes) a token may visit; 0 = any",
              at_least(0)),
        field("every", e.every, "a mixture in every so many-th layer", at_least(1)),
    };
}

Fields fields(LatentAttention& l) {
    return {
        field("q_rank", l.q_rank, "rank of the queries; 0 = not compressed", at_least(0)),
        field("kv_rank", l.kv_rank, "rank of keys and values", needed(at_least(1))),
        field("nope_dim", l.nope_dim, "per head, without position", needed(at_least(1))),
        field("rope_dim", l.rope_dim, "per head, with rotary position", needed(at_least(0))),
        field("v_dim", l.v_dim, "of the value per head", needed(at_least(1))),
    };
}

Fields fields(Window& w) {
    return {
        field("size", w.size, "tokens that a windowed layer sees", needed(at_least(1))),
        field("period", w.period, "layers after which the pattern repeats", at_least(1)),
        field("global_layers", w.global_layers, "of each period: layers with full attention",
              at_least(0)),
    };
}

Fields fields(Model& m) {
    return {
        field("id", m.id, "name in files and on the command line"),
        field("name", m.name, "name for people"),
        field("aliases", m.aliases, "further names"),
        field("layers", m.layers, "transformer layers", needed(at_least(1))),
        field("hidden", m.hidden, "width of the residual stream", needed(at_least(1))),
        field("ffn", m.ffn, "intermediate size of the dense block; 0 = none", at_least(0)),
        field("heads", m.heads, "query heads", needed(at_least(1))),
        field("kv_heads", m.kv_heads, "key and value heads; default: as heads", at_least(1)),
        field("head_dim", m.head_dim, "per head; default: hidden over heads", at_least(1)),
        field("vocabulary", m.vocabulary, "tokens", needed(at_least(1))),
        field("context", m.context, "longest sequence in tokens", at_least(1)),
        field("gated", m.gated, "two up-projections: SwiGLU and its kin"),
        field("biases", m.biases, "linear layers carry bias vectors"),
        field("tied_embeddings", m.tied_embeddings, "input and output embedding share weights"),
        field("parallel_block", m.parallel_block, "attention and feed-forward read the same norm"),
        field("positions", m.positions, "kind of position encoding"),
        field("dropout", m.dropout, "probability", within(0, 1)),
        field("prediction_layers", m.prediction_layers, "extra multi-token-prediction layers",
              at_least(0)),
        field("experts", m.experts, "mixture of experts"),
        field("latent", m.latent, "multi-head latent attention"),
        field("window", m.window, "sliding-window attention"),
        {"parameters", "published total, to compare with", Unread{}, {}},
        field("provenance", m.from, "of the shape"),
    };
}

}  // namespace foretoken::io
