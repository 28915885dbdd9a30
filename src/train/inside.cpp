// What happens within one pass of one micro-batch?
#include "train/inside.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "train/part_flops.hpp"

namespace foretoken::train {
namespace {

using schedule::Pass;

struct Place {
    Part part;
    Stream stream;
    std::string_view key;  // of its term
};
// In about the order of a layer, forward work repeated before what needs it.
constexpr std::array places{Place{Part::recompute, Stream::compute, "compute.recompute"},
                            Place{Part::cast, Stream::compute, "compute.cast"},
                            Place{Part::elementwise, Stream::compute, "compute.elementwise"},
                            Place{Part::linear, Stream::compute, "compute.linear"},
                            Place{Part::adapters, Stream::compute, "compute.adapters"},
                            Place{Part::attention, Stream::compute, "compute.attention"},
                            Place{Part::output, Stream::compute, "compute.output"},
                            Place{Part::context, Stream::context, "context.exposed"},
                            Place{Part::tensor, Stream::tensor, "tensor.exposed"},
                            Place{Part::expert, Stream::expert, "expert.exposed"},
                            Place{Part::experts, Stream::compute, "compute.experts"},
                            Place{Part::contention, Stream::compute, "compute.contention"},
                            Place{Part::host, Stream::host, "host.launch"},
                            Place{Part::offload, Stream::offload, "offload.exposed"}};
static_assert(places.size() == part_count);

struct GroupName {
    std::string_view group;
    std::string_view says;
    bool layers = true;
};
constexpr std::array group_names{GroupName{"embedding", "embedding", false},
                                 GroupName{"dense", "dense layers"},
                                 GroupName{"dense_windowed", "windowed dense layers"},
                                 GroupName{"mixture", "mixture layers"},
                                 GroupName{"mixture_windowed", "windowed mixture layers"},
                                 GroupName{"prediction", "prediction layers"},
                                 GroupName{"output", "output", false}};

const GroupName& name_of(const LayerGroup& group) {
    const auto found =
        std::find_if(group_names.begin(), group_names.end(),
                     [&](const GroupName& each) { return each.group == group.name; });
    return found != group_names.end() ? *found : group_names.front();
}

// The gradients of weights are part of these, each by its share of the time.
Parts weight_parts(const Passes& group) {
    constexpr std::array bearing{Part::linear, Part::experts, Part::adapters, Part::output,
                                 Part::elementwise};
    Seconds sum;
    for (const Part part : bearing) {
        sum += group.backward[part];
    }
    Parts out;
    if (sum.value > 0.0) {
        const double share = std::min(1.0, group.weight / sum);
        for (const Part part : bearing) {
            out[part] = share * group.backward[part];
        }
    }
    return out;
}

Parts parts_of(const Passes& group, Pass pass) {
    switch (pass) {
        case Pass::forward: return group.forward;
        case Pass::weight_gradient: return weight_parts(group);
        case Pass::input_gradient: {
            Parts rest = group.backward;
            rest += -1.0 * weight_parts(group);
            rest[Part::host] = {};  // waits for the pass as a whole
            return rest;
        }
        case Pass::backward:
        case Pass::pair: break;
    }
    return group.backward;
}

// Puts slices one after the other.
class Row {
public:
    explicit Row(const Inside& inside) : inside_(inside) {}

    void add(std::string_view key, Stream stream, std::int32_t depth, Seconds length,
             Flops flops = {}, Bytes bytes = {}) {
        if (length.value <= 0.0) {
            return;
        }
        Placed p{.stream = stream, .slice = inside_.of_term(key, now_, length)};
        p.slice.depth = stream == Stream::compute ? depth : 0;
        p.slice.flops = flops;
        p.slice.bytes = bytes;
        list_.push_back(p);
        now_ += length;
    }
    void add(const Parts& parts, const PartFlops& flops, std::int32_t depth) {
        for (const Place& place : places) {
            add(place.key, place.stream, depth, parts[place.part], flops[place.part]);
        }
    }
    void add_group(const LayerGroup& group, const Parts& parts, const PartFlops& flops) {
        const GroupName& named = name_of(group);
        const std::size_t at = list_.size();
        Placed whole;
        whole.slice = {.name = named.says,
                       .begin = now_,
                       .depth = 1,
                       .count = named.layers ? static_cast<std::int32_t>(group.layers) : 0};
        list_.push_back(whole);
        add(parts, flops, 2);
        list_[at].slice.end = now_;
    }
    Seconds now() const { return now_; }
    std::vector<Placed> take() { return std::move(list_); }

private:
    const Inside& inside_;
    Seconds now_;
    std::vector<Placed> list_;
};

}  // namespace

std::vector<Placed> Inside::pass(const plan::Stage& chunk, Pass pass, Seconds length,
                                 const Message& message) const {
    std::vector<LayerGroup> groups;
    for_each_group(chunk, times_, job_, [&](const LayerGroup& group) { groups.push_back(group); });
    Row row(*this);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const LayerGroup& group = groups[pass == Pass::forward ? i : groups.size() - 1 - i];
        const Parts parts = parts_of(group.all(), pass);
        if (parts.total().value > 0.0) {
            row.add_group(group, parts, part_flops(group, pass, job_));
        }
    }
    const Seconds sending = pass == Pass::weight_gradient ? Seconds{} : message.time;
    if (pass == Pass::input_gradient || pass == Pass::weight_gradient) {
        row.add("host.launch", Stream::host, 0, length - sending - row.now());
    }
    row.add("pipeline.boundary", Stream::pipeline, 0, sending, {}, message.bytes);
    return row.take();
}

std::vector<Placed> Inside::pair(const Parts& both) const {
    Row row(*this);
    row.add(both, {}, 1);
    return row.take();
}

Slice Inside::of_term(std::string_view key, Seconds begin, Seconds length) const {
    const auto term = std::find_if(forecast_.terms.begin(), forecast_.terms.end(),
                                   [&](const Term& t) { return t.key == key; });
    Slice slice{.key = key, .begin = begin, .end = begin + length};
    if (term != forecast_.terms.end()) {
        slice.name = term->says;
        slice.key = term->key;
        slice.source = term->source;
    }
    return slice;
}

}  // namespace foretoken::train
