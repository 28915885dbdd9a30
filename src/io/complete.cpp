// What follows from what was written, and does it fit together?
#include "io/complete.hpp"

#include <algorithm>
#include <string>

namespace foretoken::io {
namespace {

Error fail(std::string message, std::string hint) {
    return Error{.kind = Error::Kind::bad_input,
                 .where = "",
                 .message = std::move(message),
                 .hint = std::move(hint)};
}

std::string text(std::int64_t count) {
    return std::to_string(count);
}

// The bounds are far beyond any model; they keep products of sizes within whole numbers and walks
// over the layers short.
Outcome check_sizes(const Model& m) {
    struct Size {
        const char* name;
        std::int64_t value;
        std::int64_t least;
        std::int64_t most;
    };
    for (const Size& size :
         {Size{"layers", m.layers, 1, 10'000}, Size{"hidden", m.hidden, 1, 10'000'000},
          Size{"ffn", m.ffn, 0, 100'000'000}, Size{"heads", m.heads, 1, 100'000},
          Size{"kv_heads", m.kv_heads, 0, 100'000}, Size{"head_dim", m.head_dim, 0, 100'000},
          Size{"vocabulary", m.vocabulary, 1, 100'000'000},
          Size{"prediction_layers", m.prediction_layers, 0, 10'000}}) {
        if (size.value < size.least || size.value > size.most) {
            return fail(std::string(size.name) + " " + text(size.value) + " is no size of a model",
                        "between " + text(size.least) + " and " + text(size.most));
        }
    }
    return Done{};
}

}  // namespace

Outcome complete(Model& m) {
    if (auto done = check_sizes(m); !done) {
        return done;
    }
    m.kv_heads = m.kv_heads == 0 ? m.heads : m.kv_heads;
    if (m.head_dim == 0 && m.latent) {
        m.head_dim = m.latent->nope_dim + m.latent->rope_dim;
    } else if (m.head_dim == 0) {
        if (m.hidden % m.heads != 0) {
            return fail("hidden " + text(m.hidden) + " is no multiple of heads " + text(m.heads),
                        "give head_dim");
        }
        m.head_dim = m.hidden / m.heads;
    }
    if (m.heads % m.kv_heads != 0) {
        return fail("heads " + text(m.heads) + " is no multiple of kv_heads " + text(m.kv_heads),
                    "give kv_heads that divide the heads");
    }
    if (m.experts && m.experts->top_k > m.experts->count) {
        return fail("a token cannot visit " + text(m.experts->top_k) + " of " +
                        text(m.experts->count) + " experts",
                    "give experts.top_k of at most " + text(m.experts->count));
    }
    if (m.experts && m.experts->dense_layers >= m.layers) {
        return fail("experts.dense_layers " + text(m.experts->dense_layers) + " leaves none of " +
                        text(m.layers) + " layers to the experts",
                    "leave experts out, or give fewer dense layers");
    }
    if (m.ffn == 0 && !m.experts) {
        return fail("the model has neither ffn nor experts", "give ffn");
    }
    if (m.window && m.window->global_layers > m.window->period) {
        return fail("window: " + text(m.window->global_layers) + " global layers in a period of " +
                        text(m.window->period),
                    "give window.global_layers of at most the period");
    }
    return Done{};
}

Outcome complete(Cluster& c) {
    const Node& node = c.node;
    if (c.domain == 0) {
        const ScaleUp& links = node.accelerator.scale_up;
        c.domain = links.kind == ScaleUpKind::none
                       ? 1
                       : std::min({links.domain, node.accelerators, c.accelerators});
    }
    const bool aligned = c.domain % node.accelerators == 0 || node.accelerators % c.domain == 0;
    if (c.domain < c.accelerators && !aligned) {
        return fail("domain " + text(c.domain) + " is neither a part of a node of " +
                        text(node.accelerators) + " nor several nodes",
                    "take " + text(node.accelerators));
    }
    if (c.domain > 1 && node.accelerator.scale_up.kind != ScaleUpKind::none &&
        node.accelerator.scale_up.bandwidth.value.value <= 0.0) {
        return fail("a domain of " + text(c.domain) + " needs links, and the accelerator has none",
                    "give accelerator.scale_up.bandwidth, or domain: 1");
    }
    const ScaleUp& links = node.accelerator.scale_up;
    if (c.domain > 1 && links.kind == ScaleUpKind::torus &&
        links.peer_bandwidth.value.value <= 0.0) {
        return fail("a torus needs the rate of one of its links",
                    "give accelerator.scale_up.peer_bandwidth");
    }
    if (std::min(c.accelerators, node.accelerators) > c.domain &&
        node.accelerator.host_link.value.value <= 0.0) {
        return fail("accelerators of one node have no way to each other",
                    "give accelerator.scale_up, or accelerator.host_link (PCIe)");
    }
    if (c.accelerators > node.accelerators && c.accelerators % node.accelerators != 0) {
        const std::int64_t whole = c.accelerators / node.accelerators * node.accelerators;
        return fail(
            text(c.accelerators) + " accelerators do not fill nodes of " + text(node.accelerators),
            "take " + text(whole) + " or " + text(whole + node.accelerators));
    }
    const bool networked = node.nics > 0 && node.nic_bandwidth.value.value > 0;
    if (c.accelerators > std::max(c.domain, node.accelerators) && !networked) {
        return fail("several nodes need a network, and the node has none",
                    "give node.nics and node.nic_bandwidth");
    }
    return Done{};
}

}  // namespace foretoken::io
