// What does a trace viewer get of a timeline?
#pragma once

#include <string>
#include <string_view>

#include <foretoken/timeline.hpp>

#include "report/answer.hpp"

namespace foretoken::report {

// Trace events as ui.perfetto.dev and chrome://tracing read them: stages are processes, streams are
// threads, slices complete events in microseconds, to the nanosecond. Events of a thread are sorted
// and nest. `otherData` has the verdict, the notes, the version and the resolved scenario, a JSON
// object.
std::string perfetto(const Timeline& timeline, const Answer& answer,
                     const std::string& scenario_json, std::string_view version);

}  // namespace foretoken::report
