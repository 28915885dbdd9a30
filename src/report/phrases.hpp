// How are a plan, a memory size and a term put into words?
#pragma once

#include <string>

#include <foretoken/plan.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/quantity.hpp>
#include <foretoken/scenario.hpp>

#include "report/answer.hpp"

namespace foretoken::report {

std::string plan_phrase(const Plan& plan);  // "tp 8 sp, pp 8, vpp 3, dp 16, micro-batch 1"
std::string workload_phrase(
    const Workload& workload);  // "sequence 2,048, global batch 1,536, fp16"
// "+4.1%": a change, relative to what it was
std::string signed_percent(double change);
std::string gigabytes(Bytes bytes);  // "63.2 GB": the unit of data sheets
// "measured 3,684 tokens/s per accelerator, predicted 3,628"
std::string neighbour_phrase(const Neighbour& neighbour);
// "612 W per accelerator, 1.02 kW with node and building (PUE 1.18), 1.9 J per token"
std::string power_phrase(const Answer& answer);
// " (4.1 s to 5.2 s in 9 of 10)"; nothing without an interval
std::string interval_phrase(const Forecast& forecast);
const char* status_name(Status status);
const char* precision_name(Precision precision);
const char* recompute_name(Recompute recompute);

}  // namespace foretoken::report
