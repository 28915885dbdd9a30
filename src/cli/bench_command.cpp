// How long does a forecast take, and does this build answer like another?
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/statistics.hpp"
#include "base/text.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "io/signature.hpp"
#include "report/wrapped.hpp"
#include "train/forecast.hpp"

namespace foretoken::cli {
namespace {

struct Asked {
    bool signature = false;
    int threads = 0;
    double seconds = 0.01;  // for each scenario
};

struct Timed {
    std::string name;
    Seconds forecast;
};

// The median of repetitions that take so long together, at least five.
Seconds time_of(const io::SigningScenario& asked, double seconds_together) {
    using Clock = std::chrono::steady_clock;
    constexpr std::size_t fewest = 5;
    const std::chrono::duration<double> enough{seconds_together};
    std::vector<double> seconds;
    for (const auto begin = Clock::now();
         seconds.size() < fewest || Clock::now() - begin < enough;) {
        const auto before = Clock::now();
        const auto forecast = train::forecast(asked.scenario, asked.calibration);
        const std::chrono::duration<double> took = Clock::now() - before;
        seconds.push_back(forecast ? took.count() : 0.0);
    }
    return {median(seconds)};
}

std::vector<Timed> times(const std::vector<io::SigningScenario>& list, double seconds,
                         const Common& common) {
    std::vector<Timed> out;
    Progress progress("forecasts", list.size(), common);
    for (const io::SigningScenario& each : list) {
        out.push_back({.name = each.name, .forecast = time_of(each, seconds)});
        progress.step();
    }
    return out;
}

std::string line(const std::string& name, Seconds time) {
    return "  " + report::padded(name, 28) + report::aligned(to_text(time), 12) + "\n";
}

std::string text(const std::vector<Timed>& list, Seconds middle) {
    std::string out;
    if (!list.empty()) {
        out += "\n  " + report::padded("scenario", 28) + report::aligned("one forecast", 12) + "\n";
        for (const Timed& each : list) {
            out += line(each.name, each.forecast);
        }
        out += line("median", middle) + "\n";
    }
    return out;
}

std::string json(const std::vector<Timed>& list, Seconds middle, std::size_t scenarios,
                 const std::string& signature) {
    nlohmann::ordered_json out{{"scenarios", scenarios}, {"signature", signature}};
    if (!list.empty()) {
        out["median_s"] = middle.value;
    }
    for (const Timed& each : list) {
        out["forecasts"].push_back({{"name", each.name}, {"time_s", each.forecast.value}});
    }
    return out.dump(2) + "\n";
}

Exit run(const Asked& asked, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    const auto list = io::signing_scenarios(*rows);
    if (!list) {
        return fail(list.error());
    }
    const auto signature = io::signature(*list, {.limit = asked.threads});
    if (!signature) {
        return fail(signature.error());
    }
    const auto timed = asked.signature ? std::vector<Timed>{} : times(*list, asked.seconds, common);
    std::vector<double> seconds;
    for (const Timed& each : timed) {
        seconds.push_back(each.forecast.value);
    }
    const Seconds middle{median(seconds)};
    return deliver(common, common.format == "json"
                               ? json(timed, middle, list->size(), *signature)
                               : text(timed, middle) + (asked.signature ? "" : "  ") +
                                     "scenarios " + std::to_string(list->size()) + "   signature " +
                                     *signature + "\n");
}

}  // namespace

Verb bench_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand("bench", "how long does a forecast take?");
    const auto asked = std::make_shared<Asked>();
    verb->add_flag("--signature", asked->signature,
                   "no times: one word that changes with any forecast of a fixed set");
    verb->add_option("--threads", asked->threads, "at most so many; 0 = all")
        ->check(CLI::Range(0, 1024))
        ->type_name("N");
    verb->add_option("--seconds", asked->seconds, "for which each scenario is timed; default 0.01")
        ->check([](const std::string& text) {
            const auto seconds = parse_number(text);  // refuses "nan", which CLI::Range lets pass
            return seconds && *seconds >= 0.0 && *seconds <= 3600.0 ? std::string()
                                                                    : "0 to 3600, not " + text;
        })
        ->type_name("S");
    add_common(*verb, common, {"table", "json"});
    return {.app = verb, .run = [asked, &common] { return run(*asked, common); }};
}

}  // namespace foretoken::cli
