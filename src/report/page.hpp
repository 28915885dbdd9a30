// What does a colleague get shown: one page that holds everything it draws?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/timeline.hpp>

#include "report/answer.hpp"
#include "report/result.hpp"

namespace foretoken::report {

struct Page {
    Answer answer;
    Question question;
    std::string scenario_yaml;      // the same as a file to copy
    std::string command;            // the line that asks for this answer again
    std::string figures_json;       // a JSON object {figures, sources}: what the answer rests on
    std::vector<Forecast> scaling;  // the same plan on fewer and on more accelerators, ascending
    std::optional<Timeline> timeline;
    std::vector<Answer> published;  // of runs alike; `nearest` of each is the run itself
};

// What the page draws: the fields of json(), and beside them command, scenario_yaml, says, figures,
// sources, scaling, published and timeline. Of a published run, speed and MFU are the forecast's
// times the ratio of measured to forecast, so that all are counted alike.
std::string page_json(const Page& page);

// The built page: HTML with its style and its script, and the marks {{title}}, {{verdict}} and
// {{data}}. Nothing where the program was built without npm (web/page).
std::optional<std::string_view> page_shell();

// One HTML document that needs no network, or nothing without a shell.
std::optional<std::string> page(const Page& page);

// `shell` with the page's data in the place of its marks.
std::string filled(std::string_view shell, const Page& page);

}  // namespace foretoken::report
