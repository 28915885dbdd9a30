// What happens within one pass of one micro-batch?
#pragma once

#include <vector>

#include <foretoken/forecast.hpp>
#include <foretoken/timeline.hpp>

#include "plan/stages.hpp"
#include "schedule/order.hpp"
#include "train/chunks.hpp"
#include "train/job.hpp"
#include "train/pipeline.hpp"

namespace foretoken::train {

// A slice on one of the stage's streams; times count from the beginning of the pass.
struct Placed {
    Stream stream = Stream::compute;
    Slice slice;
};

// Groups of equal layers one after the other, in each group its parts one after the other: what is
// computed on the compute stream, what shows of communication on its own, where compute waits. All
// it refers to must outlive it.
class Inside {
public:
    Inside(const Job& job, const LayerTimes& times, const Forecast& forecast)
        : job_(job), times_(times), forecast_(forecast) {}

    // Any pass but a pair, through one chunk. A split backward pass that takes longer than its
    // parts waits for the host. At the end of any but a weight gradient's it waits for a message.
    std::vector<Placed> pass(const plan::Stage& chunk, schedule::Pass pass, Seconds length,
                             const Message& message) const;
    // A forward and a backward side by side: the parts of both.
    std::vector<Placed> pair(const Parts& both) const;

    // A slice that belongs to a term of the forecast.
    Slice of_term(std::string_view key, Seconds begin, Seconds length) const;

private:
    const Job& job_;
    const LayerTimes& times_;
    const Forecast& forecast_;
};

}  // namespace foretoken::train
