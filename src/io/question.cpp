// Which forecast does a row of a published table ask for?
#include "io/question.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "base/text.hpp"
#include "io/complete.hpp"
#include "io/question_notes.hpp"
#include "io/question_row.hpp"

namespace foretoken::io {
namespace {

// Columns whose cells are numbers if they hold anything.
constexpr std::string_view count_columns[] = {"layers",
                                              "hidden",
                                              "ffn",
                                              "heads",
                                              "kv_heads",
                                              "head_dim",
                                              "vocab",
                                              "experts",
                                              "experts_topk",
                                              "expert_ffn",
                                              "seq_len",
                                              "n_gpus",
                                              "tp",
                                              "pp",
                                              "vpp",
                                              "cp",
                                              "ep",
                                              "micro_batch",
                                              "year",
                                              "gpu_mem_gb",
                                              "gpus_per_node",
                                              "global_batch_seqs",
                                              "inter_node_gbps_per_gpu"};

Error missing(std::string_view column, std::string message) {
    return {.kind = Error::Kind::bad_input,
            .where = std::string(column),
            .message = std::move(message),
            .hint = ""};
}

// "h100-sxm5-80gb" names the family "h100": the first part of a catalogue id.
std::string_view family(std::string_view id) {
    return id.substr(0, id.find('-'));
}

// "h100-sxm5-80gb" is three words.
std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> list;
    std::size_t at = 0;
    while (at <= text.size()) {
        const std::size_t end = std::min(text.find('-', at), text.size());
        if (end > at) {
            list.emplace_back(text.substr(at, end - at));
        }
        at = end + 1;
    }
    return list;
}

// How well a catalogue id fits the words of a row: every word of the id that begins one of the
// row's counts ("sxm" begins "sxm5").
int words_in_common(std::string_view id, const std::vector<std::string>& row) {
    int common = 0;
    for (const std::string& word : words(id)) {
        common += std::any_of(row.begin(), row.end(), [&](const std::string& other) {
            return other.compare(0, word.size(), word) == 0;
        });
    }
    return common;
}

// The families that a row may mean: those it names, else the one spelt most like it.
std::vector<std::string> families_of(const std::string& word, const std::vector<Listing>& known) {
    std::vector<std::string> all;
    for (const Listing& listing : known) {
        all.emplace_back(family(listing.id));
    }
    const std::vector<std::string> row = words(word);
    std::vector<std::string> named;
    for (const std::string& candidate : all) {
        if (std::find(row.begin(), row.end(), candidate) != row.end()) {
            named.push_back(candidate);
        }
    }
    if (!named.empty()) {
        return named;
    }
    std::string joined = word;
    joined.erase(std::remove(joined.begin(), joined.end(), '-'), joined.end());
    for (const std::string& part : {joined, row.empty() ? std::string() : row.front()}) {
        if (const std::string near = nearest(part, all); !near.empty()) {
            return {near};
        }
    }
    return {};
}

template <class Value, class Look>
const Result<Value>& remembered(std::map<std::string, Result<Value>>& known,
                                const std::string& name, const Look& look) {
    const auto found = known.find(name);
    return found != known.end() ? found->second : known.emplace(name, look(name)).first->second;
}

// Memory sizes of siblings: 40 against 80, not 80 GB against 80 GiB.
bool other_size(const Accelerator& a, double gigabytes) {
    return std::abs(a.memory.value.value / 1e9 / gigabytes - 1.0) > 0.15;
}

}  // namespace

const std::vector<Listing>& Questioner::accelerator_names() {
    if (accelerators_.empty()) {
        if (auto list = catalogue_.names("accelerators")) {
            accelerators_ = *std::move(list);
        }
    }
    return accelerators_;
}

const std::vector<Software>& Questioner::all_software() {
    if (software_.empty()) {
        for (const std::string& id : catalogue_.rows_with("software", "")) {
            if (auto entry = catalogue_.software(id)) {
                software_.push_back(*std::move(entry));
            }
        }
    }
    return software_;
}

const std::vector<Cluster>& Questioner::clusters_of(const std::string& accelerator) {
    const auto [at, fresh] = clusters_.try_emplace(accelerator);
    if (fresh) {
        // A row is read only if it can be meant: that takes longer than all forecasts.
        for (const std::string& id : catalogue_.rows_with("clusters", accelerator)) {
            if (auto entry = catalogue_.cluster(id);
                entry && entry->node.accelerator.id == accelerator) {
                at->second.push_back(*std::move(entry));
            }
        }
    }
    return at->second;
}

