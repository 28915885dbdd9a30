// Which scenario do a file and the flags beside it ask for, and what is the forecast?
#include "cli/asked.hpp"

#include <algorithm>
#include <string_view>

#include "io/accuracy.hpp"
#include "io/file.hpp"
#include "io/scenario.hpp"
#include "train/forecast.hpp"

namespace foretoken::cli {
namespace {

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

Result<io::ScenarioRequest> request_of(const ScenarioFlags& given) {
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
Error as_typed(Error error, const ScenarioFlags& given) {
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

// One word of a shell's line.
std::string quoted(const std::string& word) {
    constexpr std::string_view plain = "-_./:=,+@%";
    const bool safe = !word.empty() && std::all_of(word.begin(), word.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               plain.find(c) != std::string_view::npos;
    });
    if (safe) {
        return word;
    }
    std::string out = "'";
    for (const char c : word) {
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return out + "'";
}

std::string words_of(const ScenarioFlags& given) {
    std::string out = given.file.empty() ? "" : quoted(given.file);
    const auto add = [&](const std::string& flag, const std::string& value) {
        out += (out.empty() ? "" : " ") + flag + (value.empty() ? "" : " " + quoted(value));
    };
    for (std::size_t i = 0; i < std::size(flags); ++i) {
        if (given.named[i]) {
            add(first_name(flags[i]), *given.named[i]);
        }
    }
    if (given.sequence_parallel) {
        add("--sp", "");
    }
    for (const std::string& assignment : given.set) {
        add("--set", assignment);
    }
    return out;
}

}  // namespace

void add_scenario(CLI::App& verb, ScenarioFlags& given) {
    verb.add_option("scenario", given.file, "YAML or JSON file, or a result; flags win over it")
        ->type_name("FILE");
    add_scenario_flags(verb, given);
}

void add_scenario_flags(CLI::App& verb, ScenarioFlags& given) {
    given.named.resize(std::size(flags));
    for (std::size_t i = 0; i < std::size(flags); ++i) {
        verb.add_option(flags[i].name, given.named[i], flags[i].says)->type_name(flags[i].type);
    }
    verb.add_flag("--sp", given.sequence_parallel, "sequence parallel");
    verb.add_option("--set", given.set, "any path of the scenario: plan.tp=8")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
}

std::vector<std::string> settings(const ScenarioFlags& given) {
    std::vector<std::string> list;
    for (std::size_t i = 0; i < std::size(flags); ++i) {
        if (given.named[i]) {
            list.push_back(std::string(flags[i].path) + "=" + *given.named[i]);
        }
    }
    if (given.sequence_parallel) {
        list.emplace_back("plan.sequence_parallel=true");
    }
    list.insert(list.end(), given.set.begin(), given.set.end());
    return list;
}

Result<Asked> ask(const ScenarioFlags& given, const io::Catalogue& catalogue) {
    const auto request = request_of(given);
    if (!request) {
        return request.error();
    }
    if (const auto enough = check_enough(*request); !enough) {
        return enough.error();
    }
    const auto scenario = io::read_train_scenario(*request, catalogue);
    if (!scenario) {
        return as_typed(scenario.error(), given);
    }
    const auto calibration = catalogue.calibration(scenario->cluster.node.accelerator);
    if (!calibration) {
        return calibration.error();
    }
    auto forecast = train::forecast(*scenario, *calibration);
    if (!forecast) {
        return forecast.error();
    }
    const double distance = io::set_interval(*scenario, *calibration, *forecast);
    auto conditions = io::read_requirements(*request);
    if (!conditions) {
        return conditions.error();
    }
    return Asked{.scenario = *scenario,
                 .calibration = *calibration,
                 .forecast = *std::move(forecast),
                 .distance = distance,
                 .conditions = *std::move(conditions),
                 .words = words_of(given)};
}

}  // namespace foretoken::cli
