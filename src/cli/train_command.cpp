// How fast will this model train on this cluster, with which plan, in how much memory?
#include <algorithm>
#include <memory>
#include <optional>

#include "cli/neighbour.hpp"
#include "cli/require.hpp"
#include "cli/verbs.hpp"
#include "io/accuracy.hpp"
#include "io/fields.hpp"
#include "io/file.hpp"
#include "io/scenario.hpp"
#include "io/writer.hpp"
#include "train/forecast.hpp"

namespace foretoken::cli {
namespace {

// What the flags of `train` say; each is a path of the scenario and its value.
struct Flags {
    std::string file;
    std::vector<std::string> set;
    std::vector<std::optional<std::string>> named;  // beside `flags`
    std::vector<std::string> require;
    bool sequence_parallel = false;
};

struct Flag {
    const char* name;
    const char* path;
    const char* type;
    const char* says;
};
constexpr Flag flags[] = {
    {"--model", "model", "NAME", "preset, or path of a Hugging Face config.json"},
    {"--gpu,--cluster", "cluster", "NAME", "part:count, cluster preset, or preset:count"},
    {"--software", "software", "NAME", "framework generation (foretoken show software)"},
    {"--seq", "workload.sequence", "N", "tokens per sequence"},
    {"--global-batch", "workload.global_batch", "N", "sequences per step"},
    {"--precision", "workload.precision", "NAME",
     "fp32, tf32, fp16, bf16, fp8, fp8_block, mxfp8, nvfp4"},
    {"--tp", "plan.tp", "N", "tensor parallel"},
    {"--pp", "plan.pp", "N", "pipeline parallel"},
    {"--vpp", "plan.vpp", "N", "virtual pipeline stages"},
    {"--cp", "plan.cp", "N", "context parallel"},
    {"--ep", "plan.ep", "N", "expert parallel"},
    {"--etp", "plan.etp", "N", "tensor parallel inside an expert"},
    {"--dp", "plan.dp", "N", "data parallel; default: what is left"},
    {"--zero", "plan.zero", "N", "ZeRO stage, 3 = FSDP"},
    {"--micro-batch", "plan.micro_batch", "N", "sequences per rank and pass"},
    {"--recompute", "plan.recompute", "NAME", "none, selective or full"},
};

// "--gpu,--cluster" is "--gpu".
std::string first_name(const Flag& flag) {
    const std::string names = flag.name;
    return names.substr(0, names.find(','));
}

Result<io::ScenarioRequest> request_of(const Flags& given) {
    io::ScenarioRequest request{
        .text = "", .name = "", .overrides = {}, .read_file = [](const std::string& path) {
            return io::read_file(path);
        }};
    if (!given.file.empty()) {
        auto text = io::read_file(given.file);
        if (!text) {
            return text.error();
        }
        request.text = *std::move(text);
        request.name = given.file;
    }
    for (std::size_t i = 0; i < std::size(flags); ++i) {
        if (given.named[i]) {
            request.overrides.emplace_back(flags[i].path, *given.named[i]);
        }
    }
    if (given.sequence_parallel) {
        request.overrides.emplace_back("plan.sequence_parallel", "true");
    }
    for (const std::string& assignment : given.set) {
        const auto equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0) {
            return Error{.kind = Error::Kind::usage,
                         .where = "--set",
                         .message = "\"" + assignment + "\" is not path=value",
                         .hint = "for example --set plan.tp=8"};
        }
        request.overrides.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
    }
    return request;
}

// Without a file, flags must say at least what, on what, and how much at once.
Outcome check_enough(const io::ScenarioRequest& request) {
    for (const Flag& flag : flags) {
        const std::string path = flag.path;
        const bool needed = path == "model" || path == "cluster" || path == "workload.global_batch";
        const bool said = std::any_of(request.overrides.begin(), request.overrides.end(),
                                      [&](const auto& override) {
                                          const std::string& given = override.first;
                                          return given == path || given.rfind(path + ".", 0) == 0 ||
                                                 path.rfind(given + ".", 0) == 0;
                                      });
        if (request.name.empty() && needed && !said) {
            return Error{.kind = Error::Kind::usage,
                         .where = "",
                         .message = "neither a scenario file nor " + first_name(flag),
                         .hint = first_name(flag) + ": " + flag.says};
        }
    }
    return Done{};
}

// A value that came from a flag is named by the flag, not by its path in the scenario; one that
// --set has refined keeps its path.
Error as_typed(Error error, const Flags& given) {
    for (std::size_t i = 0; i < std::size(flags); ++i) {
        const std::string path = flags[i].path;
        const bool refined =
            std::any_of(given.set.begin(), given.set.end(),
                        [&](const std::string& set) { return set.rfind(path, 0) == 0; });
        if (given.named[i] && !refined && error.where == "--set " + path) {
            error.where = first_name(flags[i]);
        }
    }
    return error;
}

std::string rendered(const report::Answer& answer, const Common& common) {
    const auto ends = [&](const char* suffix) {
        const std::string end = suffix;
        return common.out.size() > end.size() &&
               common.out.compare(common.out.size() - end.size(), end.size(), end) == 0;
    };
    if (common.format == "json" || ends(".json")) {
        io::ScenarioFile file;
        file.scenario = answer.scenario;
        return report::json(answer, io::to_json(file));
    }
    if (common.format == "csv" || ends(".csv")) {
        return report::csv(answer);
    }
    if (common.format == "md" || ends(".md")) {
        return report::markdown(answer);
    }
    return report::text(answer, style(common));
}

Exit run(const Flags& given, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    const auto request = request_of(given);
    if (!request) {
        return fail(request.error());
    }
    if (const auto enough = check_enough(*request); !enough) {
        return fail(enough.error());
    }
    const auto scenario = io::read_train_scenario(*request, *rows);
    if (!scenario) {
        return fail(as_typed(scenario.error(), given));
    }
    const Accelerator& accelerator = scenario->cluster.node.accelerator;
    const auto calibration = rows->calibration(accelerator);
    if (!calibration) {
        return fail(calibration.error());
    }
    auto forecast = train::forecast(*scenario, *calibration);
    if (!forecast) {
        return fail(forecast.error());
    }
    io::set_interval(*scenario, *calibration, *forecast);
    if (const auto fits = train::check_fit(*scenario, *forecast); !fits) {
        return fail(fits.error());
    }
    auto conditions = io::read_requirements(*request);
    if (!conditions) {
        return fail(conditions.error());
    }
    conditions->insert(conditions->end(), given.require.begin(), given.require.end());
    const auto requirements = report::check_all(*conditions, *forecast);
    if (!requirements) {
        return fail(requirements.error());
    }
    const report::Answer answer{.scenario = train::settled(*scenario),
                                .forecast = *forecast,
                                .nearest = nearest_published(*scenario, *rows)};
    const Exit delivered = deliver(common, rendered(answer, common));
    return delivered == Exit::answered ? say(*requirements, common) : delivered;
}

}  // namespace

Verb train_verb(CLI::App& program, Common& common) {
    CLI::App* verb =
        program.add_subcommand("train", "how fast will a model train, in how much memory?");
    const auto given = std::make_shared<Flags>();
    verb->add_option("scenario", given->file, "YAML or JSON file; flags win over it")
        ->type_name("FILE");
    given->named.resize(std::size(flags));
    for (std::size_t i = 0; i < std::size(flags); ++i) {
        verb->add_option(flags[i].name, given->named[i], flags[i].says)->type_name(flags[i].type);
    }
    verb->add_flag("--sp", given->sequence_parallel, "sequence parallel");
    verb->add_option("--set", given->set, "any path of the scenario: plan.tp=8")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
    verb->add_option("--require", given->require, "exit 5 unless it holds: \"mfu > 0.4\"")
        ->type_name("EXPR")
        ->allow_extra_args(false);
    add_common(*verb, common, {"table", "json", "csv", "md"});
    return {.app = verb, .run = [given, &common] { return run(*given, common); }};
}

}  // namespace foretoken::cli
