// What does a trace viewer get of a timeline?
#include "report/perfetto.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "report/phrases.hpp"

namespace foretoken::report {
namespace {

constexpr std::array<std::string_view, stream_count> stream_names{
    "compute",         "host",     "tensor parallel", "context parallel",
    "expert parallel", "pipeline", "data parallel",   "offload"};

// Perfetto keeps number 0 for the idle task, knows a thread by its number alone, and gives every
// process a main thread of the same number: here that of its first stream.
std::int64_t process_of(const Track& track) {
    return track.stage * static_cast<std::int64_t>(stream_count) + 1;
}
std::int64_t thread_of(const Track& track) {
    return process_of(track) + static_cast<std::int64_t>(track.stream);
}

double nanoseconds(Seconds time) {
    return std::round(time.value * 1e9);
}

// Writes one event after the other. A library that builds a tree of them would need a gigabyte.
class Events {
public:
    explicit Events(std::string& out) : out_(out) {}

    void process(const Track& track, std::int64_t stages) {
        const std::string name =
            "stage " + std::to_string(track.stage) + " of " + std::to_string(stages);
        metadata("process_name", track, R"("name":")" + name + "\"");
        metadata("process_sort_index", track, "\"sort_index\":" + std::to_string(track.stage));
    }
    void thread(const Track& track) {
        const auto stream = static_cast<std::size_t>(track.stream);
        metadata("thread_name", track, R"("name":")" + std::string(stream_names[stream]) + "\"");
        metadata("thread_sort_index", track, "\"sort_index\":" + std::to_string(stream));
    }
    void note(const Track& track, const std::string& json) {
        begin("i", track);
        out_ += R"(,"ts":0,"s":"g","name":)" + json + "}";
    }
    void slice(const Slice& slice, const Track& track) {
        const double from = nanoseconds(slice.begin);
        const double length = nanoseconds(slice.end) - from;
        begin("X", track);
        out_ += ",\"ts\":";
        microseconds(from);
        out_ += ",\"dur\":";
        microseconds(length);
        out_ += ",\"name\":\"";
        name(slice);
        out_ += R"(","cat":")";
        out_ += slice.key.empty() ? "pass" : slice.key;
        out_ += R"(","args":{)";
        arguments(slice);
        out_ += "}}";
    }

private:
    void begin(std::string_view phase, const Track& track) {
        out_ += first_ ? "\n" : ",\n";
        first_ = false;
        out_ += R"({"ph":")";
        out_ += phase;
        out_ += "\",\"pid\":";
        number(process_of(track));
        out_ += ",\"tid\":";
        number(thread_of(track));
    }
    void metadata(std::string_view kind, const Track& track, const std::string& arguments) {
        begin("M", track);
        out_ += R"(,"name":")";
        out_ += kind;
        out_ += R"(","args":{)" + arguments + "}}";
    }

    // "forward 12", "dense layers x 24": viewers color by the words alone.
    void name(const Slice& slice) {
        out_ += slice.name;
        if (slice.count > 0) {
            out_ += " x ";
            number(slice.count);
        } else if (slice.depth == 0 && slice.key.empty() && slice.micro_batch >= 0) {
            out_ += " ";
            number(slice.micro_batch);
        }
    }

    void arguments(const Slice& slice) {
        bool first = true;
        const auto key = [&](std::string_view name) {
            out_ += first ? "\"" : ",\"";
            first = false;
            out_ += name;
            out_ += "\":";
        };
        const auto count = [&](std::string_view name, std::int32_t value) {
            if (value >= 0) {
                key(name);
                number(value);
            }
        };
        count("micro_batch", slice.micro_batch);
        count("backward_micro_batch", slice.backward_micro_batch);
        count("chunk", slice.chunk);
        const auto amount = [&](std::string_view name, double value) {
            if (value > 0.0) {
                key(name);
                real(value);
            }
        };
        amount("flop", slice.flops.value);
        amount("bytes", slice.bytes.value);
        if (!slice.key.empty()) {
            key("source");
            out_ += "\"";
            out_ += status_name(slice.source);
            out_ += "\"";
        }
    }

    void number(std::int64_t value) {
        std::array<char, 24> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
        out_.append(text.data(), end.ptr);
    }
    void microseconds(double of_nanoseconds) {
        std::array<char, 64> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), of_nanoseconds / 1e3,
                                       std::chars_format::fixed, 3);
        out_.append(text.data(), end.ptr);
    }
    void real(double value) {
        std::array<char, 32> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                       std::chars_format::general, 6);
        out_.append(text.data(), end.ptr);
    }

    std::string& out_;
    bool first_ = true;
};

// A model's name may hold anything.
std::string json_text(const nlohmann::ordered_json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::size_t slices(const Timeline& t) {
    std::size_t sum = 0;
    for (const Track& track : t.tracks) {
        sum += track.slices.size();
    }
    return sum;
}

}  // namespace

std::string perfetto(const Timeline& t, const Answer& a, const std::string& scenario_json,
                     std::string_view version) {
    constexpr std::size_t about = 160;  // bytes of an event
    std::string out;
    out.reserve(slices(t) * about + 65536);
    out += "{\"displayTimeUnit\":\"ms\",\"otherData\":";
    out += json_text({{"foretoken", std::string(version)},
                      {"verdict", verdict(a.scenario, a.forecast)},
                      {"notes", t.notes},
                      {"scenario", scenario_json}});
    out += ",\"traceEvents\":[";
    Events events(out);
    for (std::size_t i = 0; i < t.tracks.size(); ++i) {
        const Track& track = t.tracks[i];
        if (i == 0 || t.tracks[i - 1].stage != track.stage) {
            events.process(track, t.stages);
        }
        events.thread(track);
        for (const Slice& slice : track.slices) {
            events.slice(slice, track);
        }
    }
    for (const std::string& note : t.notes) {
        events.note(t.tracks.front(), json_text(note));
    }
    out += "\n]}\n";
    return out;
}

}  // namespace foretoken::report
