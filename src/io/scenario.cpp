// What does a scenario file ask for, once everything it leaves open is settled?
#include "io/scenario.hpp"

#include <algorithm>

#include <algorithm>

#include "base/text.hpp"
#include "io/complete.hpp"
#include "io/fields.hpp"
#include "io/huggingface.hpp"
#include "io/reader.hpp"
#include "io/stored.hpp"
#include "io/writer.hpp"

namespace foretoken::io {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string beside(std::string_view file, std::string_view path) {
    const auto slash = file.rfind('/');
    if (slash == std::string_view::npos || path.substr(0, 1) == "/") {
        return std::string(path);
    }
    return std::string(file.substr(0, slash + 1)) + std::string(path);
}

// A name with a slash, or one that ends in .json, is a path; anything else is in the catalogue.
Result<Model> find_model(std::string_view name, const ScenarioRequest& request,
                         const Catalogue& catalogue) {
    const bool file = ends_with(name, ".json");
    if (!file && name.find('/') == std::string_view::npos) {
        return catalogue.model(name);
    }
    if (!request.read_file) {
        return Error{
            .kind = Error::Kind::bad_input,
            .where = "",
            .message = "\"" + std::string(name) + "\" is a path, and no files can be read here",
            .hint = "name a preset, or write the model out"};
    }
    const std::string path = beside(request.name, name) + (file                   ? ""
                                                           : ends_with(name, "/") ? "config.json"
                                                                                  : "/config.json");
    const auto text = request.read_file(path);
    return text ? import_huggingface(*text, path) : Result<Model>(text.error());
}

// A question as a tree. That of a result leaves nothing open.
struct Written {
    Tree tree;
    bool settled = false;
    std::vector<std::string> assumptions;  // of a result, those that still hold
};

Result<Written> read_written(const ScenarioRequest& request) {
    Written out;
    out.tree.kind = Tree::Kind::map;
    out.tree.entries.push_back({"foretoken", {}, scalar("1")});
    if (!request.name.empty() || !request.text.empty()) {
        auto read = read_document(request.text, request.name);
        if (!read) {
            return read.error();
        }
        out.tree = std::move(*read);
    }
    if (is_result(out.tree)) {
        auto result = stored(std::move(out.tree), request.name);
        if (!result) {
            return result.error();
        }
        out.tree = std::move(result->scenario);
        out.settled = true;
        out.assumptions = still_assumed(result->assumptions, request.overrides);
        Tree* plan = deals_ranks(request.overrides) ? out.tree.find("plan") : nullptr;
        if (Tree* dp = plan == nullptr ? nullptr : plan->find("dp")) {
            *dp = scalar("0");
        }
    }
    for (const auto& [path, text] : request.overrides) {
        auto value = read_override(text, path);
        if (!value) {
            return value.error();
        }
        if (const auto done = override_value(out.tree, path, std::move(*value)); !done) {
            return done.error();
        }
    }
    return out;
}

const Tree* step_into(const Tree& tree, std::string_view key) {
    return tree.kind == Tree::Kind::map ? tree.find(key) : nullptr;
}

bool given(const Tree& tree, std::string_view section, std::string_view key) {
    const Tree* map = step_into(tree, section);
    return map != nullptr && map->find(key) != nullptr;
}

// By its key, or by that of bare numbers in base units.
bool given(const Tree& tree, std::string_view section, const Field& field) {
    const auto* number = std::get_if<Number>(&field.slot);
    const std::string key(field.key);
    return given(tree, section, key) ||
           (number != nullptr &&
            given(tree, section, key + std::string(unit_suffix(number->dimension))));
}

// "plan.pp not given: 1" for every field of a section that the file does not mention. A count of 0
// is no choice but the absence of one.
void state_defaults(const Tree& tree, std::string_view section, const Fields& fields,
                    std::vector<std::string>& assumptions) {
    for (const Field& field : fields) {
        const auto* count = std::get_if<Count>(&field.slot);
        const std::string value = value_text(field);
        if (!given(tree, section, field) && !value.empty() &&
            (count == nullptr || *count->at != 0)) {
            assumptions.push_back(std::string(section) + "." + std::string(field.key) +
                                  " not given: " + value);
        }
    }
}

void settle_workload(const Tree& tree, TrainScenario& s) {
    Workload& work = s.workload;
    if (work.sequence == 0) {
        work.sequence = s.model.context;
    }
    const Accelerator& part = s.cluster.node.accelerator;
    if (!given(tree, "workload", "precision") && !part.supports(Format::bf16)) {
        work.precision = part.supports(Format::fp16) ? Precision::fp16 : Precision::fp32;
    }
    state_defaults(tree, "workload", fields(work), s.assumptions);
}

// A framework described field by field starts from the usual one, as if it were the preset.
Outcome settle_software(const Tree& tree, const ReadContext& context, const Catalogue& catalogue,
                        TrainScenario& s) {
    const Tree* software = tree.find("software");
    if (software != nullptr &&
        (software->kind == Tree::Kind::scalar || software->find("preset") != nullptr)) {
        return Done{};
    }
    const auto usual = catalogue.usual_software(s.cluster.node.accelerator);
    if (!usual) {
        return usual.error();
    }
    s.software = *usual;
    s.assumptions.push_back("software not given: " + usual->id);
    return software == nullptr ? Outcome{Done{}}
                               : refine_fields(*software, fields(s.software), context);
}

void settle_plan(const Tree& tree, TrainScenario& s) {
    if (!given(tree, "plan", "zero")) {
        s.plan.zero = s.software.fsdp ? 3 : s.software.distributed_optimizer ? 1 : 0;
    }
    state_defaults(tree, "plan", fields(s.plan), s.assumptions);
}

void settle_cluster(const Tree& tree, const Catalogue& catalogue, TrainScenario& s) {
    const Tree* cluster = tree.find("cluster");
    const Tree* name = cluster->kind == Tree::Kind::scalar ? cluster : cluster->find("preset");
    if (name == nullptr) {
        return;
    }
    const auto colon = name->text.rfind(':');
    const bool counted = colon != std::string::npos || given(tree, "cluster", "accelerators");
    if (!counted) {
        s.assumptions.push_back("cluster.accelerators not given: all " +
                                with_commas(s.cluster.accelerators) + " of " + s.cluster.id);
    }
    const std::string machine = name->text.substr(0, colon);
    if (catalogue.accelerator(machine)) {
        s.assumptions.push_back("nodes and network of " + machine + " not given: those of " +
                                s.cluster.id);
    }
}

// Each sentence once.
std::vector<std::string> joined(std::vector<std::string> list,
                                const std::vector<std::string>& more) {
    for (const std::string& sentence : more) {
        if (std::find(list.begin(), list.end(), sentence) == list.end()) {
            list.push_back(sentence);
        }
    }
    return list;
}

Error at_section(Error error, const ScenarioRequest& request, const Tree& tree,
                 std::string_view section) {
    if (error.where.empty()) {
        const Tree* value = tree.find(section);
        const bool placed = value != nullptr && value->at.line > 0;
        error.where = placed ? request.name + ":" + std::to_string(value->at.line) + ":" +
                                   std::to_string(value->at.column) + " " + std::string(section)
                             : "--set " + std::string(section);
    }
    return error;
}

}  // namespace