Result<Calibration> Questioner::calibration(const Accelerator& accelerator) {
    return remembered(known_calibrations_, accelerator.id,
                      [&](const std::string&) { return catalogue_.calibration(accelerator); });
}

Result<Accelerator> Questioner::accelerator(const Row& row, std::vector<std::string>& assumptions) {
    const std::string word = row.word("gpu");
    if (word.empty()) {
        return missing("gpu", "no accelerator given");
    }
    const auto look = [&](const std::string& name) { return catalogue_.accelerator(name); };
    const double gigabytes = row.number("gpu_mem_gb").value_or(0.0);
    // The whole text first: an alias may hold what stands in brackets.
    for (const std::string& name : {lower_case(row.text("gpu")), word}) {
        const auto& exact = remembered(known_accelerators_, name, look);
        if (exact && (gigabytes == 0.0 || !other_size(*exact, gigabytes))) {
            return exact;
        }
    }
    const std::vector<std::string> families = families_of(word, accelerator_names());
    const std::vector<std::string> row_words = words(word);
    const Accelerator* best = nullptr;
    std::pair<int, double> best_score{-1, 0.0};
    for (const Listing& listing : accelerator_names()) {
        const std::string name(family(listing.id));
        if (std::find(families.begin(), families.end(), name) == families.end()) {
            continue;
        }
        const auto& candidate = remembered(known_accelerators_, listing.id, look);
        if (!candidate) {
            continue;
        }
        const double size = candidate->memory.value.value / 1e9;
        const double distance = gigabytes > 0.0 ? std::abs(std::log(size / gigabytes)) : 0.0;
        // Words count most, then the right memory, then the part that the bare family name means.
        const auto& usual = remembered(known_accelerators_, name, look);
        const bool is_usual = usual && usual->id == candidate->id;
        const int fit = 4 * words_in_common(listing.id, row_words) + (distance > 0.15 ? 0 : 8) +
                        (is_usual ? 1 : 0);
        const std::pair<int, double> score{fit, -distance};
        if (best == nullptr || score > best_score) {
            best = &*candidate;
            best_score = score;
        }
    }
    if (best == nullptr) {
        return missing("gpu", "unknown accelerator \"" + word + "\"");
    }
    assumptions.push_back("accelerator \"" + word + "\" taken as " + best->id);
    return *best;
}

Result<Software> Questioner::software(const Row& row, const Accelerator& part,
                                      std::vector<std::string>& assumptions) {
    const std::string text = lower_case(row.text("framework"));
    const std::int64_t year = row.count("year").value_or(2024);
    const Software* best = nullptr;
    std::tuple<std::size_t, bool, std::int64_t> best_score{0, false, 0};
    for (const Software& s : all_software()) {
        const bool meant =
            std::find(s.only_on.begin(), s.only_on.end(), part.id) != s.only_on.end();
        if (!meant && !s.only_on.empty()) {
            continue;
        }
        std::size_t longest = 0;
        for (const std::string& word : s.families) {
            longest = std::max(longest, contains(text, word) ? word.size() : 0);
        }
        // The longest word that fits, then rows meant for this accelerator, then the generation
        // nearest in time, a later one only if there is no earlier one.
        const std::int64_t late = s.year > year ? 10 * (s.year - year) : year - s.year;
        const std::tuple<std::size_t, bool, std::int64_t> score{longest, meant, -late};
        if (longest > 0 && (best == nullptr || score > best_score)) {
            best = &s;
            best_score = score;
        }
    }
    if (best != nullptr) {
        return *best;
    }
    for (const Software& s : all_software()) {
        const bool usual =
            std::find(s.families.begin(), s.families.end(), "megatron") != s.families.end();
        if (usual && (best == nullptr || std::abs(s.year - year) < std::abs(best->year - year))) {
            best = &s;
        }
    }
    if (best == nullptr) {
        return missing("framework", "no framework is known");
    }
    assumptions.push_back("framework \"" + text + "\" taken as " + best->name);
    return *best;
}

