#include "io/catalogue.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>

#include "io/file.hpp"
#include "io/scenario.hpp"

namespace foretoken::io {
namespace {

constexpr std::string_view sheet =
    "provenance: {status: datasheet, source: sheet, date: 2024-05}\n";

// Rows of our own, so that these tests do not follow every change of data/.
Catalogue sample() {
    Catalogue made;
    made.add("accelerators/toy-1.yaml",
             "id: toy-1\nname: Toy One\narchitecture: toy\naliases: [toy, tiny toy]\n" +
                 std::string(sheet) +
                 "peak: {bf16: 100 TFLOP/s}\nmemory: 40 GB\nmemory_bandwidth: 1 TB/s\n"
                 "scale_up: {kind: switched, bandwidth: 100 GB/s, peer_bandwidth: 100 GB/s, "
                 "domain: 4}\n");
    made.add("clusters/toy-pod.yaml",
             "id: toy-pod\nname: Toy pod\naccelerators: 64\nreference_for: [toy-1]\n" +
                 std::string(sheet) +
                 "node: {accelerator: toy-1, accelerators: 4, nics: 2, nic_bandwidth: 100 Gbps}\n");
    return made;
}

TEST_CASE("every row that is built in can be read") {
    const Catalogue catalogue;
    std::set<std::string> names;
    for (const auto* kind : {"accelerators", "clusters", "fabrics", "models", "software", "kernels",
                             "network", "power", "confidence"}) {
        CAPTURE(kind);
        const auto rows = catalogue.names(kind);
        if (!rows) {
            FAIL(rows.error().where << ": " << rows.error().message << " (" << rows.error().hint
                                    << ")");
        }
        CHECK_FALSE(rows->empty());
        names.clear();
        for (const auto& row : *rows) {
            CHECK_FALSE(row.summary.empty());
            CHECK_MESSAGE(names.insert(row.id).second, row.id);
            for (const auto& alias : row.aliases) {
                CHECK_MESSAGE(names.insert(alias).second, alias);
            }
        }
    }
    CHECK_FALSE(catalogue.sources()->empty());
}

TEST_CASE("every part that is built in has constants, and at most one reference cluster") {
    const Catalogue catalogue;
    const auto parts = catalogue.names("accelerators");
    REQUIRE(parts);
    for (const auto& row : *parts) {
        CAPTURE(row.id);
        const auto part = catalogue.accelerator(row.id);
        REQUIRE(part);
        CHECK(catalogue.calibration(*part));
        CHECK(catalogue.usual_software(*part));
    }
}

TEST_CASE("names are ids or aliases, in any case") {
    const Catalogue catalogue = sample();
    CHECK(catalogue.accelerator("toy-1")->memory.value == Bytes{40e9});
    CHECK(catalogue.accelerator("TOY-1")->id == "toy-1");
    CHECK(catalogue.accelerator("Tiny Toy")->id == "toy-1");
    CHECK(catalogue.accelerator("toy-1")->memory.from.source == "sheet");
    const auto unknown = catalogue.accelerator("toy-2");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().message == "unknown accelerator \"toy-2\"");
    CHECK(unknown.error().hint == "did you mean toy-1? (foretoken show accelerators)");
    CHECK(unknown.error().where.empty());
    CHECK_FALSE(catalogue.accelerator(""));
    CHECK_FALSE(catalogue.accelerator("../models/llama3-8b"));
}

TEST_CASE("a cluster is whole, a part of one, or as many of a part") {
    const Catalogue catalogue = sample();
    CHECK(catalogue.cluster("toy-pod")->accelerators == 64);
    CHECK(catalogue.cluster("toy-pod:8")->accelerators == 8);
    CHECK(catalogue.cluster("toy:128")->id == "toy-pod");
    CHECK(catalogue.cluster("toy:128")->accelerators == 128);
    CHECK(catalogue.cluster("toy:128")->domain == 4);
    CHECK(catalogue.cluster("toy:2")->node.accelerator.id == "toy-1");
    CHECK(catalogue.cluster("toy:6").error().hint == "take 4 or 8");
    CHECK(catalogue.cluster("toy").error().hint == "say how many: toy:8");
    CHECK(catalogue.cluster("toy:none").error().message == "\"none\" is no count of accelerators");
    CHECK_FALSE(catalogue.cluster("toy:0"));
    CHECK_FALSE(catalogue.cluster("toy:-8"));
    CHECK(catalogue.cluster("nothing:8").error().message == "unknown cluster \"nothing\"");
}

TEST_CASE("a row that replaces another wins, and a faulty one says where") {
    Catalogue catalogue = sample();
    const Catalogue before = catalogue;
    catalogue.add("accelerators/toy-1.yaml", "architecture: toy\n" + std::string(sheet) +
                                                 "memory: 80 GB\nmemory_bandwidth: 2\n");
    const auto broken = catalogue.accelerator("toy-1");
    REQUIRE_FALSE(broken);
    CHECK(broken.error().where == "data/accelerators/toy-1.yaml:4:19 memory_bandwidth");
    CHECK(before.accelerator("toy-1"));
}

TEST_CASE("rows of a folder are added") {
    namespace fs = std::filesystem;
    const fs::path folder =
        fs::temp_directory_path() / ("foretoken-catalogue-test-" + std::to_string(::getpid()));
    fs::create_directories(folder / "models");
    REQUIRE(write_file(
        (folder / "models" / "mine.yaml").string(),
        "layers: 2\nhidden: 8\nheads: 2\nffn: 32\nvocabulary: 10\n" + std::string(sheet)));
    Catalogue catalogue;
    CHECK(catalogue.add_folder(folder.string()));
    CHECK(catalogue.model("mine")->id == "mine");
    CHECK(catalogue.model("mine")->kv_heads == 2);
    fs::remove_all(folder);
    CHECK_FALSE(catalogue.add_folder(folder.string()));
}

TEST_CASE("a list that does not exist is refused") {
    CHECK(Catalogue().names("acelerators").error().hint == "did you mean accelerators?");
    CHECK(Catalogue().raw("models", "no-such-model").error().message ==
          "unknown model \"no-such-model\"");
}

}  // namespace
}  // namespace foretoken::io
