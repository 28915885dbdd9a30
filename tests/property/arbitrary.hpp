// Which scenarios are the properties of a forecast tried on?
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <foretoken/calibration.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "report/phrases.hpp"

namespace foretoken::property {

// A legal scenario on machines that exist, and the constants that belong to them.
struct Case {
    TrainScenario scenario;
    Calibration calibration;
};

// How a counterexample is printed.
inline std::ostream& operator<<(std::ostream& out, const Case& c) {
    const Model& m = c.scenario.model;
    const Cluster& machines = c.scenario.cluster;
    out << machines.accelerators << " x " << machines.node.accelerator.id << ", "
        << c.scenario.software.id << ", " << report::plan_phrase(c.scenario.plan) << ", "
        << report::workload_phrase(c.scenario.workload) << "; layers " << m.layers << ", hidden "
        << m.hidden << ", ffn " << m.ffn << ", heads " << m.heads << "/" << m.kv_heads << " x "
        << m.head_dim << ", vocabulary " << m.vocabulary;
    if (m.experts) {
        out << ", experts " << m.experts->count << " top " << m.experts->top_k << " x "
            << m.experts->ffn << ", dense layers " << m.experts->dense_layers;
    }
    return out << (m.latent ? ", latent" : "") << (m.window ? ", windowed" : "") << ", prediction "
               << m.prediction_layers;
}

inline const io::Catalogue& catalogue() {
    static const io::Catalogue rows;
    return rows;
}

// Rows are parsed once, however often they are drawn.
template <class Value, class Look>
const Value& remembered(const std::string& name, const Look& look) {
    static std::map<std::string, Value> known;
    const auto found = known.find(name);
    return found != known.end() ? found->second : known.emplace(name, *look(name)).first->second;
}

inline const Cluster& cluster(const std::string& name) {
    return remembered<Cluster>(name, [](const auto& n) { return catalogue().cluster(n); });
}

inline const Software& software(const std::string& name) {
    return remembered<Software>(name, [](const auto& n) { return catalogue().software(n); });
}

inline const Calibration& calibration(const Accelerator& a) {
    return remembered<Calibration>(a.id, [&](const auto&) { return catalogue().calibration(a); });
}

inline std::int64_t within(std::int64_t low, std::int64_t high) {
    return *rc::gen::inRange<std::int64_t>(low, high + 1);
}

template <class T>
T one_of(const std::vector<T>& list) {
    return *rc::gen::elementOf(list);
}

inline bool coin() {
    return *rc::gen::arbitrary<bool>();
}

// Half of them 1F1B; of the others those that the stages allow.
inline Schedule arbitrary_schedule(const Plan& p) {
    std::vector<Schedule> list(4, Schedule::one_f_one_b);
    list.push_back(Schedule::gpipe);
    if (p.pp > 1 && p.vpp == 1) {
        list.push_back(Schedule::zero_bubble_h1);
        list.push_back(Schedule::zero_bubble_v);
        list.push_back(Schedule::dualpipe);
    }
    return one_of(list);
}

inline Plan arbitrary_split() {
    Plan p;
    p.tp = one_of<std::int64_t>({1, 2, 4, 8});
    p.sequence_parallel = p.tp > 1 && coin();
    p.pp = one_of<std::int64_t>({1, 2, 4, 8});
    p.vpp = p.pp > 1 ? within(1, 3) : 1;
    p.cp = one_of<std::int64_t>({1, 1, 2, 4});
    p.dp = one_of<std::int64_t>({1, 2, 4, 16});
    p.zero = within(0, p.pp > 1 ? 1 : 3);
    p.shard_group = p.zero > 0 && coin() ? std::max<std::int64_t>(1, p.dp / 2) : 0;
    p.micro_batch = within(1, 4);
    p.recompute = one_of<Recompute>({Recompute::none, Recompute::selective, Recompute::full});
    p.schedule = arbitrary_schedule(p);
    p.vpp = p.schedule == Schedule::zero_bubble_v ? 2 : p.vpp;
    p.order = coin() ? RankOrder::tp_cp_dp_pp : RankOrder::tp_cp_pp_dp;
    return p;
}

// Experts, and the expert groups that divide them.
inline void add_experts(Model& m, Plan& p) {
    Experts e;
    e.count = one_of<std::int64_t>({8, 16, 64});
    e.top_k = one_of<std::int64_t>({1, 2, 8});
    e.ffn = 64 * within(1, 32);
    e.shared_ffn = coin() ? p.tp * 64 * within(1, 4) : 0;
    e.dense_layers = within(0, std::min<std::int64_t>(2, m.layers));
    e.every = within(1, 2);
    m.experts = e;
    const std::int64_t ranks = p.tp * p.cp * p.dp;
    p.etp = coin() ? p.tp : 1;
    p.ep = std::min<std::int64_t>(one_of<std::int64_t>({1, 2, 4, 8}), ranks / p.etp);
    p.dispatcher = one_of<Dispatcher>(
        {Dispatcher::software, Dispatcher::all_gather, Dispatcher::all_to_all, Dispatcher::flex});
}

inline Routing arbitrary_routing() {
    Routing r;
    r.spread = one_of<Spread>({Spread::balanced, Spread::random, Spread::power_law});
    r.skew = static_cast<double>(within(0, 30)) / 10.0;
    r.capacity = coin() ? 0.0 : static_cast<double>(within(10, 20)) / 10.0;
    r.pad = r.capacity > 0.0 && coin();
    return r;
}

inline Model arbitrary_model(Plan& p) {
    Model m;
    m.name = "any";
    m.layers = within(p.pp * p.vpp, p.pp * p.vpp + 40);
    m.heads = p.tp * one_of<std::int64_t>({1, 2, 4});
    m.kv_heads = coin() ? m.heads : p.tp;
    m.head_dim = one_of<std::int64_t>({64, 128});
    m.hidden = m.heads * m.head_dim * within(1, 2);
    m.ffn = p.tp * 64 * within(1, 64);
    m.vocabulary = within(1000, 130000);
    m.gated = coin();
    m.biases = coin();
    m.tied_embeddings = coin();
    m.positions = coin() ? Positions::rotary : Positions::learned;
    m.dropout = coin() ? 0.1 : 0.0;
    m.prediction_layers = within(0, 3) / 3;
    if (within(0, 3) == 0) {
        m.window = Window{.size = within(16, 2048), .period = within(1, 4), .global_layers = 1};
    }
    if (within(0, 3) == 0) {
        m.latent = LatentAttention{.q_rank = coin() ? 0 : 128,
                                   .kv_rank = 128,
                                   .nope_dim = 64,
                                   .rope_dim = 32,
                                   .v_dim = 64};
        m.kv_heads = m.heads;
        m.head_dim = 96;
    }
    if (within(0, 2) == 0) {
        add_experts(m, p);
    }
    return m;
}

inline Precision arbitrary_precision(const Accelerator& a) {
    std::vector<Precision> list{Precision::fp16};
    if (a.supports(Format::bf16)) {
        list.push_back(Precision::bf16);
    }
    if (a.supports(Format::fp8)) {
        list.push_back(Precision::fp8);
        list.push_back(Precision::fp8_block);
    }
    return one_of(list);
}

// Some way of exchanging keys that the heads allow.
inline ContextExchange arbitrary_context(const Model& m, const Plan& p) {
    const std::int64_t exchanged = (m.latent ? m.heads : m.kv_heads) / p.tp;
    return one_of<ContextExchange>(
        {ContextExchange::ring, ContextExchange::all_gather, ContextExchange::hybrid,
         exchanged % p.cp == 0 ? ContextExchange::all_to_all : ContextExchange::ring});
}

// Legal by construction: sizes are made to divide, not thrown until they do.
inline Case arbitrary_case() {
    Case c;
    TrainScenario& s = c.scenario;
    s.plan = arbitrary_split();
    s.model = arbitrary_model(s.plan);
    const auto part = one_of<std::string>(
        {"v100-sxm2-32g", "a100-sxm-80g", "h100-sxm", "b200-sxm", "gb200", "mi300x", "a40"});
    const std::int64_t ranks = s.plan.tp * s.plan.pp * s.plan.cp * s.plan.dp;
    s.cluster = cluster(part + ":" + std::to_string(ranks));
    s.software =
        software(one_of<std::string>({"megatron-2021", "megatron-core-2024", "megatron-bridge-2026",
                                      "deepspeed-2023", "fsdp-2023", "torchtitan-2024"}));
    s.workload.sequence = s.plan.tp * s.plan.cp * within(16, 512);
    s.workload.global_batch = s.plan.dp * s.plan.micro_batch * within(1, 32);
    if (s.plan.schedule == Schedule::dualpipe) {
        s.workload.global_batch *= 2 * s.plan.pp;
    }
    s.workload.routing = s.model.experts ? arbitrary_routing() : Routing{};
    s.software.fp8_dispatch = coin();
    s.software.overlap_shared = coin();
    s.software.graphs = one_of<Graphs>({Graphs::none, Graphs::none, Graphs::partial, Graphs::full});
    s.workload.precision = arbitrary_precision(s.cluster.node.accelerator);
    c.calibration = calibration(s.cluster.node.accelerator);
    s.plan.context = arbitrary_context(s.model, s.plan);
    return c;
}

// Tries a property on the same cases in every run; RC_PARAMS changes seed and number.
template <class Property>
bool holds(const std::string& what, const Property& property) {
    static const int once = setenv("RC_PARAMS", "seed=20240601 max_success=1000", 0);
    return once == 0 && rc::check(what, property);
}

// By how much a better machine may seem slower: rounding, and where backward passes are split the
// estimate of what the host takes for each half (docs/models/pipeline.md, "Where it is wrong").
inline double tolerance(const TrainScenario& s) {
    return splits_backward(s.plan.schedule) ? 1.001 : 1.0 + 1e-9;
}

}  // namespace foretoken::property

namespace rc {

template <>
struct Arbitrary<foretoken::property::Case> {
    static Gen<foretoken::property::Case> arbitrary() {
        return gen::exec([] { return foretoken::property::arbitrary_case(); });
    }
};

}  // namespace rc
