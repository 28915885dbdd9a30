// Which forecasts sign a build, and what is its signature?
#include "io/signature.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "io/csv.hpp"
#include "io/embedded.hpp"
#include "io/scenario.hpp"
#include "train/forecast.hpp"

namespace foretoken::io {
namespace {

Result<std::string> built_in(const std::string& path) {
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.path == path) {
            return std::string(file.text);
        }
    }
    return Error{.kind = Error::Kind::internal,
                 .where = path,
                 .message = "is not built into this program",
                 .hint = ""};
}

// "plan.tp=2 plan.pp=4"
std::vector<std::pair<std::string, std::string>> changes_of(std::string_view cell) {
    std::vector<std::pair<std::string, std::string>> out;
    std::istringstream words{std::string(cell)};
    for (std::string word; words >> word;) {
        const auto equals = std::min(word.find('='), word.size() - 1);
        out.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return out;
}

Result<SigningScenario> scenario_of(const Table& table, std::size_t row,
                                    const Catalogue& catalogue) {
    ScenarioRequest request{.text = "",
                            .name = "examples/" + std::string(table.cell(row, "example")) + ".yaml",
                            .overrides = changes_of(table.cell(row, "changes")),
                            .read_file = built_in};
    const auto text = built_in(request.name);
    if (!text) {
        return text.error();
    }
    request.text = *text;
    const auto scenario = read_train_scenario(request, catalogue);
    if (!scenario) {
        return scenario.error();
    }
    const auto calibration = catalogue.calibration(scenario->cluster.node.accelerator);
    if (!calibration) {
        return calibration.error();
    }
    return SigningScenario{.name = std::string(table.cell(row, "name")),
                           .scenario = *scenario,
                           .calibration = *calibration};
}

std::string line(std::string_view key, double part, double whole) {
    const long long billionths = whole > 0.0 ? std::llround(1e9 * (part / whole)) : 0;
    return std::string(key) + " " + std::to_string(billionths) + "\n";
}

}  // namespace

Result<std::vector<SigningScenario>> signing_scenarios(const Catalogue& catalogue) {
    const std::string path = "templates/bench.csv";
    const auto text = built_in(path);
    const auto table = text ? read_csv(*text, path) : Result<Table>(text.error());
    if (!table) {
        return table.error();
    }
    std::vector<SigningScenario> out;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        auto scenario = scenario_of(*table, row, catalogue);
        if (!scenario) {
            Error error = scenario.error();
            error.where = std::string(table->cell(row, "name")) + ": " + error.where;
            return error;
        }
        out.push_back(*std::move(scenario));
    }
    return out;
}

std::string canonical(const Forecast& f) {
    std::string out = "step " + with_digits(f.step.value, 9) + "\n";
    for (const Term& term : f.terms) {
        out += line(term.key, term.time.value, f.step.value);
    }
    for (const StageMemory& stage : f.memory) {
        out += "stage " + with_digits(stage.total.value, 9) + "\n";
        for (const MemoryTerm& term : stage.terms) {
            out += line(term.key, term.bytes.value, stage.total.value);
        }
    }
    out += "energy " + with_digits(f.energy.total.value, 9) + "\n";
    for (const EnergyTerm& term : f.energy.terms) {
        if (f.energy.total.value == 0.0) {
            break;  // no power is known
        }
        out += line(term.key, term.energy.value, f.energy.total.value);
    }
    return out;
}

Result<std::string> signature(std::span<const SigningScenario> list, Threads threads) {
    std::vector<std::optional<Result<Forecast>>> forecasts(list.size());
    parallel_for(
        list.size(),
        [&](std::size_t i) {
            forecasts[i] = train::forecast(list[i].scenario, list[i].calibration);
        },
        threads);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!*forecasts[i]) {
            return forecasts[i]->error();
        }
        texts.push_back(list[i].name + "\n" + canonical(**forecasts[i]));
    }
    std::sort(texts.begin(), texts.end());
    std::string all;
    for (const std::string& text : texts) {
        all += text;
    }
    return digest(all);
}

}  // namespace foretoken::io
