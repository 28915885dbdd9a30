// What is the time of attention made of, forwards and backwards?
#include "kernel/attention_account.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/account.hpp"
#include "base/ledger.hpp"
#include "hardware/rows.hpp"
#include "kernel/attention_parts.hpp"
#include "kernel/constants.hpp"
#include "kernel/elementwise_account.hpp"
#include "kernel/gemm_account.hpp"
#include "kernel/tiling_account.hpp"

namespace foretoken::kernel {
namespace {

using account::input;
using account::Ledger;

const std::string document = "docs/models/attention.md";

account::Made eq(std::string formula, const std::string& number) {
    return {std::move(formula), document + ", Eq. " + number};
}

// Whose account it is.
struct Call {
    const Attention& attention;
    const Accelerator& accelerator;
    const KernelCalibration& kernels;
    Load load;
    bool backward;
};

// "attention.flash2": where constants stand in their file.
std::string row_of(const AttentionConstants& constants, const KernelCalibration& kernels) {
    constexpr std::array<const char*, 4> generations{"unfused", "flash1", "flash2", "flash3"};
    for (std::size_t i = 0; i < generations.size(); ++i) {
        if (&constants == &kernels.attention[i]) {
            return "attention." + std::string(generations[i]);
        }
    }
    return "attention";
}

std::vector<std::string> note_shape(Ledger& l, const Attention& a) {
    std::vector<std::string> names;
    const auto note = [&](const std::string& name, std::int64_t value, std::string says) {
        l.note(input(name, static_cast<double>(value), std::move(says),
                     account::elsewhere("operator's shape")));
        names.push_back(name);
    };
    note("batch", a.batch, "sequences");
    note("heads", a.heads, "of queries");
    note("kv_heads", a.kv_heads, "of keys and values");
    note("queries", a.queries, "per sequence");
    note("keys", a.keys, "per sequence");
    note("qk_dim", a.qk_dim, "of a query and a key");
    note("v_dim", a.v_dim, "of a value");
    if (a.window > 0) {
        note("window", a.window, "keys that a query sees at most");
    }
    return names;
}

void note_constants(Ledger& l, const Call& c) {
    const auto& row = attention_constants(c.attention.kernel, c.kernels);
    const std::string key = row_of(row, c.kernels);
    const auto note = [&](const std::string& field, auto value, std::string says) {
        l.note(input(field, value, std::move(says),
                     hardware::in_row(c.kernels, row.from, key + "." + field)));
    };
    note("launch", row.launch, "floor of a tiny kernel");
    note("peak_fraction", row.peak_fraction, "of the peak, for long sequences and wide heads");
    note("scores_per_clock", row.scores_per_clock, "exponentials and sums of one processor");
    note("half_length", row.half_length, "keys that filling and draining a block costs");
    note("backward_rate", row.backward_rate, "rate of the backward kernel over the forward one");
    l.note(input("stream_fraction", c.kernels.stream_fraction, "of the memory bandwidth",
                 hardware::in_row(c.kernels, {}, "stream_fraction")));
}

// Notes what the kernel does on its own: blocks, padding, passes.
void note_kernel(Ledger& l, const Call& c) {
    const auto own = account::elsewhere("how flash kernels are written (" + document + ")");
    l.note(input("block", static_cast<double>(query_block), "queries of a block", own));
    l.note(input("key_block", key_block, "keys that it takes at a time", own));
    l.note(input("edges", static_cast<double>(ragged_edges(c.attention)),
                 "of the square: causal, window", own));
    const auto pad = [&](const std::string& name, std::int64_t dim, const std::string& of) {
        l.note(account::by_method(name, padded(dim), "head size that kernels are compiled for",
                                  {"the next of 32, 64, 96, 128, 192, 256", document}, {l.at(of)}));
    };
    pad("qk_padded", c.attention.qk_dim, "qk_dim");
    pad("v_padded", c.attention.v_dim, "v_dim");
    l.note(input("products", backward_flops, "five products instead of two", own));
    l.note(input("passes", backward_bytes, "over the tensors, where forward makes one", own));
}

void note_chip(Ledger& l, const Call& c, Format format) {
    l.note(hardware::processors(c.accelerator));
    l.note(hardware::peak("peak", c.accelerator, format));
    l.note(hardware::memory_bandwidth(c.accelerator));
    const auto& clock = c.accelerator.clock;
    l.note(input("clock", clock.value, "of the processors",
                 hardware::in_row(c.accelerator, clock.from, "clock")));
    std::string rate = "peak_fraction * peak / processors";
    if (c.load == Load::sustained) {
        const GemmConstants& row = gemm_constants(format, c.kernels);
        l.note(input(
            "sustained", row.sustained, "clock under a load that lasts over a burst's",
            hardware::in_row(c.kernels, row.from, kernel::row_of(row, c.kernels) + ".sustained")));
        rate = "sustained * " + rate;
    }
    l.derive<FlopRate>("processor_rate", "of one processor", eq(rate, "5"));
    l.note(input("element", Bytes{bytes_per_element(format)}, "of Q, K, V or O",
                 account::elsewhere("number format " + std::string(hardware::row_key(format)))));
}

// Eq. 1: the keys that so many queries at the end of the sequence see, on average.
Account keys_seen(const std::string& name, std::string says, const Account& queries,
                  const Ledger& shape, const Attention& a) {
    const std::string q = queries.name;
    Ledger l;
    l.note(queries);
    l.note(shape.at("keys"));
    l.note(shape.at("window"));
    const bool windowed = a.window > 0;
    if (!a.causal) {
        l.derive<double>(name, std::move(says), eq(windowed ? "min(keys, window)" : "keys", "1"));
    } else if (!windowed) {
        l.derive<double>(name, std::move(says), eq("keys - (" + q + " - 1) / 2", "1"));
    } else {
        l.derive<double>("first", "keys that the first of these queries sees",
                         eq("keys - " + q + " + 1", "6"));
        l.derive<double>("growing", "queries before the window is full",
                         eq("min(max(window - first + 1, 0), " + q + ")", "6"));
        l.derive<double>("ramp", "keys that those see, each one more",
                         eq("growing * (first + (growing - 1) / 2)", "6"));
        l.derive<double>(name, std::move(says),
                         eq("(ramp + (" + q + " - growing) * min(window, keys)) / " + q, "1"));
    }
    return l.at(name);
}

void derive_compute(Ledger& l, const Call& c) {
    const Attention& a = c.attention;
    l.note(keys_seen("seen", "keys that a query sees, on average", l.at("queries"), l, a));
    l.derive<double>("last_queries", "of the last block", eq("min(queries, block)", "1"));
    l.note(keys_seen("last", "keys that the last block sees: the longest walk",
                     l.at("last_queries"), l, a));
    l.derive<double>("more", "keys that a block walks beyond those",
                     eq("half_length + key_block / 2 * edges", "3"));
    l.derive<double>("waves", "rounds in which the processors take the blocks",
                     eq("ceil(batch * heads * ceil(queries / block) / processors)", "3"));
    const double free =
        c.accelerator.clock.value.value * attention_constants(a.kernel, c.kernels).scores_per_clock;
    std::string score = "2 * (qk_padded + v_padded) / processor_rate";
    score += free > 0.0 ? " + 1 / (clock * scores_per_clock)" : "";
    l.derive<Seconds>("score", "of one processor, per query and key", eq(score, "2"));
    const std::string forward = "block * score * max(waves * (seen + more), last + more)";
    l.derive<Seconds>("compute", "of the longest row of blocks",
                      eq(c.backward ? "products / backward_rate * " + forward : forward, "3"));
}

void derive_memory(Ledger& l, const Call& c) {
    l.derive<Bytes>(
        "bytes", "of Q, K, V and O",
        eq("element * batch * (qk_dim + v_dim) * (queries * heads + keys * kv_heads)", "7"));
    l.derive<Seconds>("memory", "reading and writing them",
                      eq(std::string(c.backward ? "passes * " : "") +
                             "bytes / (memory_bandwidth * stream_fraction)",
                         "7"));
}

Account flash(std::string name, std::string says, const Call& c, Seconds time) {
    Ledger l;
    const auto shape = note_shape(l, c.attention);
    note_constants(l, c);
    note_kernel(l, c);
    note_chip(l, c, format_of(c.attention, c.accelerator));
    derive_compute(l, c);
    derive_memory(l, c);
    return account::folded(l.result(std::move(name), time, std::move(says),
                                    eq("launch + hypot(compute, memory)", "4"), shape));
}

// The bytes that a kernel over the scores moves.
Account moved(const Attention& a, double per_score) {
    Ledger l;
    l.note(input("scores", scores(a), "of all heads: a full square",
                 account::elsewhere("operator's shape")));
    l.note(input("per_score", Bytes{per_score}, "read and written",
                 account::elsewhere(document + ", Unfused")));
    l.derive<Bytes>("bytes", "that the kernel moves", eq("scores * per_score", "8"));
    return l.at("bytes");
}

Account unfused(std::string name, std::string says, const Call& c) {
    const Attention& a = c.attention;
    const Format format = format_of(a, c.accelerator);
    std::vector<Account> parts;
    const auto product = [&](const std::string& part, std::string what, const Gemm& gemm) {
        parts.push_back(
            gemm_account(part, std::move(what), gemm, c.accelerator, c.kernels, c.load));
    };
    if (c.backward) {
        const auto gemms = backward_products(a, format);
        product("values_gradient", "gradient of V", gemms[0]);
        product("scores_gradient", "gradient of the probabilities", gemms[1]);
        product("queries_gradient", "gradient of Q", gemms[2]);
        product("keys_gradient", "gradient of K", gemms[3]);
    } else {
        const auto gemms = forward_products(a, format);
        product("scores", "Q K^T", gemms[0]);
        product("context", "probabilities times V", gemms[1]);
    }
    const ScoreBytes bytes = c.backward ? backward_passes(a, format) : forward_passes(a, format);
    const auto pass = [&](const std::string& part, std::string what, double per_score) {
        if (per_score > 0.0) {
            parts.push_back(stream_account(part, std::move(what), moved(a, per_score),
                                           Stream::softmax, c.accelerator, c.kernels));
        }
    };
    pass("softmax", "softmax over the scores", bytes.softmax);
    pass("mask", "a kernel of its own", bytes.mask);
    pass("dropout", "on the probabilities", bytes.dropout);
    return account::sum(std::move(name), std::move(says), std::move(parts));
}

Account account_of(std::string name, std::string says, const Call& c) {
    if (!has_work(c.attention)) {
        return account::sum(std::move(name), std::move(says), {});
    }
    const auto time = c.backward ? attention_backward(c.attention, c.accelerator, c.kernels, c.load)
                                 : attention_forward(c.attention, c.accelerator, c.kernels, c.load);
    if (!std::isfinite(time.value)) {
        return input(std::move(name), time, std::move(says),
                     account::elsewhere("no rate of attention known for " + c.accelerator.id));
    }
    return c.attention.kernel == AttentionKernel::unfused
               ? unfused(std::move(name), std::move(says), c)
               : flash(std::move(name), std::move(says), c, time);
}

}  // namespace

Account attention_forward_account(std::string name, std::string says, const Attention& attention,
                                  const Accelerator& accelerator, const KernelCalibration& kernels,
                                  Load load) {
    return account_of(std::move(name), std::move(says),
                      {attention, accelerator, kernels, load, false});
}

Account attention_backward_account(std::string name, std::string says, const Attention& attention,
                                   const Accelerator& accelerator, const KernelCalibration& kernels,
                                   Load load) {
    return account_of(std::move(name), std::move(says),
                      {attention, accelerator, kernels, load, true});
}

}  // namespace foretoken::kernel
