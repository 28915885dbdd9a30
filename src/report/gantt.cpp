// In which form does a page get the timeline of a step?
#include "report/gantt.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace foretoken::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t ticks = 10'000'000;  // finer than any screen, and eight digits at most

const char* name_of(Stream stream) {
    switch (stream) {
        case Stream::compute: return "compute";
        case Stream::host: return "host";
        case Stream::tensor: return "tensor";
        case Stream::context: return "context";
        case Stream::expert: return "expert";
        case Stream::pipeline: return "pipeline";
        case Stream::data: return "data";
        case Stream::offload: return "offload";
    }
    return "";
}

using Name = std::pair<std::string_view, std::string_view>;  // and the key of its term

// Its place in the list, which it joins if it is new.
std::size_t place(const Name& name, std::vector<Name>& list) {
    const auto found = std::find(list.begin(), list.end(), name);
    if (found == list.end()) {
        list.push_back(name);
        return list.size() - 1;
    }
    return static_cast<std::size_t>(found - list.begin());
}

}  // namespace

nlohmann::ordered_json gantt_json(const Timeline& timeline) {
    const auto tick = [&](Seconds time) {
        return std::llround(time / timeline.step * static_cast<double>(ticks));
    };
    std::vector<Name> names;
    Json tracks = Json::array();
    for (const Track& track : timeline.tracks) {
        Json slices = Json::array();
        for (const Slice& slice : track.slices) {
            slices.push_back({place({slice.name, slice.key}, names), tick(slice.begin),
                              tick(slice.end), slice.micro_batch, slice.chunk, slice.count,
                              slice.depth});
        }
        tracks.push_back({{"stage", track.stage},
                          {"stream", name_of(track.stream)},
                          {"slices", std::move(slices)}});
    }
    return {{"step_s", timeline.step.value},
            {"ticks", ticks},
            {"stages", timeline.stages},
            {"micro_batches", timeline.micro_batches},
            {"names", names},
            {"tracks", std::move(tracks)},
            {"notes", timeline.notes}};
}

}  // namespace foretoken::report
