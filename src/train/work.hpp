// What is there to be done in a step, and by when is it done?
#pragma once

#include <cstdint>
#include <vector>

#include <foretoken/forecast.hpp>

#include "train/chunks.hpp"
#include "train/job.hpp"
#include "train/once.hpp"
#include "train/pipeline.hpp"

namespace foretoken::train {

// A step, from its layers to its pipeline. Refers to a job and its forecast; both must outlive it.
struct Work {
    const Job& job;
    const Forecast& forecast;
    LayerTimes times;
    std::vector<Passes> chunks;
    PipelineWork pipeline;
    std::vector<Once> once;    // by stage: what it does beside its passes
    Once spread;               // of that, what each micro-batch has in its backward pass
    std::int64_t last = 0;     // the stage that has most of it to do
    std::int64_t busiest = 0;  // the stage that works longest on its passes
    Seconds passes;            // from the first pass to the last one's end, as forecast
};

// Without a pipeline, what every micro-batch exchanges is part of its passes; else it is left to
// the end.
Work work_of(const Job& job, const Forecast& forecast);

// What a stage does once all passes are done.
Once after_passes(const Work& work, std::int64_t stage);

}  // namespace foretoken::train
