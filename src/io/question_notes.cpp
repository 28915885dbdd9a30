// What do the notes of a row say of its configuration?
#include "io/question_notes.hpp"

#include <string>
#include <string_view>

#include "base/text.hpp"

namespace foretoken::io {
namespace {

bool any_of(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
        if (contains(text, word)) {
            return true;
        }
    }
    return false;
}

void exchange_of(std::string_view notes, TrainScenario& s) {
    if (any_of(notes, {"deepep", "hybridep", "dispatcher flex"})) {
        s.plan.dispatcher = Dispatcher::flex;
    } else if (any_of(notes, {"dispatcher a2a", "dispatcher alltoall", "dispatcher all-to-all"})) {
        s.plan.dispatcher = Dispatcher::all_to_all;
    } else if (any_of(notes, {"dispatcher allgather", "dispatcher all-gather"})) {
        s.plan.dispatcher = Dispatcher::all_gather;
    }
    if (contains(notes, "a2a overlap")) {
        s.software.overlap_experts = ExpertOverlap::always;
    }
}

// "capacity 1.25" is 1.25; dropping without a figure keeps what a balanced router sends.
double capacity_of(std::string_view notes) {
    constexpr std::string_view word = "capacity ";
    const std::size_t at = notes.find(word);
    if (at == std::string_view::npos) {
        return 1.0;
    }
    std::string_view figure = notes.substr(at + word.size());
    figure = figure.substr(0, figure.find_first_not_of("0123456789."));
    const auto value = parse_number(figure);
    return value && *value > 0.0 ? *value : 1.0;
}

// Frameworks that drop tokens pad to capacity, so that shapes are fixed.
void routing_of(std::string_view notes, Routing& routing) {
    if (contains(notes, "real routing")) {
        routing.spread = Spread::random;
    }
    if (any_of(notes, {"tokendrop", "token drop", "token-drop"})) {
        routing.capacity = capacity_of(notes);
        routing.pad = true;
    }
}

}  // namespace

void notes_of(const Questioner::Row& row, TrainScenario& s) {
    const std::string notes = lower_case(row.text("notes"));
    if (any_of(notes, {"w/o mtp", "without mtp"})) {
        s.model.prediction_layers = 0;
    }
    if (!s.model.experts) {
        return;
    }
    exchange_of(notes, s);
    routing_of(notes, s.workload.routing);
    if (s.software.graphs == Graphs::none && contains(notes, "cuda graphs")) {
        s.software.graphs = contains(notes, "full") ? Graphs::full : Graphs::partial;
    }
}

}  // namespace foretoken::io
