// In which form does a page get the timeline of a step?
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <foretoken/timeline.hpp>

namespace foretoken::report {

// {step_s, ticks, stages, micro_batches, names, tracks: [{stage, stream, slices}], notes}. A slice
// is [name, begin, end, micro_batch, chunk, count, depth], its name by its place in `names`, pairs
// of a name and the key of a term, its times in ticks, of which a step has `ticks`.
nlohmann::ordered_json gantt_json(const Timeline& timeline);

}  // namespace foretoken::report
