// What are the predictions of a published table made of?
#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/accuracy.hpp"
#include "io/names.hpp"

namespace foretoken::io {
namespace {

using Json = nlohmann::ordered_json;

Json terms(const Forecast& f) {
    Json out = Json::object();
    for (const Term& term : f.terms) {
        if (term.time.value > 0.0) {
            out[std::string(term.key)] = {
                {"s", term.time.value},
                {"status", names(term.source)[static_cast<std::size_t>(term.source)]}};
        }
    }
    return out;
}

Json memory(const Forecast& f) {
    const auto fullest = std::max_element(
        f.memory.begin(), f.memory.end(),
        [](const StageMemory& a, const StageMemory& b) { return a.total < b.total; });
    Json out = Json::object();
    for (const MemoryTerm& term : fullest->terms) {
        out[std::string(term.key)] = term.bytes.value;
    }
    return out;
}

}  // namespace

std::string predictions_json(const std::vector<Prediction>& list) {
    Json rows = Json::array();
    for (std::size_t i = 0; i < list.size(); ++i) {
        const Prediction& p = list[i];
        if (i == 0 || p.row != list[i - 1].row) {
            rows.push_back({{"id", p.id}, {"status", p.status}});
            if (p.forecast) {
                rows.back()["distance"] = p.distance;
                rows.back()["terms"] = terms(*p.forecast);
                rows.back()["memory_bytes"] = memory(*p.forecast);
            }
        }
        if (p.predicted) {
            rows.back()["predicted"][p.quantity] = *p.predicted;
            rows.back()["interval"][p.quantity] = {{"low", p.low}, {"high", p.high}};
        }
    }
    return rows.dump(1) + "\n";
}

}  // namespace foretoken::io
