// How is each choice spelt in files?
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <foretoken/accelerator.hpp>
#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/scenario.hpp>
#include <foretoken/software.hpp>

namespace foretoken::io {

// In the order of the enumerators. The argument only selects the enum.
using Names = std::span<const std::string_view>;
Names names(Status);
Names names(Format);
Names names(ScaleUpKind);
Names names(Positions);
Names names(Recompute);
Names names(Schedule);
Names names(RankOrder);
Names names(ContextExchange);
Names names(Precision);
Names names(AttentionKernel);
Names names(Method);
Names names(Targets);
Names names(Fill);
Names names(OptimizerKind);
Names names(Dispatcher);
Names names(Graphs);
Names names(ExpertOverlap);
Names names(Spread);

template <class Enum>
std::string_view name_of(Enum value) {
    return names(value)[static_cast<std::size_t>(value)];
}

// The index of a spelling, in any case and with '-' for '_'; names.size() if there is none.
std::size_t index_of(Names names, std::string_view spelling);

}  // namespace foretoken::io
