// Which fields does a value have, how are they written, and what may they hold?
//
// Each value type has one table, made by fields(value), whose slots point into the value. Reading,
// writing, the JSON Schema and the reference page are all walks over such a table. A table lives no
// longer than its value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/model.hpp>
#include <foretoken/plan.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/scenario.hpp>
#include <foretoken/software.hpp>

#include "base/text.hpp"
#include "io/names.hpp"

namespace foretoken::io {

struct Field;
using Fields = std::vector<Field>;

struct Flag {
    bool* at;
};
struct Count {
    std::int64_t* at;
    Provenance* from;  // null: a choice of the user, not a figure of the world
};
struct Number {
    double* at;
    Dimension dimension;  // all zero: written without unit
    Provenance* from;
};
struct Text {
    std::string* at;
};
struct Texts {
    std::vector<std::string>* at;
};
struct Counts {
    std::vector<std::int64_t>* at;
};
struct Choice {
    Names names;
    std::function<std::size_t()> get;
    std::function<void(std::size_t)> set;
};
struct Group {
    std::function<Fields()> fields;
};
struct Maybe {  // a group that may be absent
    std::function<bool()> present;
    std::function<Fields()> fields;  // makes it present
    std::function<void()> clear;
};
struct Groups {
    std::function<std::size_t()> size;
    std::function<Fields(std::size_t)> item;
    std::function<void()> append;
    std::function<void()> clear;
};
// A value of the catalogue: its name, or a map that may start from `preset: name`.
struct Preset {
    std::variant<Model*, Cluster*, Accelerator*, Software*, Fabric*> value;
    std::string_view kind;  // folder of data/
    std::function<Fields()> fields;
};
// Filled with the provenance in force: the block `provenance` of this map or of one around it.
struct Origin {
    Provenance* at;
};
struct Unread {};  // belongs in the file, but other readers want it

using Slot = std::variant<Flag, Count, Number, Text, Texts, Counts, Choice, Group, Maybe, Groups,
                          Preset, Origin, Unread>;

struct Rule {
    bool required = false;
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
};

struct Field {
    std::string_view key;
    std::string_view doc;  // one phrase
    Slot slot;
    Rule rule;
};

Fields fields(Provenance&);
Fields fields(ScaleUp&);
Fields fields(Accelerator&);
Fields fields(FabricTier&);
Fields fields(Fabric&);
Fields fields(Node&);
Fields fields(Storage&);
Fields fields(Cluster&);
Fields fields(Experts&);
Fields fields(LatentAttention&);
Fields fields(Window&);
Fields fields(Model&);
Fields fields(Offload&);
Fields fields(Plan&);
Fields fields(Tuning&);
Fields fields(Packing&);
Fields fields(Optimizer&);
Fields fields(Routing&);
Fields fields(Workload&);
Fields fields(Software&);
Fields fields(GemmConstants&);
Fields fields(AttentionConstants&);
Fields fields(KernelCalibration&);
Fields fields(StepCost&);
Fields fields(CollectiveCalibration&);
Fields fields(PowerCalibration&);
Fields fields(ConfidenceCalibration&);

// A scenario file as it is written. What it leaves open is settled by read_train_scenario.
struct ScenarioFile {
    std::int64_t foretoken = 1;  // version of this form
    TrainScenario scenario;
    std::vector<std::string> require;  // such as "mfu > 0.4"
};
Fields fields(ScenarioFile&);

// What a key carries in JSON, where numbers are bare and in base units: "_bytes_per_s".
std::string_view unit_suffix(Dimension dimension);
// The unit of such a number for a person: "B/s"; empty for a plain number.
std::string_view base_unit(Dimension dimension);

}  // namespace foretoken::io
