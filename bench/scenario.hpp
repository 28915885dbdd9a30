// What do the benchmark programs forecast?
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include <foretoken/calibration.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "io/scenario.hpp"

namespace foretoken::bench {

// A scenario and its constants, read once and outside of what is timed.
struct Question {
    TrainScenario scenario;
    Calibration calibration;
};

template <class T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", result.error().where.c_str(),
                     result.error().message.c_str());
        std::exit(1);
    }
    return *std::move(result);
}

inline Question question(const std::string& text) {
    const io::Catalogue rows;
    auto scenario = must(io::read_train_scenario(
        {.text = text, .name = "bench", .overrides = {}, .read_file = {}}, rows));
    auto calibration = must(rows.calibration(scenario.cluster.node.accelerator));
    return {.scenario = std::move(scenario), .calibration = std::move(calibration)};
}

// Narayanan et al. 2021 (arXiv 2104.04473): 175B parameters on 1,024 A100.
inline const std::string gpt3 = R"(
foretoken: 1
model: gpt-3-175b
cluster: {preset: azure-nd-a100-v4, accelerators: 1024}
workload: {sequence: 2048, global_batch: 1536, precision: fp16}
plan: {tp: 8, pp: 8, vpp: 2, micro_batch: 1, recompute: full}
software: megatron-2021
)";

// DeepSeek-V3 (arXiv 2412.19437): latent attention, 256 experts over 64 ranks, 2,048 H800.
inline const std::string deepseek = R"(
foretoken: 1
model: deepseek-v3
cluster: deepseek-h800
workload: {sequence: 4096, global_batch: 15360, precision: fp8_block}
plan: {pp: 16, ep: 64, zero: 1, micro_batch: 1, recompute: full}
software: megatron-core-2025
)";

}  // namespace foretoken::bench