Result<Cluster> Questioner::cluster(const Row& row, const Accelerator& accelerator,
                                    std::vector<std::string>& assumptions) {
    const auto count = row.count("n_gpus");
    if (!count) {
        return missing("n_gpus", "number of accelerators not given");
    }
    const auto& reference = remembered(known_clusters_, accelerator.id, [&](const std::string& id) {
        return catalogue_.cluster(id + ":1");
    });
    Cluster c;
    if (reference) {
        c = *reference;
    } else {
        c.node.accelerators = 8;
        c.node.nics = 1;
        c.node.nic_bandwidth.value = accelerator.host_link.value;
        c.domain = std::clamp<std::int64_t>(accelerator.scale_up.domain, 1, 8);
    }
    c.node.accelerator = accelerator;
    c.accelerators = *count;
    const bool rack_scale = c.domain > c.node.accelerators;  // a domain of several nodes
    if (const auto per_node = row.count("gpus_per_node")) {
        if (c.node.accelerators != *per_node) {
            c.node.nics = std::max<std::int64_t>(1, c.node.nics * *per_node / c.node.accelerators);
        }
        c.node.accelerators = *per_node;
        if (!rack_scale) {
            c.domain = std::min(accelerator.scale_up.domain, *per_node);
        }
    }
    if (const auto gigabits = row.number("inter_node_gbps_per_gpu")) {
        set_network(c, {*gigabits * 1e9 / 8.0}, assumptions);
    } else if (*count > c.node.accelerators) {
        assumptions.push_back("network between nodes: that of " + c.name);
    }
    return c;
}

// A row says how much network an accelerator has, not which. A machine that is known to give this
// part just that much says the rest: the usual one first, then those whose figures are published.
void Questioner::set_network(Cluster& c, Bandwidth share, std::vector<std::string>& assumptions) {
    const auto gives = [&](const Cluster& other) {
        return std::abs(other.node.nic_share() / share - 1.0) < 0.02;
    };
    if (gives(c)) {
        return;
    }
    const Cluster* best = nullptr;
    for (const Cluster& other : clusters_of(c.node.accelerator.id)) {
        const bool like = other.node.accelerators == c.node.accelerators && gives(other);
        if (like && (best == nullptr || (best->from.status != Status::published &&
                                         other.from.status == Status::published))) {
            best = &other;
        }
    }
    if (best != nullptr) {
        c.node.nics = best->node.nics;
        c.node.nic_bandwidth = best->node.nic_bandwidth;
        c.fabric = best->fabric;
        assumptions.push_back("network between nodes: " + best->fabric.name + ", as in " +
                              best->name);
        return;
    }
    c.node.nics = c.node.accelerators;
    c.node.nic_bandwidth.value = share;
}

Result<Question> Questioner::question(const Table& table, std::size_t index) {
    const Row row{.table = table, .index = index};
    Question q;
    q.id = row.text("id");
    TrainScenario& s = q.scenario;
    for (const std::string_view column : count_columns) {
        const std::string_view cell = row.text(column);
        if (!cell.empty() && !row.number(column) && cell != "0" && cell != "-") {
            s.assumptions.push_back(std::string(column) + ": \"" + std::string(cell.substr(0, 40)) +
                                    "\" is no count, ignored");
        }
    }
    auto part = accelerator(row, s.assumptions);
    if (!part) {
        return part.error();
    }
    auto machine = cluster(row, *part, s.assumptions);
    auto framework = software(row, *part, s.assumptions);
    auto shape = model(row, s.assumptions);
    for (const Error* error :
         {machine ? nullptr : &machine.error(), framework ? nullptr : &framework.error(),
          shape ? nullptr : &shape.error()}) {
        if (error != nullptr) {
            return *error;
        }
    }
    s.cluster = *std::move(machine);
    s.software = *std::move(framework);
    s.model = *std::move(shape);
    s.workload = workload_of(row, *part);
    if (s.workload.sequence == 0) {
        s.workload.sequence = s.model.context;
        s.assumptions.push_back("sequence: the model's context, " +
                                std::to_string(s.model.context));
    }
    plan_of(row, q);
    notes_of(row, s);
    if (s.workload.global_batch == 0) {
        const std::int64_t ranks =
            std::max<std::int64_t>(1, *row.count("n_gpus") / (s.plan.tp * s.plan.pp));
        s.workload.global_batch = ranks * s.plan.micro_batch * 4 * s.plan.pp;
        s.assumptions.push_back("global batch: four micro-batches per pipeline stage");
    }
    round_batch(q);
    q.convention = convention_of(row);
    q.allocated = contains(lower_case(row.text("notes")), "peak_mem = allocated");
    return q;
}

}  // namespace foretoken::io
