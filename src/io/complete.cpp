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

}  // namespace

Outcome complete(Model& m) {
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
                    "");
    }
    if (m.experts && m.experts->top_k > m.experts->count) {
        return fail("a token cannot visit " + text(m.experts->top_k) + " of " +
                        text(m.experts->count) + " experts",
                    "");
    }
    if (m.ffn == 0 && !m.experts) {
        return fail("the model has neither ffn nor experts", "give ffn");
    }
    if (m.window && m.window->global_layers > m.window->period) {
        return fail("window: " + text(m.window->global_layers) + " global layers in a period of " +
                        text(m.window->period),
                    "");
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
