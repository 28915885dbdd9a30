// Where does each figure of the world come from that a value holds?
#include "io/origins.hpp"

#include <nlohmann/json.hpp>
#include <variant>

#include "io/writer.hpp"

namespace foretoken::io {
namespace {

class Walk {
public:
    explicit Walk(Unsourced unsourced) : unsourced_(unsourced) {}

    void through(const Fields& fields, const std::string& path, Provenance around) {
        for (const Field& field : fields) {
            if (const auto* origin = std::get_if<Origin>(&field.slot)) {
                around = *origin->at;
            }
        }
        for (const Field& field : fields) {
            const Place place{
                .path = path + "." + std::string(field.key), .rule = field.rule, .around = around};
            std::visit([&](const auto& slot) { visit(slot, place); }, field.slot);
        }
    }
    std::vector<Figure> take() { return std::move(list_); }

private:
    struct Place {
        std::string path;
        const Rule& rule;
        const Provenance& around;
    };

    template <class Value>
    void add(const std::string& path, Value value, std::string_view unit, const Provenance& from) {
        list_.push_back({.path = path, .value = value, .unit = unit, .from = from});
    }
    void visit(const Count& slot, const Place& place) {
        if (slot.from != nullptr && stated(slot, place.rule)) {
            add(place.path, *slot.at, "", *slot.from);
        }
    }
    void visit(const Number& slot, const Place& place) {
        const bool own = slot.from != nullptr;
        const bool around = unsourced_ == Unsourced::listed && !place.around.source.empty();
        if ((own || around) && stated(slot, place.rule)) {
            add(place.path + std::string(unit_suffix(slot.dimension)), *slot.at,
                base_unit(slot.dimension), own ? *slot.from : place.around);
        }
    }
    void visit(const Origin& slot, const Place& place) {
        if (unsourced_ == Unsourced::left_out) {
            add(place.path, std::monostate(), "", *slot.at);
        }
    }
    void visit(const Group& slot, const Place& place) {
        through(slot.fields(), place.path, place.around);
    }
    void visit(const Maybe& slot, const Place& place) {
        if (slot.present()) {
            through(slot.fields(), place.path, place.around);
        }
    }
    void visit(const Groups& slot, const Place& place) {
        for (std::size_t i = 0; i < slot.size(); ++i) {
            through(slot.item(i), place.path + "." + std::to_string(i), place.around);
        }
    }
    void visit(const Preset& slot, const Place& place) {
        through(slot.fields(), place.path, place.around);
    }
    template <class Choice>
    void visit(const Choice&, const Place&) {}  // not a figure

    Unsourced unsourced_;
    std::vector<Figure> list_;
};

}  // namespace

std::vector<Figure> figures(const Fields& fields, const std::string& path, Unsourced unsourced) {
    Walk walk(unsourced);
    walk.through(fields, path, {});
    return walk.take();
}

std::string provenance_json(TrainScenario scenario, Calibration c) {
    ScenarioFile file;
    file.scenario = std::move(scenario);
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    const auto add = [&](const Fields& fields, const std::string& path, Unsourced unsourced) {
        for (const Figure& figure : figures(fields, path, unsourced)) {
            auto& entry = list.emplace_back();
            entry["path"] = figure.path;
            if (const auto* number = std::get_if<double>(&figure.value)) {
                entry["value"] = *number;
                entry["unit"] = figure.unit;
            } else if (const auto* count = std::get_if<std::int64_t>(&figure.value)) {
                entry["value"] = *count;
                entry["unit"] = figure.unit;
            }
            entry["status"] = name_of(figure.from.status);
            entry["source"] = figure.from.source;
            entry["date"] = figure.from.date;
        }
    };
    add(fields(file), "scenario", Unsourced::left_out);
    add(fields(c.kernel), "calibration.kernel", Unsourced::listed);
    add(fields(c.collective), "calibration.collective", Unsourced::listed);
    add(fields(c.power), "calibration.power", Unsourced::listed);
    add(fields(c.confidence), "calibration.confidence", Unsourced::listed);
    return list.dump();
}

}  // namespace foretoken::io
