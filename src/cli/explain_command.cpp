// Where does a number of a forecast come from?
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "base/account.hpp"
#include "base/text.hpp"
#include "cli/asked.hpp"
#include "cli/last.hpp"
#include "cli/verbs.hpp"
#include "report/explain.hpp"
#include "train/explain.hpp"
#include "train/forecast.hpp"

namespace foretoken::cli {
namespace {

struct Flags {
    ScenarioFlags scenario;
    std::vector<std::string> words;  // FILE, TERM or both
    std::size_t depth = 1;
    bool last = false;
};

bool names_file(const std::string& word) {
    std::error_code ignored;
    return word.find('/') != std::string::npos || std::filesystem::exists(word, ignored) ||
           std::filesystem::path(word).extension() == ".yaml" ||
           std::filesystem::path(word).extension() == ".json";
}

// "tp_exposed" is "tensor.exposed", as frameworks abbreviate it.
std::string spelt_out(std::string term) {
    static constexpr std::pair<const char*, const char*> short_forms[] = {{"tp_", "tensor."},
                                                                          {"pp_", "pipeline."},
                                                                          {"dp_", "data."},
                                                                          {"cp_", "context."},
                                                                          {"ep_", "expert."}};
    const std::size_t start = term.rfind("step.", 0) == 0 ? 5 : 0;
    static constexpr std::pair<const char*, const char*> other_names[] = {
        {"peak_memory", "memory"},
        {"accelerator_power", "watts"},
        {"step_low", "low"},
        {"step_high", "high"}};
    for (const auto& [elsewhere, name] : other_names) {
        if (term == elsewhere) {
            return name;
        }
    }
    for (const auto& [abbreviated, full] : short_forms) {
        if (term.compare(start, 3, abbreviated) == 0) {
            return term.replace(start, 3, full);
        }
    }
    return term;
}

struct Found {
    std::string path;  // from the root
    const Account* account = nullptr;
    const Account* root = nullptr;
};

// "memory" and "memory.weights" are of the fullest stage: "memory.0.weights".
std::string with_stage(const std::vector<Account>& roots, std::string term) {
    static const std::string memory = "memory";
    const bool whole = term == memory;
    if (!whole && (term.rfind(memory + ".", 0) != 0 || term.size() == memory.size() + 1 ||
                   (term[memory.size() + 1] >= '0' && term[memory.size() + 1] <= '9'))) {
        return term;
    }
    const Account* fullest = nullptr;
    for (const Account& root : roots) {
        const bool stage = root.name.rfind(memory + ".", 0) == 0;
        fullest = stage && (fullest == nullptr || fullest->value < root.value) ? &root : fullest;
    }
    return fullest == nullptr ? term : fullest->name + term.substr(memory.size());
}

// A path from a root, or below the step.
Found find(const std::vector<Account>& roots, const std::string& asked) {
    const std::string term = with_stage(roots, asked);
    if (term.empty() || term.front() == '.' || term.back() == '.' ||
        term.find("..") != std::string::npos) {
        return {};
    }
    for (const Account& root : roots) {
        if (term == root.name) {
            return {term, &root, &root};
        }
        const bool below = term.rfind(root.name + ".", 0) == 0;
        const std::string left = below ? term.substr(root.name.size() + 1) : term;
        const Account* found =
            below || &root == &roots.front() ? account::find(root, left) : nullptr;
        if (found != nullptr) {
            return {root.name + "." + left, found, &root};
        }
    }
    return {};
}

// A figure that stands in several places is taken apart in the first of them; elsewhere its source
// is the path of that place, from a figure that holds both.
Found taken_apart(const std::vector<Account>& roots, const Found& found) {
    if (found.account == nullptr || !found.account->parts.empty()) {
        return found;
    }
    for (std::string above = found.path; above.find('.') != std::string::npos;) {
        above = above.substr(0, above.rfind('.'));
        const Found holder = find(roots, above);
        const Account* first = holder.account == nullptr
                                   ? nullptr
                                   : account::find(*holder.account, found.account->from.source);
        if (first != nullptr && first != holder.account && first->value == found.account->value) {
            return {above + "." + found.account->from.source, first, found.root};
        }
    }
    return found;
}

// Of the step, the terms that are there; elsewhere and deeper, the siblings of what was meant.
Error unknown(const std::vector<Account>& roots, const std::string& term) {
    std::vector<std::string> known;
    std::string above = term;
    Found parent;
    while (parent.account == nullptr && above.find('.') != std::string::npos) {
        above = above.substr(0, above.rfind('.'));
        parent = find(roots, above);
    }
    if (parent.account != nullptr) {
        for (const Account& part : parent.account->parts) {
            known.push_back(above + "." + part.name);
        }
    } else {
        for (const Account& root : roots) {
            known.push_back(root.name);
        }
        for (const Account& part : roots.front().parts) {
            known.push_back(part.name);
        }
    }
    const std::string near = nearest(term, known);
    std::string list;
    for (const std::string& name : known) {
        list += (list.empty() ? "" : ", ") + name;
    }
    return {.kind = Error::Kind::bad_input,
            .where = "term \"" + term.substr(0, 100) + "\"",
            .message = "there is no such figure, or it is zero here",
            .hint = near.empty() ? "known: " + list : "did you mean " + near + "?"};
}

// What is less than a thousandth of the whole is no share of it worth a word.
std::string share_of(const Found& found) {
    const Account& root = *found.root;
    const bool alike = found.account != &root && root.dimension == found.account->dimension;
    const double share = alike && root.value > 0.0 ? found.account->value / root.value : 0.0;
    return share >= 0.001 && share <= 1.0 ? percent(share) + " of " + root.name : "";
}

// Which scenario it was that train answered last, and that a plan does not fit: beside the result.
void tell(const Flags& given, const Asked& asked) {
    if (given.last) {
        std::cerr << "of " << asked.scenario.model.name << " on "
                  << with_commas(asked.scenario.cluster.accelerators) << " x "
                  << asked.scenario.cluster.node.accelerator.name << "\n";
    }
    if (const auto fits = train::check_fit(asked.scenario, asked.forecast); !fits) {
        std::cerr << "note: " << fits.error().message << "\n";
    }
}

Exit show(const Flags& given, const std::string& term, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    const auto asked = ask(given.scenario, *rows);
    if (!asked) {
        return fail(asked.error());
    }
    const auto roots =
        train::accounts(asked->scenario, asked->forecast, asked->calibration, asked->distance);
    if (!roots) {
        return fail(roots.error());
    }
    const Found found = taken_apart(*roots, find(*roots, spelt_out(term)));
    if (found.account == nullptr) {
        return fail(unknown(*roots, spelt_out(term)));
    }
    if (!common.quiet) {
        tell(given, *asked);
    }
    if (common.format == "json") {
        return deliver(common, report::explanation_json(*found.account, found.path));
    }
    const report::Style terminal = style(common);
    return deliver(common, report::explanation(*found.account, {.depth = given.depth,
                                                                .width = terminal.width,
                                                                .color = terminal.color,
                                                                .path = found.path,
                                                                .share = share_of(found)}));
}

Exit run(Flags given, const Common& common) {
    std::string term = "step";
    std::vector<std::string> words = given.words;
    if (!given.last && !words.empty() && (words.size() == 2 || names_file(words.front()))) {
        given.scenario.file = words.front();
        words.erase(words.begin());
    }
    if (words.size() > 1) {
        return usage("more than one term", "foretoken explain --last TERM");
    }
    if (!words.empty()) {
        term = words.front();
    }
    if (given.last) {
        const auto file = last_scenario();
        if (!file) {
            return fail(file.error());
        }
        given.scenario.file = *file;
    }
    return show(given, term, common);
}

}  // namespace

Verb explain_verb(CLI::App& program, Common& common) {
    CLI::App* verb =
        program.add_subcommand("explain", "where does a number of a forecast come from?");
    const auto given = std::make_shared<Flags>();
    verb->add_option("words", given->words,
                     "scenario, and a figure: step, tensor.exposed, memory.0.weights, ...")
        ->type_name("[FILE] [TERM]")
        ->expected(0, 2);
    add_scenario_flags(*verb, given->scenario);
    verb->add_flag("--last", given->last, "of the scenario that train answered last");
    verb->add_option("--depth", given->depth, "how many levels of parts are unfolded")
        ->check(CLI::Range(0, 50))
        ->type_name("N");
    add_common(*verb, common, {"table", "json"});
    return {.app = verb, .run = [given, &common] { return run(*given, common); }};
}

}  // namespace foretoken::cli
