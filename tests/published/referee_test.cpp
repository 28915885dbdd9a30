#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "base/text.hpp"
#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/published.hpp"
#include "train/score.hpp"

using namespace foretoken;
namespace fs = std::filesystem;

namespace {

std::string output_of(const std::string& command) {
    std::string out;
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
        out += static_cast<char>(c);
    }
    CHECK(pclose(pipe) == 0);
    return out;
}

void write(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string predictions_csv(const std::vector<io::Prediction>& list) {
    std::string out = "id,quantity,predicted,status\n";
    for (const io::Prediction& p : list) {
        out += io::csv_line(std::vector<std::string>{
            p.id, p.quantity, p.predicted ? with_digits(*p.predicted, 17) : "", p.status});
    }
    return out;
}

void check_same(const nlohmann::json& theirs, const std::vector<train::Compared>& list) {
    const train::Score ours = train::score_overall(list);
    CHECK(theirs.at("layouts") == ours.layouts);
    CHECK(theirs.at("coverage").get<double>() ==
          doctest::Approx(static_cast<double>(ours.predicted) / static_cast<double>(ours.layouts)));
    CHECK(theirs.at("macro").get<double>() == doctest::Approx(ours.median));
    CHECK(theirs.at("p90").get<double>() == doctest::Approx(ours.p90));
    for (const train::Score& source : train::score_by_source(list)) {
        if (source.predicted == 0) {
            continue;
        }
        CAPTURE(source.source);
        const auto& their = theirs.at("sources").at(source.source);
        CHECK(their.at("layouts") == source.predicted);
        CHECK(their.at("median").get<double>() == doctest::Approx(source.median));
        CHECK(their.at("bias").get<double>() == doctest::Approx(source.bias));
        CHECK(their.at("p90").get<double>() == doctest::Approx(source.p90));
    }
}

TEST_CASE("the referee comes to the same scores as we do") {
    const fs::path referee = fs::absolute("../shared/tools/score.py");
    if (!fs::exists(referee)) {
        MESSAGE("skipped: no " << referee.string());
        return;
    }
    const auto table = io::published_training();
    REQUIRE(table);
    const auto list = io::predictions(*table, io::Catalogue{});
    const fs::path folder = fs::temp_directory_path() / ("foretoken-" + std::to_string(getpid()));
    fs::create_directories(folder);
    write(folder / "measured.csv", io::write_csv(*table));
    write(folder / "predicted.csv", predictions_csv(list));
    const std::string said =
        output_of("python3 '" + referee.string() + "' '" + (folder / "measured.csv").string() +
                  "' '" + (folder / "predicted.csv").string() + "' --json");
    fs::remove_all(folder);
    const auto scores = nlohmann::json::parse(said);
    const io::Comparison ours = io::compared(*table, list);
    check_same(scores.at("speed"), ours.speed);
    check_same(scores.at("memory"), ours.memory);
}

}  // namespace
