#include "report/perfetto.hpp"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "report/sample_test.hpp"

namespace foretoken::report {
namespace {

using nlohmann::json;

Slice pass(double begin, double end, std::int32_t micro_batch) {
    return {
        .name = "forward", .begin = {begin}, .end = {end}, .micro_batch = micro_batch, .chunk = 0};
}

// Two stages of a pipeline of 64; a second is not a whole number of nanoseconds there.
Timeline sample() {
    Timeline t{.step = {2.0}, .stages = 64, .micro_batches = 2, .notes = {"2 of 64 \"stages\""}};
    const Slice layers{
        .name = "dense layers", .begin = {0.0}, .end = {1.0 / 3.0}, .depth = 1, .count = 24};
    const Slice products{.name = "products",
                         .key = "compute.linear",
                         .begin = {0.0},
                         .end = {1.0 / 3.0},
                         .depth = 2,
                         .source = Status::fitted,
                         .flops = {6.02e15}};
    t.tracks = {
        {.stage = 0,
         .stream = Stream::compute,
         .slices = {pass(0.0, 1.0 / 3.0, 0), layers, products, pass(1.0 / 3.0, 2.0, 1)}},
        {.stage = 63, .stream = Stream::compute, .slices = {pass(0.5, 1.0, 0), pass(1.0, 1.0, 1)}},
        {.stage = 63,
         .stream = Stream::data,
         .slices = {{.name = "gradients",
                     .key = "data.gradients",
                     .begin = {1.5},
                     .end = {2.0},
                     .bytes = {1e9}}}}};
    return t;
}

json written() {
    Answer a = sample_answer();
    a.scenario.model.name = "Mini \xff";  // no UTF-8
    return json::parse(perfetto(sample(), a, R"({"model": "mini"})", "1.2.3"));
}

std::vector<json> events(const json& trace, const std::string& phase) {
    std::vector<json> list;
    for (const json& event : trace["traceEvents"]) {
        if (event["ph"] == phase) {
            list.push_back(event);
        }
    }
    return list;
}

long long nanoseconds(const json& microseconds) {
    return std::llround(microseconds.get<double>() * 1e3);
}

TEST_CASE("slices are complete events of their stage and stream, in microseconds") {
    const auto list = events(written(), "X");
    REQUIRE(list.size() == 7);
    CHECK(list[0]["name"] == "forward 0");
    CHECK(list[0]["ts"] == 0.0);
    CHECK(list[0]["dur"] == 333333.333);
    CHECK(list[0]["args"] == json{{"micro_batch", 0}, {"chunk", 0}});
    CHECK(list[1]["name"] == "dense layers x 24");
    CHECK(list[2]["name"] == "products");
    CHECK(list[2]["cat"] == "compute.linear");
    CHECK(list[2]["args"] == json{{"flop", 6.02e15}, {"source", "fitted"}});
    CHECK(list[6]["args"] == json{{"bytes", 1e9}, {"source", "derived"}});
    CHECK(list[6]["ts"] == 1.5e6);
}

TEST_CASE("events of a thread are sorted and nest, to the nanosecond") {
    std::map<long long, std::vector<long long>> open;  // ends, by thread
    std::map<long long, long long> latest;
    for (const json& event : events(written(), "X")) {
        const long long thread = event["tid"];
        const long long begin = nanoseconds(event["ts"]);
        const long long end = begin + nanoseconds(event["dur"]);
        CHECK(begin >= latest[thread]);
        latest[thread] = begin;
        auto& ends = open[thread];
        while (!ends.empty() && ends.back() <= begin) {
            ends.pop_back();
        }
        CHECK((ends.empty() || end <= ends.back()));
        ends.push_back(end);
    }
    CHECK(open.size() == 3);
}

TEST_CASE("every thread has a name and a place; none has the number of another's process") {
    const json trace = written();
    std::map<std::pair<long long, std::string>, json> said;
    std::set<long long> processes;
    for (const json& event : events(trace, "M")) {
        const bool of_process = event["name"].get<std::string>().find("process") == 0;
        said[{event[of_process ? "pid" : "tid"], event["name"]}] = event["args"];
        processes.insert(event["pid"].get<long long>());
    }
    for (const json& event : events(trace, "X")) {
        const long long process = event["pid"];
        const long long thread = event["tid"];
        CHECK(process > 0);
        CHECK((thread == process || processes.count(thread) == 0));
        CHECK(said.count({process, "process_sort_index"}) == 1);
        CHECK(said.count({thread, "thread_sort_index"}) == 1);
    }
    const json last = events(trace, "X").back();
    CHECK(said[{last["pid"], "process_name"}]["name"] == "stage 63 of 64");
    CHECK(said[{last["tid"], "thread_name"}]["name"] == "data parallel");
}

TEST_CASE("a trace says what it is of, and what is folded") {
    const json trace = written();
    CHECK(trace["displayTimeUnit"] == "ms");
    const json& other = trace["otherData"];
    CHECK(other["foretoken"] == "1.2.3");
    CHECK(other["verdict"].get<std::string>().find("Mini") == 0);
    CHECK(json::parse(other["scenario"].get<std::string>())["model"] == "mini");
    const auto notes = events(trace, "i");
    REQUIRE(notes.size() == 1);
    CHECK(notes[0]["name"] == "2 of 64 \"stages\"");
    CHECK(notes[0]["s"] == "g");
    CHECK(other["notes"][0] == notes[0]["name"]);
}

}  // namespace
}  // namespace foretoken::report
