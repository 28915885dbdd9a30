// How much do stand-ins for weight gradients hold, where these are accumulated elsewhere?
#pragma once

#include <string_view>
#include <vector>

#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

#include "plan/stages.hpp"

namespace foretoken::memory {

// Of a weight on one rank; `product` is the first operator that has it (static storage).
struct WeightShape {
    std::string_view product;
    double rows = 0.0;
    double columns = 0.0;
};

// A product that adds its weight gradient to the buffer itself still owes its framework a gradient:
// one tensor in the format of the weights for each distinct shape of a matrix, kept for good.
// Nothing unless the software does so and the weights of products are trained.
std::vector<WeightShape> placeholder_shapes(const TrainScenario& scenario,
                                            const plan::Stage& stage);
Bytes placeholders(const TrainScenario& scenario, const plan::Stage& stage);

}  // namespace foretoken::memory
