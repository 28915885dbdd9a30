// How much energy does a step take, and in which of its phases?
#include "train/energy.hpp"

#include <algorithm>

#include "hardware/power.hpp"
#include "kernel/constants.hpp"
#include "train/phase.hpp"

namespace foretoken::train {
namespace {

// Operations that one accelerator really executes, on average: fused attention skips what the mask
// hides, and recomputation repeats as much.
Flops executed(const Forecast& f, const Job& job) {
    const bool square = job.scenario.software.attention == AttentionKernel::unfused;
    const Flops once = square ? f.flops.model_full : f.flops.model_causal;
    const double repeated = f.flops.hardware / f.flops.model_full;
    return once * repeated / static_cast<double>(f.accelerators);
}

// For how much of the time of products is the matrix engine busy, at the clock it has?
double busy(Seconds products, const GemmConstants& gemm, const Forecast& f, const Job& job) {
    const double full_rate = gemm.peak_fraction * gemm.sustained;
    return products.value > 0.0 && full_rate > 0.0
               ? std::min(1.0, executed(f, job) / products / f.peak / full_rate)
               : 0.0;
}

// What the board draws in each phase.
std::array<Watts, Energy::phases> powers(Seconds products, const Forecast& f, const Job& job,
                                         const KernelCalibration& nominal) {
    const PowerCalibration& draws = job.calibration.power;
    const Watts limit = job.accelerator().power.value;
    const Watts most = hardware::allowed(job.accelerator(), job.scenario.plan.power_cap);
    const Format format = kernel::executed_as(job.products, job.accelerator());
    const double engine =
        busy(products, kernel::gemm_constants(format, job.calibration.kernel), f, job);
    const double sustained = kernel::gemm_constants(format, nominal).sustained;
    return {min(hardware::product_power(engine, sustained, draws, limit), most),
            min(hardware::memory_power(nominal.stream_fraction, draws, limit), most),
            min(draws.communication.value * limit, most), min(draws.idle.value * limit, most)};
}

}  // namespace

Energy energy(const Forecast& f, const Job& job, const KernelCalibration& nominal) {
    std::array<Seconds, Energy::phases> times{};
    for (const Term& term : f.terms) {
        times[static_cast<std::size_t>(phase_of(term.key))] += term.time;
    }
    static constexpr std::array<EnergyTerm, Energy::phases> phases{
        {{.key = "energy.products", .says = "matrix products and attention"},
         {.key = "energy.memory", .says = "streaming memory"},
         {.key = "energy.communication", .says = "communicating"},
         {.key = "energy.waiting", .says = "waiting"}}};
    const auto power = powers(times[0], f, job, nominal);
    Energy e;
    for (std::size_t i = 0; i < Energy::phases; ++i) {
        e.terms[i] = phases[i];
        e.terms[i].time = times[i];
        e.terms[i].power = power[i];
        e.terms[i].energy = power[i] * times[i];
        e.total += e.terms[i].energy;
    }
    e.accelerator = e.total / f.step;
    const Cluster& cluster = job.scenario.cluster;
    const bool stated = cluster.node.power.value.value > 0.0;
    const Watts node =
        stated ? cluster.node.power.value / static_cast<double>(cluster.node.accelerators)
               : job.calibration.power.node.value * job.accelerator().power.value;
    const double beyond = std::max(1.0, cluster.pue.value) - 1.0;
    const Watts building = beyond * (e.accelerator + node);
    const auto beside = [&](std::size_t i, std::string_view key, std::string_view says, Watts p) {
        e.terms[i] = {.key = key, .says = says, .time = f.step, .power = p, .energy = p * f.step};
        e.total += e.terms[i].energy;
    };
    beside(Energy::phases, "energy.node", "share of the node: host, network cards, fans", node);
    beside(Energy::phases + 1, "energy.building", "share of the building: cooling, conversion",
           building);
    e.all = e.total / f.step;
    e.per_token =
        e.total.value * static_cast<double>(f.accelerators) / static_cast<double>(f.tokens);
    return e;
}

}  // namespace foretoken::train