Result<TrainScenario> read_train_scenario(const ScenarioRequest& request,
                                          const Catalogue& catalogue) {
    const auto written = read_written(request);
    if (!written) {
        return written.error();
    }
    const Tree& tree = written->tree;
    Presets presets = catalogue.presets();
    // A path in a file is relative to the file; one that was typed, to where it was typed.
    const bool typed = std::any_of(request.overrides.begin(), request.overrides.end(),
                                   [](const auto& override) { return override.first == "model"; });
    ScenarioRequest from_here = request;
    from_here.name = typed ? "" : request.name;
    presets.model = [&](std::string_view name) { return find_model(name, from_here, catalogue); };
    const ReadContext context{.file = request.name,
                              .from = {.status = Status::assumed,
                                       .source = request.name.empty() ? "given" : request.name,
                                       .date = "",
                                       .note = ""},
                              .strict = false,
                              .presets = std::move(presets)};
    ScenarioFile file;
    TrainScenario& scenario = file.scenario;
    scenario.cluster.domain = 0;
    if (const auto done = read_fields(tree, fields(file), context); !done) {
        return done.error();
    }
    if (const auto done = complete(scenario.model); !done) {
        return at_section(done.error(), request, tree, "model");
    }
    if (const auto done = complete(scenario.cluster); !done) {
        return at_section(done.error(), request, tree, "cluster");
    }
    if (!written->settled) {
        if (const auto done = settle_software(tree, context, catalogue, scenario); !done) {
            return done.error();
        }
    }
    settle_cluster(tree, catalogue, scenario);
    settle_workload(tree, scenario);
    settle_plan(tree, scenario);
    for (auto& said : catalogue.calibration_assumptions(scenario.cluster.node.accelerator)) {
        scenario.assumptions.push_back(std::move(said));
    }
    scenario.assumptions = joined(written->assumptions, scenario.assumptions);
    return std::move(scenario);
}

Result<std::vector<std::string>> read_requirements(const ScenarioRequest& request) {
    const auto written = read_written(request);
    if (!written) {
        return written.error();
    }
    std::vector<std::string> conditions;
    if (const Tree* list = step_into(written->tree, "require")) {
        for (const Tree& item : list->items) {
            conditions.push_back(item.text);
        }
    }
    return conditions;
}

}  // namespace foretoken::io
