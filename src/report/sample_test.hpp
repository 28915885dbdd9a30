// Which answer do the tests of this room put into words?
#pragma once

#include "report/answer.hpp"

namespace foretoken::report {

// Round figures: 4 accelerators of 100 TFLOP/s, a step of 2 s over 8,000 tokens, half of the peak.
inline Answer sample_answer() {
    Answer a;
    a.scenario.model.name = "Mini";
    a.scenario.cluster.node.accelerator.name = "Toy 1";
    a.scenario.software.name = "Frame 2024";
    a.scenario.plan = {.tp = 2, .sequence_parallel = true, .dp = 2, .zero = 1};
    a.scenario.workload = {.sequence = 1000, .global_batch = 8, .precision = Precision::fp16};
    a.scenario.assumptions = {"plan.pp not given: 1"};
    Forecast& f = a.forecast;
    f.terms = {
        {.key = "compute.linear", .says = "products", .time = {1.5}, .source = Status::fitted},
        {.key = "compute.cast", .says = "casts", .time = {0.0}},
        {.key = "pipeline.bubble", .says = "bubble", .time = {0.5}}};
    f.step = {2.0};
    f.tokens = 8000;
    f.accelerators = 4;
    f.peak = {100e12};
    f.flops = {.model_full = {400e12}, .model_causal = {360e12}, .hardware = {440e12}};
    f.memory = {{.stage = 0,
                 .terms = {{.key = "weights", .says = "weights", .bytes = {30e9}},
                           {.key = "fixed", .says = "fixed", .bytes = {2.5e9}}},
                 .total = {32.5e9}}};
    f.memory_capacity = {80e9};
    return a;
}

inline Answer sample_answer_with_neighbours() {
    Answer a = sample_answer();
    const Neighbour near{.id = "run-7",
                         .source = "somebody",
                         .distance = 0.25,
                         .what = "Mini on 8 Toy 1",
                         .software = "Frame 2023",
                         .where = "Journal of Runs",
                         .quantity = "step_time_s",
                         .measured = 4.0,
                         .predicted = 5.0};
    Neighbour next = near;
    next.id = "run-8";
    next.distance = 1.5;
    next.predicted = 3.0;
    a.trust.nearest = {near, next};
    return a;
}

}  // namespace foretoken::report
