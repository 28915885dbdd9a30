#include "io/figures.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace foretoken::io {
namespace {

TEST_CASE("figures carry their provenance, and every key they name is explained") {
    const Catalogue catalogue;
    TrainScenario s;
    s.cluster = *catalogue.cluster("h100-sxm:64");
    s.software = *catalogue.software("megatron-core-2024");
    const auto calibration = catalogue.calibration(s.cluster.node.accelerator);
    REQUIRE(calibration);
    const auto text = figures_json(s, *calibration, catalogue);
    REQUIRE(text);
    const auto all = nlohmann::json::parse(*text);
    const auto memory = all["figures"]["cluster"]["node"]["accelerator"]["memory_bytes"];
    CHECK(memory["value"] == s.cluster.node.accelerator.memory.value.value);
    CHECK(memory["source"] == s.cluster.node.accelerator.memory.from.source);
    CHECK(all["sources"].contains(memory["source"].get<std::string>()));
    for (const char* part : {"software", "kernel", "collective", "power", "confidence"}) {
        CHECK_FALSE(all["figures"][part].empty());
    }
    const auto sources = catalogue.sources();
    CHECK(all["sources"].size() < sources->size());
}

}  // namespace
}  // namespace foretoken::io
