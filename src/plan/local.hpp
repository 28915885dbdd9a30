// What does one rank hold of a model, and how many tokens pass through it?
#pragma once

#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/scenario.hpp>

#include "model/operators.hpp"
#include "plan/stages.hpp"

namespace foretoken::plan {

// Tokens of one micro-batch on one rank, by how an operator is split.
struct LocalTokens {
    double whole = 0.0;     // micro_batch x sequence / cp
    double sequence = 0.0;  // the share of a tensor rank where tokens are split
    double routed = 0.0;    // rows that the experts of the busiest rank compute
    double load = 1.0;      // rows that reach it over those that reach a rank on average
};
LocalTokens local_tokens(const Model& model, const Plan& plan, const Workload& workload);

// Tokens (rows) that an operator with this split sees on one rank.
double rows(model::Split split, const LocalTokens& tokens);
// By how much its features are divided.
double feature_divisor(model::Split split, const Plan& plan);

// Parameters that one rank of a stage holds, before ZeRO.
struct LocalParameters {
    double shared = 0.0;   // reduced over all data ranks
    double experts = 0.0;  // reduced over the ranks that hold the same experts
    double total() const { return shared + experts; }
};
LocalParameters local_parameters(const Model& model, const Plan& plan, const Stage& stage);
// Of one layer. Requires model.experts if `experts`.
LocalParameters local_layer_parameters(const Model& model, const Plan& plan, bool experts);

// Rows of the vocabulary per tensor rank: rounded up to a multiple of 128 tp if the software pads.
double local_vocabulary(const Model& model, const Plan& plan, const Software& software);

}  // namespace foretoken::plan
