#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "base/text.hpp"
#include "io/catalogue.hpp"
#include "io/document.hpp"
#include "io/embedded.hpp"
#include "model/parameters.hpp"

using namespace foretoken;

namespace {

TEST_CASE("every model has as many parameters as were published, within 2 %") {
    const io::Catalogue rows;
    int compared = 0;
    for (const io::EmbeddedFile& file : io::embedded_files()) {
        if (file.path.substr(0, 7) != "models/") {
            continue;
        }
        CAPTURE(file.path);
        const auto tree = io::read_document(file.text, file.path);
        REQUIRE(tree);
        const io::Tree* published = tree->find("parameters");
        if (published == nullptr) {
            continue;
        }
        const auto total = parse_number(published->text);
        const auto model = rows.model(tree->find("id")->text);
        REQUIRE(total);
        REQUIRE(model);
        CHECK(model::total_parameters(*model) == doctest::Approx(*total).epsilon(0.02));
        ++compared;
    }
    CHECK(compared > 90);
}

TEST_CASE("active parameters of the mixtures, as their reports name them") {
    const io::Catalogue rows;
    struct Row {
        const char* id;
        double billions;
    };
    for (const Row& row : {Row{"mixtral-8x7b", 12.9}, Row{"deepseek-v3", 37.0},
                           Row{"deepseek-v2", 21.0}, Row{"qwen3-235b-a22b", 22.0}}) {
        CAPTURE(row.id);
        const auto model = rows.model(row.id);
        REQUIRE(model);
        const double billions = model::active_parameters(*model) / 1e9;
        CHECK(billions == doctest::Approx(row.billions).epsilon(0.03));
    }
}

}  // namespace
