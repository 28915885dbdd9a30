// What are the parameters of a layer and of the ends of a model made of?
#include "model/parameters_account.hpp"

#include <string>
#include <vector>

#include "base/account.hpp"
#include "model/rows.hpp"

namespace foretoken::model {
namespace {

constexpr const char* page = "docs/models/operators.md, ";

Account formed(std::string name, std::string says, std::string formula, const char* equation,
               std::vector<Account> parts) {
    Account a = account::formed<double>(std::move(name), std::move(says),
                                        {std::move(formula), std::string(page) + equation},
                                        std::move(parts));
    a.unit = "parameters";
    return a;
}

Account kind(std::string name, std::string says, std::vector<Account> parts) {
    Account a = parts.empty() ? account::input(std::move(name), 0.0, std::move(says),
                                               account::elsewhere("no layer of this kind has any"))
                              : account::sum(std::move(name), std::move(says), std::move(parts));
    a.dimension = {};
    a.unit = "parameters";
    return a;
}

Account hidden(const Model& m) {
    return size("hidden", m.hidden, "width of the residual stream", m);
}

Account heads(const Model& m) {
    return size("heads", m.heads, "query heads", m);
}

void add_latent(const Model& m, std::vector<Account>& split, std::vector<Account>& replicated) {
    const LatentAttention& l = *m.latent;
    const auto part = [&](const char* name, std::int64_t value, const char* says) {
        return size(name, value, says, m, "latent." + std::string(name));
    };
    const Account nope = part("nope_dim", l.nope_dim, "per head, without position");
    const Account rope = part("rope_dim", l.rope_dim, "per head, with rotary position");
    const Account v = part("v_dim", l.v_dim, "of the value per head");
    const Account kv = part("kv_rank", l.kv_rank, "rank of keys and values");
    replicated.push_back(formed("attention.kv_down", "compression of keys and values, and its norm",
                                "hidden * (kv_rank + rope_dim) + kv_rank", "Eq. 6",
                                {hidden(m), kv, rope}));
    split.push_back(formed("attention.kv_up", "expansion of keys and values",
                           "kv_rank * heads * (nope_dim + v_dim)", "Eq. 6",
                           {kv, heads(m), nope, v}));
    if (l.q_rank > 0) {
        const Account q = part("q_rank", l.q_rank, "rank of the queries");
        replicated.push_back(formed("attention.q_down", "compression of queries, and its norm",
                                    "hidden * q_rank + q_rank", "Eq. 6", {hidden(m), q}));
        split.push_back(formed("attention.q_up", "expansion of queries",
                               "q_rank * heads * (nope_dim + rope_dim)", "Eq. 6",
                               {q, heads(m), nope, rope}));
    } else {
        split.push_back(formed("attention.q", "queries", "hidden * heads * (nope_dim + rope_dim)",
                               "Eq. 6", {hidden(m), heads(m), nope, rope}));
    }
    split.push_back(formed("attention.out", "output projection", "heads * v_dim * hidden", "Eq. 6",
                           {heads(m), v, hidden(m)}));
}

void add_attention(const Model& m, std::vector<Account>& split, std::vector<Account>& replicated) {
    if (m.latent) {
        add_latent(m, split, replicated);
        return;
    }
    const Account kv = size("kv_heads", m.kv_heads, "key and value heads", m);
    const Account dim = size("head_dim", m.head_dim, "per head", m);
    split.push_back(formed("attention.qkv", "projections of queries, keys and values",
                           "hidden * (heads + 2 * kv_heads) * head_dim", "Eq. 5",
                           {hidden(m), heads(m), kv, dim}));
    split.push_back(formed("attention.out", "output projection", "heads * head_dim * hidden",
                           "Eq. 5", {heads(m), dim, hidden(m)}));
    if (m.biases) {
        split.push_back(formed("attention.biases", "biases of the projections",
                               "(heads + 2 * kv_heads) * head_dim", "Eq. 5", {heads(m), kv, dim}));
    }
}

Account feed_forward(const Model& m, std::string name, std::string says, std::int64_t width,
                     const char* key) {
    std::string formula = m.gated ? "3 * hidden * ffn" : "2 * hidden * ffn";
    formula += !m.biases ? "" : m.gated ? " + 2 * ffn" : " + ffn";
    return formed(std::move(name), std::move(says), std::move(formula), "Eq. 7",
                  {hidden(m), size("ffn", width, "intermediate size", m, key)});
}

// A gain per feature, and a bias where linear layers have one.
Account norms(const Model& m, int count) {
    return formed("norms", "norms before attention and feed-forward block",
                  std::to_string(m.biases ? 2 * count : count) + " * hidden", "Eq. 8", {hidden(m)});
}

}  // namespace

LayerParameterAccounts layer_parameters_account(const Model& m, bool experts) {
    std::vector<Account> split;
    std::vector<Account> replicated;
    std::vector<Account> routed;
    add_attention(m, split, replicated);
    replicated.push_back(norms(m, !experts && m.parallel_block ? 1 : 2));
    if (m.biases) {
        replicated.push_back(formed("biases", "of what is added to the residual stream",
                                    experts ? "1 * hidden" : "2 * hidden", "Eq. 8", {hidden(m)}));
    }
    if (!experts) {
        split.push_back(feed_forward(m, "mlp", "feed-forward block", m.ffn, "ffn"));
    } else {
        const Experts& e = *m.experts;
        const Account count = size("experts", e.count, "routed experts", m, "experts.count");
        replicated.push_back(
            formed("router", "router", "hidden * experts", "Eq. 7", {hidden(m), count}));
        routed.push_back(
            formed("routed_experts", "experts of a layer", "experts * expert", "Eq. 7",
                   {count, feed_forward(m, "expert", "one of them", e.ffn, "experts.ffn")}));
        if (e.shared_ffn > 0) {
            split.push_back(feed_forward(m, "shared_experts", "experts that every token visits",
                                         e.shared_ffn, "experts.shared_ffn"));
        }
    }
    return {.split = kind("split", "divided among tensor ranks", std::move(split)),
            .replicated = kind("replicated", "whole on every tensor rank", std::move(replicated)),
            .experts = kind("experts", "divided among expert ranks", std::move(routed))};
}

Account embedding_account(const Model& m) {
    const Account vocabulary = size("vocabulary", m.vocabulary, "tokens", m);
    if (m.positions != Positions::learned) {
        return formed("embedding", "table of the embedding", "vocabulary * hidden", "Eq. 9",
                      {vocabulary, hidden(m)});
    }
    return formed(
        "embedding", "tables of the embedding and of learned positions",
        "(vocabulary + context) * hidden", "Eq. 9",
        {vocabulary, size("context", m.context, "rows of the position table", m), hidden(m)});
}

Account output_matrix_account(const Model& m) {
    return formed("output", "output matrix", "vocabulary * hidden", "Eq. 9",
                  {size("vocabulary", m.vocabulary, "tokens", m), hidden(m)});
}

}  // namespace foretoken::model
