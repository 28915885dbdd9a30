// What is in the catalogue, one line each?
#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "io/catalogue.hpp"

namespace foretoken::io {
namespace {

std::string summary(const Accelerator& a) {
    std::string text = to_text(a.memory.value) + " at " + to_text(a.memory_bandwidth.value);
    for (const Format format : {Format::bf16, Format::fp16, Format::fp32}) {
        if (a.supports(format)) {
            return text + ", " + to_text(a.peak_of(format)) + " " + std::string(name_of(format));
        }
    }
    return text;
}

std::string summary(const Cluster& c) {
    std::string text = with_commas(c.accelerators) + " x " + c.node.accelerator.id + ", " +
                       std::to_string(c.node.accelerators) + " per node";
    if (c.node.nics > 0 && c.node.nic_bandwidth.value.value > 0) {
        const double gigabits = c.node.nic_share().value * 8 / 1e9;
        text += ", " + with_digits(gigabits, 3) + " Gbps each";
    }
    return text;
}

std::string summary(const Model& m) {
    std::string text = std::to_string(m.layers) + " layers of " + std::to_string(m.hidden);
    if (m.experts) {
        text += ", " + std::to_string(m.experts->top_k) + " of " +
                std::to_string(m.experts->count) + " experts";
    }
    constexpr std::int64_t k = 1024;
    const bool millions = m.context % (k * k) == 0;
    return text + ", context " +
           (millions             ? std::to_string(m.context / (k * k)) + "M"
            : m.context % k == 0 ? std::to_string(m.context / k) + "k"
                                 : std::to_string(m.context));
}

std::string summary(const Software& s) {
    return s.name + ", attention " + std::string(name_of(s.attention));
}

std::string summary(const Fabric& f) {
    return f.name + (f.direct ? "" : ", by way of the host") +
           (f.reduces ? ", reduces in the switches" : "");
}

std::string summary(const KernelCalibration& k) {
    return std::string(name_of(k.from.status)) + ", " + k.from.source;
}

std::string summary(const CollectiveCalibration& c) {
    return std::string(name_of(c.from.status)) + ", " + c.from.source;
}

std::string summary(const PowerCalibration& p) {
    return std::string(name_of(p.from.status)) + ", " + p.from.source;
}

std::string summary(const ConfidenceCalibration& c) {
    return std::string(name_of(c.from.status)) + ", " + c.from.source;
}

std::string text_at(const Tree& map, std::string_view key) {
    const Tree* value = map.find(key);
    return value == nullptr ? "" : value->text;
}

}  // namespace

Result<std::vector<Listing>> Catalogue::names(std::string_view kind) const {
    static constexpr std::array<std::string_view, 9> kinds{
        "accelerators", "clusters", "models",  "software",  "kernels",
        "network",      "power",    "fabrics", "confidence"};
    std::vector<Listing> rows;
    Outcome state = Done{};
    const auto add = [&](const File& file, auto blank) {
        const auto value = read(file, std::move(blank));
        if (!value) {
            state = value.error();
            return;
        }
        Listing row{value->id, summary(*value), {}};
        if constexpr (requires { value->aliases; }) {
            row.aliases = value->aliases;
        }
        rows.push_back(std::move(row));
    };
    const std::size_t which = index_of(kinds, kind);
    if (which == kinds.size()) {
        const std::string near = nearest(kind, std::span<const std::string_view>(kinds));
        return Error{.kind = Error::Kind::usage,
                     .where = "",
                     .message = "there is no list of \"" + std::string(kind) + "\"",
                     .hint = near.empty()
                                 ? "lists: accelerators, clusters, fabrics, models, software, "
                                   "kernels, network, power, confidence"
                                 : "did you mean " + near + "?"};
    }
    const auto [first, last] = range(kind);
    for (std::size_t i = first; i < last && state; ++i) {
        const File& file = files_[i];
        Cluster cluster;
        cluster.domain = 0;
        switch (which) {
            case 0: add(file, Accelerator{}); break;
            case 1: add(file, std::move(cluster)); break;
            case 2: add(file, Model{}); break;
            case 3: add(file, Software{}); break;
            case 4: add(file, KernelCalibration{}); break;
            case 5: add(file, CollectiveCalibration{}); break;
            case 6: add(file, PowerCalibration{}); break;
            case 7: add(file, Fabric{}); break;
            default: add(file, ConfidenceCalibration{}); break;
        }
    }
    if (!state) {
        return state.error();
    }
    return rows;
}

Result<std::vector<Source>> Catalogue::sources() const {
    const File* file = find("sources.yaml");
    if (file == nullptr) {
        return std::vector<Source>{};
    }
    const auto tree = read_document(file->text, "data/sources.yaml");
    if (!tree) {
        return tree.error();
    }
    std::vector<Source> all;
    for (const auto& entry : tree->entries) {
        all.push_back({entry.key, text_at(entry.value, "title"), text_at(entry.value, "where"),
                       text_at(entry.value, "date")});
    }
    return all;
}

}  // namespace foretoken::io
