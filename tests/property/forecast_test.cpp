#include <doctest/doctest.h>

#include <string_view>
#include <vector>

#include "arbitrary.hpp"
#include "base/parallel.hpp"
#include "train/forecast.hpp"

using namespace foretoken;
using foretoken::property::Case;
using foretoken::property::holds;

namespace {

// Sums of the same numbers in another order may differ in the last digits.
constexpr double rounding = 1.0 + 1e-9;

Forecast of(const Case& c) {
    auto f = train::forecast(c.scenario, c.calibration);
    if (!f) {
        RC_FAIL("not legal: " + f.error().where + ": " + f.error().message);
    }
    return *std::move(f);
}

bool is_communication(std::string_view key) {
    return key == "tensor.exposed" || key == "context.exposed" || key == "expert.exposed" ||
           key == "pipeline.boundary" || key == "data.gradients" || key == "data.parameters" ||
           key == "compute.contention";
}

// Whatever `improve` makes better by a factor, the step does not get slower.
template <class Improve>
bool never_slower(const char* what, const Improve& improve) {
    return holds(what, [&](const Case& c) {
        const double factor = 1.0 + static_cast<double>(property::within(1, 40)) / 10.0;
        Case better = c;
        improve(better, factor);
        const Forecast before = of(c);
        const Forecast after = of(better);
        const Seconds limit = property::tolerance(c.scenario) * before.step;
        RC_LOG() << "times " << factor << ": " << before.step.value << " s, then "
                 << after.step.value << " s";
        RC_ASSERT(after.step <= limit);
    });
}

// Infinitely fast wires without latency; shares and rates of algorithms stay.
void make_network_free(Case& c) {
    constexpr Bandwidth endless{1e30};
    Node& node = c.scenario.cluster.node;
    node.nic_bandwidth.value = endless;
    node.accelerator.host_link.value = endless;
    node.accelerator.scale_up.bandwidth.value = endless;
    node.accelerator.scale_up.peer_bandwidth.value = endless;
    CollectiveCalibration& wires = c.calibration.collective;
    wires.copy_fraction = 1e30;
    std::vector<StepCost*> costs{&wires.nvls, &wires.pat};
    for (auto* family : {&wires.ring, &wires.tree, &wires.exchange}) {
        for (StepCost& cost : *family) {
            costs.push_back(&cost);
        }
    }
    for (StepCost* cost : costs) {
        cost->base = cost->scale_up = cost->pcie = cost->network = Seconds{};
    }
}

TEST_CASE("terms are never negative, and the step is exactly their sum") {
    CHECK(holds("sum of terms", [](const Case& c) {
        const Forecast f = of(c);
        Seconds sum;
        for (const Term& term : f.terms) {
            RC_LOG() << term.key << " " << term.time.value;
            RC_ASSERT(term.time.value >= 0.0);
            sum += term.time;
        }
        RC_ASSERT(f.step == sum);
        for (const StageMemory& stage : f.memory) {
            Bytes bytes;
            for (const MemoryTerm& term : stage.terms) {
                RC_ASSERT(term.bytes.value >= 0.0);
                bytes += term.bytes;
            }
            RC_ASSERT(stage.total == bytes);
        }
    }));
}

TEST_CASE("a router that is less even never makes the step faster, or the memory less") {
    CHECK(holds("imbalance", [](Case c) {
        Routing& routing = c.scenario.workload.routing;
        routing = {};
        if (!c.scenario.model.experts) {
            return;
        }
        const Forecast even = of(c);
        routing.imbalance = 1.0 + static_cast<double>(property::within(1, 40)) / 10.0;
        const Forecast uneven = of(c);
        RC_ASSERT(even.step <= property::tolerance(c.scenario) * uneven.step);
        RC_ASSERT(even.peak_memory() <= rounding * uneven.peak_memory());
        routing.capacity = 1.0;  // what is beyond the mean is dropped
        RC_ASSERT(of(c) == of([&] {
                      Case same = c;
                      same.scenario.workload.routing = {.capacity = 1.0};
                      return same;
                  }()));
    }));
}

TEST_CASE("more peak never makes the step slower") {
    CHECK(never_slower("peak", [](Case& c, double factor) {
        for (auto& peak : c.scenario.cluster.node.accelerator.peak) {
            peak.value = factor * peak.value;
        }
    }));
}

TEST_CASE("more memory bandwidth never makes the step slower") {
    CHECK(never_slower("memory bandwidth", [](Case& c, double factor) {
        auto& bandwidth = c.scenario.cluster.node.accelerator.memory_bandwidth.value;
        bandwidth = factor * bandwidth;
    }));
}

TEST_CASE("more scale-up bandwidth never makes the step slower") {
    CHECK(never_slower("scale-up", [](Case& c, double factor) {
        ScaleUp& links = c.scenario.cluster.node.accelerator.scale_up;
        links.bandwidth.value = factor * links.bandwidth.value;
        links.peer_bandwidth.value = factor * links.peer_bandwidth.value;
    }));
}

TEST_CASE("more network bandwidth never makes the step slower") {
    CHECK(never_slower("network cards", [](Case& c, double factor) {
        auto& bandwidth = c.scenario.cluster.node.nic_bandwidth.value;
        bandwidth = factor * bandwidth;
    }));
}

TEST_CASE("a faster host link never makes the step slower") {
    CHECK(never_slower("host link", [](Case& c, double factor) {
        auto& bandwidth = c.scenario.cluster.node.accelerator.host_link.value;
        bandwidth = factor * bandwidth;
    }));
}

TEST_CASE("a faster host never makes the step slower") {
    CHECK(never_slower("launch", [](Case& c, double factor) {
        auto& launch = c.scenario.software.launch.value;
        launch = launch / factor;
    }));
}

TEST_CASE("wires that cost nothing leave no visible communication") {
    CHECK(holds("free network", [](Case c) {
        make_network_free(c);
        const Forecast f = of(c);
        for (const Term& term : f.terms) {
            if (is_communication(term.key)) {
                RC_LOG() << term.key << " " << term.time.value;
                RC_ASSERT(term.time <= 1e-9 * f.step);
            }
        }
    }));
}

TEST_CASE("more micro-batches take longer, but never more than in proportion") {
    CHECK(holds("global batch", [](const Case& c) {
        Case more = c;
        const std::int64_t times = property::within(2, 5);
        more.scenario.workload.global_batch *= times;
        const Forecast a = of(c);
        const Forecast b = of(more);
        RC_ASSERT(b.tokens == times * a.tokens);
        RC_ASSERT(b.step > a.step);
        RC_ASSERT(b.tokens_per_second_per_accelerator() * property::tolerance(c.scenario) >=
                  a.tokens_per_second_per_accelerator());
    }));
}

TEST_CASE("utilisation stays below one, in every convention") {
    CHECK(holds("utilisation", [](const Case& c) {
        const Forecast f = of(c);
        RC_ASSERT(f.rate(f.flops.hardware) <= f.peak);
        RC_ASSERT(f.flops.model_causal <= f.flops.model_full);
        RC_ASSERT(f.flops.model_full <= f.flops.hardware);
        RC_ASSERT(f.flops.model_causal.value > 0.0);
    }));
}

TEST_CASE("the same question has the same answer, on any number of threads") {
    std::vector<Case> cases;
    CHECK(holds("twice", [&](const Case& c) {
        RC_ASSERT(of(c) == of(c));
        cases.push_back(c);
    }));
    const auto answers = [&](int threads) {
        std::vector<Forecast> list(cases.size());
        parallel_for(cases.size(),
                     [&](std::size_t i) {
                         list[i] = *train::forecast(cases[i].scenario, cases[i].calibration);
                     },
                     {.limit = threads});
        return list;
    };
    CHECK(cases.size() >= 100);
    CHECK(answers(1) == answers(8));
}

}  // namespace
