// How fast will this model train on this cluster, with which plan, in how much memory?
#include <memory>

#include "cli/neighbour.hpp"
#include "cli/require.hpp"
#include "cli/verbs.hpp"
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
    std::vector<std::pair<std::string, std::string>> named;
    std::vector<std::string> require;
    bool sequence_parallel = false;
};

struct Flag {
    const char* name;
    const char* path;
    const char* says;
};
constexpr Flag flags[] = {
    {"--model", "model", "preset, or path of a Hugging Face config.json"},
    {"--gpu,--cluster", "cluster", "part:count, cluster preset, or preset:count"},
    {"--software", "software", "framework generation (foretoken show software)"},
    {"--seq", "workload.sequence", "tokens per sequence"},
    {"--global-batch", "workload.global_batch", "sequences per step"},
    {"--precision", "workload.precision", "fp32, tf32, fp16, bf16, fp8, fp8_block, mxfp8, nvfp4"},
    {"--tp", "plan.tp", "tensor parallel"},
    {"--pp", "plan.pp", "pipeline parallel"},
    {"--vpp", "plan.vpp", "virtual pipeline stages"},
    {"--cp", "plan.cp", "context parallel"},
    {"--ep", "plan.ep", "expert parallel"},
    {"--etp", "plan.etp", "tensor parallel inside an expert"},
    {"--dp", "plan.dp", "data parallel; default: what is left"},
    {"--zero", "plan.zero", "ZeRO stage, 3 = FSDP"},
    {"--micro-batch", "plan.micro_batch", "sequences per rank and pass"},
    {"--recompute", "plan.recompute", "none, selective or full"},
};

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
    for (const auto& [path, value] : given.named) {
        if (!value.empty()) {
            request.overrides.emplace_back(path, value);
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
    if (given.file.empty() && given.named[0].second.empty()) {
        return usage("nothing to forecast", "give a scenario file, or --model and --gpu");
    }
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    const auto request = request_of(given);
    if (!request) {
        return fail(request.error());
    }
    auto scenario = io::read_train_scenario(*request, *rows);
    if (!scenario) {
        return fail(scenario.error());
    }
    const Accelerator& accelerator = scenario->cluster.node.accelerator;
    const auto calibration = rows->calibration(accelerator);
    if (!calibration) {
        return fail(calibration.error());
    }
    for (std::string& sentence : rows->calibration_assumptions(accelerator)) {
        scenario->assumptions.push_back(std::move(sentence));
    }
    const auto forecast = train::forecast(*scenario, *calibration);
    if (!forecast) {
        return fail(forecast.error());
    }
    if (const auto fits = train::check_fit(*scenario, *forecast); !fits) {
        return fail(fits.error());
    }
    const auto conditions = io::read_requirements(*request);
    if (!conditions) {
        return fail(conditions.error());
    }
    const report::Answer answer{.scenario = train::settled(*scenario),
                                .forecast = *forecast,
                                .nearest = nearest_published(*scenario, *rows)};
    const Exit delivered = deliver(common, rendered(answer, common));
    if (delivered != Exit::answered) {
        return delivered;
    }
    std::vector<std::string> all = *conditions;
    all.insert(all.end(), given.require.begin(), given.require.end());
    return check_requirements(all, *forecast, common);
}

}  // namespace

Verb train_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand(
        "train", "how fast will this model train on this cluster, and in how much memory?");
    const auto given = std::make_shared<Flags>();
    verb->add_option("scenario", given->file, "YAML or JSON file; flags win over it")
        ->type_name("FILE");
    given->named.reserve(std::size(flags));
    for (const Flag& flag : flags) {
        given->named.emplace_back(flag.path, "");
        verb->add_option(flag.name, given->named.back().second, flag.says);
    }
    verb->add_flag("--sp", given->sequence_parallel, "sequence parallel");
    verb->add_option("--set", given->set, "any path of the scenario: plan.tp=8")
        ->type_name("PATH=VALUE");
    verb->add_option("--require", given->require, "fail with 5 unless this holds: \"mfu > 0.4\"")
        ->type_name("EXPR");
    add_common(*verb, common, {"table", "json", "csv", "md"});
    return {.app = verb, .run = [given, &common] { return run(*given, common); }};
}

}  // namespace foretoken::cli
