#include "io/neighbour.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "base/text.hpp"
#include "io/compared.hpp"
#include "io/published.hpp"

using namespace foretoken;

namespace {

struct Asked {
    std::size_t row = 0;
    TrainScenario scenario;
};

// The scenarios of all runs that stand in the neighbourhood and say how large their model is.
std::vector<Asked> published_scenarios() {
    static const io::Catalogue catalogue;
    io::Questioner questioner(catalogue);
    const io::Table& table = *io::published_training();
    std::vector<Asked> out;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto question = questioner.question(table, row);
        if (!question || table.cell(row, "quality") == "C" || !io::measured_speed(table, row) ||
            table.cell(row, "active_params_b").empty()) {
            continue;
        }
        // A row of data/software stands for several years.
        question->scenario.software.year = *parse_integer(table.cell(row, "year"));
        out.push_back({.row = row, .scenario = question->scenario});
    }
    return out;
}

TEST_CASE("nothing is nearer to a published run's own scenario than itself") {
    const io::Neighbourhood& runs = io::published_neighbourhood();
    for (const Asked& asked : published_scenarios()) {
        CAPTURE(io::published_training()->cell(asked.row, "id"));
        const auto list = runs.by_distance(asked.scenario);
        const auto own = std::find_if(list.begin(), list.end(),
                                      [&](const io::Near& near) { return near.row == asked.row; });
        REQUIRE(own != list.end());
        CHECK(own->distance == list[0].distance);
        CHECK(own->distance < 0.03);  // sizes of models are published rounded
        CHECK(runs.nearest(asked.scenario)->distance == list[0].distance);
    }
}

TEST_CASE("a published run lies among the published runs") {
    const io::Neighbourhood& runs = io::published_neighbourhood();
    for (const Asked& asked : published_scenarios()) {
        CAPTURE(io::published_training()->cell(asked.row, "id"));
        for (const train::Outside& o : runs.outside(asked.scenario, 0.05)) {
            CAPTURE(train::name(o.coordinate));
            CAPTURE(o.value);
            CAPTURE(o.low);
            CAPTURE(o.high);
            CHECK(false);
        }
    }
}

TEST_CASE("runs of the source beside which one stands are left out") {
    const io::Table& table = *io::published_training();
    const io::Neighbourhood& runs = io::published_neighbourhood();
    const Asked asked = published_scenarios().front();
    const std::string_view source = table.cell(asked.row, "source");
    for (const io::Near& near : runs.by_distance(asked.scenario, source)) {
        CHECK(table.cell(near.row, "source") != source);
    }
    CHECK(runs.nearest(asked.scenario, source)->distance > 0.0);
    CHECK(runs.by_distance(asked.scenario).size() >
          runs.by_distance(asked.scenario, source).size());
}

TEST_CASE("of equally near runs the one laid out alike comes first") {
    const io::Catalogue catalogue;
    io::Questioner questioner(catalogue);
    const auto table = io::read_csv(
        "id,source,year,model_name,active_params_b,gpu,n_gpus,seq_len,global_batch_seqs,"
        "micro_batch,tp,pp,recompute,framework,step_time_s\n"
        "split,a,2023,GPT-3-6.7B,6.7,A100-SXM4-80GB,64,2048,512,1,8,2,none,Megatron-LM,1\n"
        "full,a,2023,GPT-3-6.7B,6.7,A100-SXM4-80GB,64,2048,512,1,2,1,full,Megatron-LM,1\n"
        "alike,a,2023,GPT-3-6.7B,6.7,A100-SXM4-80GB,64,2048,512,1,2,1,none,Megatron-LM,1\n",
        "runs.csv");
    REQUIRE(table);
    const auto question = questioner.question(*table, 2);
    REQUIRE(question);
    const auto list = io::Neighbourhood(*table).by_distance(question->scenario);
    REQUIRE(list.size() == 3);
    CHECK(list[0].row == 2);
    CHECK(list[1].row == 1);
    CHECK(list[2].row == 0);
}

}  // namespace
