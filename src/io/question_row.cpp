// What stands in the cells of one row of a published table?
#include "io/question_row.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "base/text.hpp"

namespace foretoken::io {
namespace {

// "yes", "no" and their kin; empty if the cell says neither.
std::optional<bool> truth(std::string_view cell) {
    const std::string word = lower_case(cell);
    if (word == "yes" || word == "true" || word == "1") {
        return true;
    }
    if (word == "no" || word == "false" || word == "0") {
        return false;
    }
    return std::nullopt;
}

std::int64_t zero_stage(const Questioner::Row& row, const Software& software,
                        std::vector<std::string>& assumptions) {
    const std::string cell = lower_case(row.text("zero_or_fsdp_stage"));
    for (const char c : cell) {
        if (c >= '0' && c <= '3') {
            return c - '0';
        }
    }
    if (contains(cell, "fsdp") || contains(cell, "full")) {
        return 3;
    }
    if (contains(cell, "dist")) {
        return 1;
    }
    const std::int64_t stage = software.fsdp ? 3 : software.distributed_optimizer ? 1 : 0;
    assumptions.push_back("zero stage " + std::to_string(stage) + ": the default of " +
                          software.name);
    return stage;
}

Precision precision_of(const std::string& cell, const Accelerator& accelerator) {
    if (contains(cell, "fp4")) {
        return Precision::nvfp4;
    }
    if (contains(cell, "fp8")) {
        // "mx" is in the hardware from Blackwell on; before it, blocks are scaled by software.
        const bool blocks = contains(cell, "mx") || contains(cell, "block");
        if (!blocks) {
            return Precision::fp8;
        }
        const bool hardware = accelerator.architecture == "blackwell" && contains(cell, "mx");
        return hardware ? Precision::mxfp8 : Precision::fp8_block;
    }
    if (contains(cell, "tf32")) {
        return Precision::tf32;
    }
    if (contains(cell, "fp32") || contains(cell, "float32")) {
        return Precision::fp32;
    }
    if (contains(cell, "fp16") || contains(cell, "float16") || contains(cell, "half")) {
        return contains(cell, "bfloat16") ? Precision::bf16 : Precision::fp16;
    }
    return accelerator.supports(Format::bf16) ? Precision::bf16 : Precision::fp16;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string Questioner::Row::word(std::string_view column) const {
    std::string out;
    for (const char c : lower_case(text(column))) {
        if (c == '(') {
            break;
        }
        out += c == ' ' || c == '_' ? '-' : c;
    }
    while (!out.empty() && out.back() == '-') {
        out.pop_back();
    }
    return out;
}

std::optional<double> Questioner::Row::number(std::string_view column) const {
    const std::string_view cell = text(column);
    std::size_t end = 0;
    while (end < cell.size() && (cell[end] == '.' || (cell[end] >= '0' && cell[end] <= '9'))) {
        ++end;
    }
    const auto value = parse_number(cell.substr(0, end));
    return value && *value > 0.0 ? std::optional<double>(*value) : std::nullopt;
}

std::optional<std::int64_t> Questioner::Row::count(std::string_view column) const {
    const auto value = number(column);
    return value && *value < 1e15 ? std::optional<std::int64_t>(std::llround(*value))
                                  : std::nullopt;
}

std::optional<Recompute> recompute_cell(std::string_view cell) {
    const std::string word = lower_case(cell);
    if (contains(word, "selective")) {
        return Recompute::selective;
    }
    if (contains(word, "full") || truth(word) == true) {
        return Recompute::full;
    }
    if (contains(word, "none") || truth(word) == false) {
        return Recompute::none;
    }
    return std::nullopt;
}

Workload workload_of(const Questioner::Row& row, const Accelerator& accelerator) {
    const std::string precision = lower_case(row.text("precision"));
    return {.sequence = row.count("seq_len").value_or(0),
            .global_batch = row.count("global_batch_seqs").value_or(0),
            .precision = precision_of(precision, accelerator),
            .pure_precision = contains(precision, "pure")};
}

void plan_of(const Questioner::Row& row, Question& q) {
    TrainScenario& s = q.scenario;
    Plan& p = s.plan;
    const bool sharded = s.software.fsdp;
    q.open.split = !row.count("tp") && !row.count("pp") && !sharded;
    p.tp = row.count("tp").value_or(1);
    p.pp = row.count("pp").value_or(1);
    p.vpp = p.pp > 1 ? row.count("vpp").value_or(1) : 1;
    p.cp = row.count("cp").value_or(1);
    p.ep = s.model.experts ? row.count("ep").value_or(1) : 1;
    // Some tables name an expert group that the accelerators cannot form.
    const std::int64_t ranks = s.cluster.accelerators / std::max<std::int64_t>(1, p.pp);
    if (p.ep > 1 && ranks > 0 && ranks % p.ep != 0) {
        p.ep = std::gcd(p.ep, ranks);
        s.assumptions.push_back("ep " + std::to_string(p.ep) + ": what the data ranks can form");
    }
    p.zero = zero_stage(row, s.software, s.assumptions);
    q.open.vpp = !row.count("vpp") && (p.pp > 1 || q.open.split) && s.software.year >= 2021;
    q.open.micro_batch = !row.count("micro_batch");
    p.micro_batch = row.count("micro_batch").value_or(1);
    const bool usual =
        p.tp > 1 && s.software.year >= 2022 && s.workload.sequence % (p.tp * p.cp) == 0;
    p.sequence_parallel = truth(row.text("seq_parallel")).value_or(usual);
    const auto mode = recompute_cell(row.text("recompute"));
    q.open.recompute = !mode;
    p.recompute = mode.value_or(Recompute::none);
}

// A run that was published did run, so a batch that its layout cannot form was rounded in print.
void round_batch(Question& q) {
    const Plan& p = q.scenario.plan;
    const std::int64_t dp = q.scenario.cluster.accelerators / (p.tp * p.pp * p.cp);
    const std::int64_t at_once = p.micro_batch * dp;
    std::int64_t& batch = q.scenario.workload.global_batch;
    if (q.open.split || at_once <= 0 || batch % at_once == 0) {
        return;
    }
    const std::int64_t rounds = std::max<std::int64_t>(1, (batch + at_once / 2) / at_once);
    batch = rounds * at_once;
    q.scenario.assumptions.push_back("global batch " + std::to_string(batch) +
                                     ": the nearest that micro-batch x dp forms");
}

Convention convention_of(const Questioner::Row& row) {
    const std::string cell = lower_case(row.text("flops_convention"));
    if (contains(cell, "hfu:") || contains(cell, "hfu incl") || contains(cell, "recompute")) {
        return Convention::hardware;
    }
    // Megatron-Core counts causal attention once.
    if (contains(cell, "causal-halved") || contains(cell, "megatron-core")) {
        return Convention::causal;
    }
    return Convention::full;
}

}  // namespace foretoken::io
