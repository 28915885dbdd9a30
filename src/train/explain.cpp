// What is each term of a step made of?
#include "train/explain.hpp"

#include <array>
#include <cmath>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/account.hpp"
#include "memory/account.hpp"
#include "plan/stages.hpp"
#include "train/chunks.hpp"
#include "train/confidence_account.hpp"
#include "train/energy_account.hpp"
#include "train/headline_account.hpp"
#include "train/job_account.hpp"
#include "train/layer.hpp"
#include "train/output.hpp"
#include "train/step.hpp"

namespace foretoken::train {
namespace {

constexpr const char* document = "docs/models/training-step.md, Eq. ";

// What layers of each kind post.
struct Journals {
    Journal dense;
    Journal dense_windowed;
    Journal experts;
    Journal experts_windowed;
    Journal embedding;
    Journal output;
};

Journals journals(const plan::Stage& held, const Job& job) {
    Journals all;
    const auto fill = [&](std::int64_t layers, LayerKind kind, Journal& journal) {
        if (layers > 0) {
            layer_time(kind, job, &journal);
        }
    };
    const bool mixtures = job.scenario.model.experts.has_value();
    fill(held.dense + (mixtures ? 0 : held.prediction), {}, all.dense);
    fill(held.dense_windowed, {.windowed = true}, all.dense_windowed);
    fill(held.experts + (mixtures ? held.prediction : 0), {.experts = true}, all.experts);
    fill(held.experts_windowed, {.experts = true, .windowed = true}, all.experts_windowed);
    embedding_time(job, &all.embedding);
    output_time(job, &all.output);
    return all;
}

// Equal layers of the stage that sets the pace.
struct Group {
    std::string name;
    std::int64_t layers;
    std::int64_t trained;
    const Journal* journal;
};

std::vector<Group> groups_of(const plan::Stage& held, const Journals& all, const Job& job) {
    const auto& journal_of = [&](std::string_view name) {
        if (name == "embedding") {
            return &all.embedding;
        }
        if (name == "output") {
            return &all.output;
        }
        if (name == "dense_windowed") {
            return &all.dense_windowed;
        }
        if (name == "mixture_windowed") {
            return &all.experts_windowed;
        }
        const bool mixture =
            name == "mixture" || (name == "prediction" && job.scenario.model.experts.has_value());
        return mixture ? &all.experts : &all.dense;
    };
    std::vector<Group> list;
    for_each_group(held, LayerTimes{}, job, [&](const LayerGroup& group) {
        list.push_back(
            {std::string(group.name), group.layers, group.trained, journal_of(group.name)});
    });
    return list;
}

// Everything that terms are explained from.
struct Explained {
    const Job& job;
    const PipelinePass& pipeline;
    const OnceAccounts& once;
    const std::vector<Group>& groups;
    const plan::Stage& stage;

