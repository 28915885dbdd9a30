// What are the bounds made of between which the truth lies?
#pragma once

#include <vector>

#include <foretoken/account.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/forecast.hpp>

namespace foretoken::train {

// Of interval(): "low" and "high" of the step, and "memory_low" and "memory_high" of the fullest
// stage, if it holds anything (docs/models/confidence.md, Eq. 1 and 2).
std::vector<Account> interval_accounts(const Forecast& forecast,
                                       const ConfidenceCalibration& constants, double distance);

}  // namespace foretoken::train
