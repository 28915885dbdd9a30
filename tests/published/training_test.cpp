#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/published.hpp"
#include "train/score.hpp"

using namespace foretoken;

namespace {

const io::Catalogue& catalogue() {
    static const io::Catalogue rows;
    return rows;
}

const io::Table& table() {
    static const io::Table published = *io::published_training();
    return published;
}

const std::vector<io::Prediction>& expected() {
    static const std::vector<io::Prediction> list = io::predictions(table(), catalogue());
    return list;
}

// Predictions are the same, row by row, to the last bit.
void check_same(const std::vector<io::Prediction>& list) {
    REQUIRE(list.size() == expected().size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        CAPTURE(list[i].id);
        CAPTURE(list[i].quantity);
        CHECK(list[i].id == expected()[i].id);
        CHECK(list[i].quantity == expected()[i].quantity);
        CHECK(list[i].status == expected()[i].status);
        CHECK(list[i].predicted == expected()[i].predicted);
    }
}

void fill_column(io::Table& t, std::string_view name, const std::string& cell) {
    const auto column = t.column(name);
    REQUIRE(column);
    for (auto& row : t.rows) {
        row[*column] = cell;
    }
}

// What was measured and who measured it: nothing of it may move a prediction. Year and framework
// name the software, the convention says in which FLOPs a rate is asked for, and notes may name
// parts of the set-up that have no column (a dispatcher, captured graphs).
constexpr const char* after_the_fact[] = {"step_time_s",          "tflops_per_gpu", "mfu_pct",
                                          "tokens_per_s_per_gpu", "peak_mem_gib",   "source",
                                          "source_where",         "derived_fields", "quality"};

std::vector<std::string> picked(const std::vector<std::string>& cells,
                                const std::vector<std::size_t>& order) {
    std::vector<std::string> out;
    for (const std::size_t i : order) {
        out.push_back(cells[i]);
    }
    return out;
}

TEST_CASE("nearly every row of quality A or B has a prediction") {
    const io::Comparison both = io::compared(table(), expected());
    const train::Score speed = train::score_overall(both.speed);
    const train::Score memory = train::score_overall(both.memory);
    CHECK(speed.layouts > 600);
    CHECK(memory.layouts > 120);
    CHECK(static_cast<double>(speed.predicted) >= 0.97 * static_cast<double>(speed.layouts));
    CHECK(static_cast<double>(memory.predicted) >= 0.97 * static_cast<double>(memory.layouts));
}

TEST_CASE("speed and memory are within 15 % of what was published, mean of the sources") {
    const io::Comparison both = io::compared(table(), expected());
    const double speed = train::score_overall(both.speed).median;
    const double memory = train::score_overall(both.memory).median;
    MESSAGE("speed " << 100.0 * speed << " %, memory " << 100.0 * memory << " %");
    CHECK(speed <= 0.15);
    CHECK(memory <= 0.15);
}

TEST_CASE("blanking every measured column changes no prediction") {
    io::Table blank = table();
    for (const char* column : after_the_fact) {
        fill_column(blank, column, "");
    }
    check_same(io::predictions(blank, catalogue()));
}

TEST_CASE("changing every measured column changes no prediction") {
    io::Table wrong = table();
    for (const char* column : after_the_fact) {
        fill_column(wrong, column, "12345");
    }
    check_same(io::predictions(wrong, catalogue()));
}

TEST_CASE("columns may come in any order") {
    std::vector<std::size_t> order(table().columns.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::reverse(order.begin(), order.end());
    std::rotate(order.begin(), order.begin() + 7, order.end());
    io::Table shuffled = table();
    shuffled.columns = picked(table().columns, order);
    for (auto& row : shuffled.rows) {
        row = picked(row, order);
    }
    check_same(io::predictions(shuffled, catalogue()));
}

TEST_CASE("unknown columns are ignored") {
    io::Table wider = table();
    wider.columns.insert(wider.columns.begin(), "weather");
    wider.columns.push_back("loss");
    for (auto& row : wider.rows) {
        row.insert(row.begin(), "rain");
        row.push_back("2.5");
    }
    check_same(io::predictions(wider, catalogue()));
}

TEST_CASE("a row does not depend on its neighbours") {
    io::Table backwards = table();
    std::reverse(backwards.rows.begin(), backwards.rows.end());
    const auto list = io::predictions(backwards, catalogue());
    const std::size_t quantities = io::measured_quantities().size();
    REQUIRE(list.size() == expected().size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::size_t row = table().rows.size() - 1 - i / quantities;
        CHECK(list[i].predicted == expected()[row * quantities + i % quantities].predicted);
    }
}

TEST_CASE("what a row may leave open may be empty, or the column missing") {
    for (const char* column :
         {"micro_batch", "vpp", "recompute", "seq_parallel", "zero_or_fsdp_stage", "dp", "ep",
          "gpu_mem_gb", "gpus_per_node", "inter_node_gbps_per_gpu", "precision", "framework",
          "year", "seq_len", "global_batch_seqs", "model_name", "flops_convention"}) {
        CAPTURE(column);
        io::Table blank = table();
        fill_column(blank, column, "");
        io::Table missing = blank;
        missing.columns[*missing.column(column)] = "nothing to see here";
        const auto list = io::predictions(blank, catalogue());
        const auto without = io::predictions(missing, catalogue());
        REQUIRE(list.size() == expected().size());
        std::size_t lost = 0;
        std::size_t different = 0;
        for (std::size_t i = 0; i < list.size(); ++i) {
            lost += expected()[i].predicted && !list[i].predicted ? 1 : 0;
            different += list[i].predicted != without[i].predicted ? 1 : 0;
        }
        CHECK(lost == 0);
        CHECK(different == 0);
    }
}

TEST_CASE("a row with nothing but model, accelerator, count and batch is answered") {
    const auto little = io::read_csv(
        "id,model_name,gpu,n_gpus,seq_len,global_batch_seqs,step_time_s\n"
        "a,Llama-3-8B,H100,64,8192,128,\n",
        "little.csv");
    REQUIRE(little);
    const auto list = io::predictions(*little, catalogue());
    REQUIRE(list.size() == 1);
    CHECK(list[0].status == "ok");
    CHECK(list[0].predicted.value_or(0.0) > 0.0);
}

TEST_CASE("a row that cannot be answered says why, and the others are") {
    const auto mixed = io::read_csv(
        "id,model_name,gpu,n_gpus,seq_len,global_batch_seqs,step_time_s\n"
        "a,Llama-3-8B,Abacus,64,8192,128,1.0\n"
        "b,Llama-3-8B,H100,,8192,128,1.0\n"
        "c,Llama-3-8B,H100,64,8192,128,1.0\n",
        "mixed.csv");
    REQUIRE(mixed);
    const auto list = io::predictions(*mixed, catalogue());
    REQUIRE(list.size() == 3);
    CHECK(list[0].status == "gpu: unknown accelerator \"abacus\"");
    CHECK_FALSE(list[0].predicted);
    CHECK(list[1].status == "n_gpus: number of accelerators not given");
    CHECK(list[2].status == "ok");
}

TEST_CASE("the columns that describe the run do move predictions") {
    for (const char* column : {"gpu", "seq_len", "precision", "framework"}) {
        CAPTURE(column);
        io::Table other = table();
        const std::string cell = std::string(column) == "seq_len"     ? "1024"
                                 : std::string(column) == "gpu"       ? "H100-SXM5-80GB"
                                 : std::string(column) == "framework" ? "DeepSpeed"
                                                                      : "fp32";
        fill_column(other, column, cell);
        const auto list = io::predictions(other, catalogue());
        std::size_t moved = 0;
        for (std::size_t i = 0; i < list.size(); ++i) {
            moved += list[i].predicted != expected()[i].predicted ? 1 : 0;
        }
        CHECK(moved > list.size() / 10);
    }
}

TEST_CASE("notes move a prediction only where they speak of the set-up") {
    io::Table silent = table();
    fill_column(silent, "notes", "");
    io::Table chatty = table();
    fill_column(chatty, "notes", "3 of 3 runs parsed; median step 12.3 s, 57 % of peak; FLAG: odd");
    const auto quiet = io::predictions(silent, catalogue());
    const auto loud = io::predictions(chatty, catalogue());
    REQUIRE(quiet.size() == loud.size());
    for (std::size_t i = 0; i < quiet.size(); ++i) {
        CAPTURE(quiet[i].id);
        CHECK(quiet[i].predicted == loud[i].predicted);
    }
}

TEST_CASE("a batch that no layout forms was rounded in print") {
    io::Table odd = table();
    fill_column(odd, "global_batch_seqs", "1000003");
    fill_column(odd, "tp", "1");
    const auto list = io::predictions(odd, catalogue());
    CHECK(std::all_of(list.begin(), list.end(),
                      [](const io::Prediction& p) { return p.status == "ok"; }));
}

}  // namespace