    double passes() const {  // of each chunk
        const bool both_ways = job.scenario.plan.schedule == Schedule::dualpipe;
        return static_cast<double>(job.micro_batches) / (both_ways ? 2.0 : 1.0);
    }
    Account micro_batches() const {
        const Workload& w = job.scenario.workload;
        const Plan& p = job.scenario.plan;
        const bool both_ways = p.schedule == Schedule::dualpipe;
        return account::derived(
            "micro_batches", passes(), "through each layer in a step",
            {both_ways ? "global_batch / (micro_batch * dp) / 2"
                       : "global_batch / (micro_batch * dp)",
             std::string(document) + "1"},
            {account::input("global_batch", static_cast<double>(w.global_batch),
                            "sequences per step", account::scenario("workload.global_batch")),
             plan_input("micro_batch", p.micro_batch, "sequences per rank and pass"),
             plan_input("dp", p.dp, "data parallel")});
    }
};

// "dense_windowed" is "windowed dense layers".
std::string words(const std::string& group) {
    if (group == "embedding" || group == "output") {
        return group;
    }
    const auto at = group.find("_windowed");
    return at == std::string::npos ? group + " layers"
                                   : "windowed " + group.substr(0, at) + " layers";
}

// micro_batches x layers x what one layer posted, in one direction.
std::optional<Account> group_account(const Group& group, Direction direction, Part part,
                                     const Explained& e) {
    const bool forward = direction == Direction::forward;
    const std::int64_t layers = forward ? group.layers : group.trained;
    Account one = group.journal->part(direction, part, "layer");
    if (layers == 0 || one.value == 0.0) {
        return std::nullopt;
    }
    one.says = "one micro-batch through one of them";
    const double count = static_cast<double>(layers);
    const Seconds all{e.passes() * count * one.value};
    return account::derived(
        group.name + (forward ? "_forward" : "_backward"), all,
        words(group.name) + (forward ? ", forward passes" : ", backward passes"),
        {"micro_batches * layers * layer", std::string(document) + "3"},
        {e.micro_batches(),
         account::input("layers", count, "of the stage that sets the pace",
                        account::scenario("model, plan.pp, plan.vpp"), "layers"),
         std::move(one)});
}

Account part_account(const Term& term, Part part, const Explained& e) {
    std::vector<Account> list;
    for (const Direction direction : {Direction::forward, Direction::backward}) {
        for (const Group& group : e.groups) {
            if (auto account = group_account(group, direction, part, e)) {
                list.push_back(*std::move(account));
            }
        }
    }
    if (const Seconds change = e.pipeline.paired[part]; change.value != 0.0) {
        list.push_back(account::by_method(
            "pairs", change, "forward passes beside backward passes of other micro-batches",
            {"each pair of passes hides its exchanges behind the compute of both",
             "docs/models/pipeline.md, \"DualPipe\""},
            {e.micro_batches(),
             account::input("exchanges", e.pipeline.work[Part::expert], "dispatch that still shows",
                            account::elsewhere("step.expert.exposed"))}));
    }
    if (part == Part::host && e.pipeline.held_up.value != 0.0) {
        list.push_back(account::by_method(
            "split_passes", e.pipeline.held_up,
            "each half of a backward pass waits for its launches",
            {"each half takes what the device or the host takes, whichever is longer",
             "docs/models/host.md"},
            {e.micro_batches(), account::input("launch", e.job.scenario.software.launch,
                                               "time of the host for one")}));
    }
    if (part == Part::contention && e.once.contention.value != 0.0) {
        list.push_back(e.once.contention);
    }
    return account::sum(std::string(term.key), std::string(term.says), std::move(list));
}

// Synchronous software waits at every boundary; else messages show where a pipeline fills, drains
// or waits for them.
Account boundary_account(const Term& term, const Explained& e) {
    const Plan& p = e.job.scenario.plan;
    const Account hop = hop_account(e.job);
    const double chunks = static_cast<double>(plan::chunks_held(p));
    std::vector<Account> list;
    if (e.pipeline.boundaries.value > 0.0) {
        list.push_back(account::derived(
            "waits", e.pipeline.boundaries, "synchronous software waits for each message",
            {"2 * micro_batches * chunks * hop", "docs/models/pipeline.md"},
            {e.micro_batches(),
             account::input("chunks", chunks, "of the model that a rank holds",
                            account::scenario("plan.vpp, plan.schedule")),
             hop}));
    }
    if (e.pipeline.time.hops.value > 0.0) {
        list.push_back(account::by_method(
            "hops", e.pipeline.time.hops, "messages that passes wait for",
            {"the schedule with messages less the schedule without",
             "docs/models/pipeline.md, Eq. 1 and 2"},
            {plan_input("pp", p.pp, "pipeline parallel"), e.micro_batches(), hop}));
    }
    return account::sum(std::string(term.key), std::string(term.says), std::move(list));
}

Account bubble_account(const Term& term, const Explained& e) {
    const Plan& p = e.job.scenario.plan;
    const double chunks = static_cast<double>(plan::chunks_held(p));
    const double passes = e.passes() * chunks;
    const Seconds work = e.pipeline.time.busy / passes;
    const double edges = static_cast<double>(p.pp - 1);
    std::vector<Account> parts{
        plan_input("pp", p.pp, "pipeline parallel"),
        account::derived(
            "pass", work, "forward and backward through one chunk, on average",
            {"busy / (micro_batches * chunks)", "docs/models/pipeline.md"},
            {account::input(
                 "busy", e.pipeline.time.busy, "work of the stage that sets the pace",
                 account::elsewhere("compute, host and communication of all micro-batches")),
             e.micro_batches(),
             account::input("chunks", chunks, "of the model that a rank holds",
                            account::scenario("plan.vpp, plan.schedule"))})};
    // Equal stages under 1F1B and GPipe: the closed form; what is played says so.
    const bool closed = std::abs(edges * work.value - term.time.value) <= 1e-9 * term.time.value;
    const std::string key(term.key);
    const std::string says(term.says);
    if (closed) {
        return account::derived(key, term.time, says,
                                {"(pp - 1) * pass", "docs/models/pipeline.md"}, std::move(parts));
    }
    return account::by_method(
        key, term.time, says,
        {"the schedule played task by task, less the work of the slowest stage",
         "docs/models/pipeline.md"},
        std::move(parts));
}

struct PartOfTerm {
    std::string_view key;
    Part part;
};
constexpr std::array parts_of_terms{
    PartOfTerm{"compute.linear", Part::linear},
    PartOfTerm{"compute.attention", Part::attention},
    PartOfTerm{"compute.experts", Part::experts},
    PartOfTerm{"compute.adapters", Part::adapters},
    PartOfTerm{"compute.elementwise", Part::elementwise},
    PartOfTerm{"compute.cast", Part::cast},
    PartOfTerm{"compute.output", Part::output},
    PartOfTerm{"compute.recompute", Part::recompute},
    PartOfTerm{"compute.contention", Part::contention},
    PartOfTerm{"host.launch", Part::host},
    PartOfTerm{"tensor.exposed", Part::tensor},
    PartOfTerm{"context.exposed", Part::context},
    PartOfTerm{"expert.exposed", Part::expert},
    PartOfTerm{"offload.exposed", Part::offload},
};

Account term_account(const Term& term, const Explained& e) {
    for (const PartOfTerm& row : parts_of_terms) {
        if (row.key == term.key) {
            return part_account(term, row.part, e);
        }
    }
    const std::array<std::pair<std::string_view, const Account*>, 5> once{
        {{"data.gradients", &e.once.gradients},
         {"data.parameters", &e.once.parameters},
         {"optimizer", &e.once.optimizer},
         {"offload.optimizer", &e.once.host_optimizer},
         {"offload.weights", &e.once.weights}}};
    for (const auto& [key, account] : once) {
        if (key == term.key) {
            Account found = account::named(*account, std::string(term.key));
            found.says = term.says;
            return found;
        }
    }
    if (term.key == "pipeline.boundary") {
        return boundary_account(term, e);
    }
    if (term.key == "pipeline.bubble") {
        return bubble_account(term, e);
    }
    return account::input(std::string(term.key), e.job.scenario.software.step_overhead,
                          std::string(term.says));
}

Account step_account(const Forecast& forecast, const Job& job) {
    const std::vector<Passes> chunks = chunk_passes(layer_times(job), job);
    const std::vector<Passes> ranks = rank_passes(chunks, job);
    const Step step = step_of(job);
    const plan::Stage& stage = job.stages[step.pipeline.time.busiest];
    const Journals all = journals(stage, job);
    const std::vector<Group> groups = groups_of(stage, all, job);
    const OnceAccounts once = once_accounts(step.once, ranks, job);
    const Explained explained{
        .job = job, .pipeline = step.pipeline, .once = once, .groups = groups, .stage = stage};
    std::vector<Account> terms;
    for (const Term& term : forecast.terms) {
        if (term.time.value != 0.0) {
            terms.push_back(term_account(term, explained));
        }
    }
    return account::sum("step", "one optimizer step", std::move(terms));
}

}  // namespace

Result<std::vector<Account>> accounts(const TrainScenario& given, const Forecast& forecast,
                                      const Calibration& nominal, double distance) {
    const auto prepared = ready(given, nominal);
    if (!prepared) {
        return prepared.error();
    }
    const TrainScenario scenario = prepared->scenario(given);
    const Job job = job_of(scenario, prepared->calibration(nominal));
    std::vector<Account> all{step_account(forecast, job)};
    const auto add = [&](std::vector<Account> more) {
        std::move(more.begin(), more.end(), std::back_inserter(all));
    };
    add(headline_accounts(forecast, scenario));
    add(memory::accounts(scenario));
    if (forecast.host_memory.value > 0.0) {
        all.push_back(memory::host_account(scenario));
    }
    if (forecast.energy.total.value > 0.0) {
        all.push_back(energy_account(forecast, job, nominal.kernel));
    }
    add(interval_accounts(forecast, nominal.confidence, distance));
    return all;
}

}  // namespace foretoken::train
