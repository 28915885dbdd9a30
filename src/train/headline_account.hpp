// What are the figures made of by which a step is compared with others?
#pragma once

#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/forecast.hpp>
#include <foretoken/scenario.hpp>

namespace foretoken::train {

// "tokens_per_s_per_accelerator", "mfu", "model_flop_per_s_per_accelerator", the same of
// "model_causal" and "hardware", "watts" and "joules_per_token", as a forecast has them; and the
// FLOPs of a step: "model_flops", "model_causal_flops", "hardware_flops". Step and energy are
// accounted for elsewhere.
std::vector<Account> headline_accounts(const Forecast& forecast, const TrainScenario& scenario);

}  // namespace foretoken::train
