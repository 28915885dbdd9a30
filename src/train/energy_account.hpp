// What is the energy of a step made of?
#pragma once

#include <foretoken/account.hpp>
#include <foretoken/forecast.hpp>

#include "train/job.hpp"

namespace foretoken::train {

// Of energy(forecast, job, nominal): "energy" is the sum of "products" and what other
// terms it has.
Account energy_account(const Forecast& forecast, const Job& job, const KernelCalibration& nominal);

}  // namespace foretoken::train
