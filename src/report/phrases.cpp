// How are a plan, a memory size and a term put into words?
#include "report/phrases.hpp"

#include <cmath>

#include "base/text.hpp"

namespace foretoken::report {

namespace {

// A published quantity, by the name of its column.
std::string quantity_text(const std::string& quantity, double value) {
    if (quantity == "step_time_s") {
        return to_text(Seconds{value});
    }
    return quantity == "tflops_per_gpu" ? to_text(FlopRate{value * 1e12})
           : value < 1000.0             ? with_digits(value, 4)
                                        : with_commas(std::llround(value));
}

}  // namespace

std::string neighbour_phrase(const Neighbour& n) {
    const std::string unit = n.quantity == "step_time_s"      ? " per step"
                             : n.quantity == "tflops_per_gpu" ? " per accelerator"
                                                              : " tokens/s per accelerator";
    return "measured " + quantity_text(n.quantity, n.measured) + unit + ", predicted " +
           quantity_text(n.quantity, n.predicted);
}

std::string signed_percent(double change) {
    const auto per_mille = std::llround(change * 1000.0);
    return std::string(per_mille < 0 ? "-" : "+") + std::to_string(std::abs(per_mille) / 10) + "." +
           std::to_string(std::abs(per_mille) % 10) + "%";
}

std::string gigabytes(Bytes bytes) {
    if (bytes.value >= 1e18) {
        return to_text(bytes);  // beyond any accelerator, and soon beyond integers
    }
    const auto tenths = std::llround(bytes.value / 1e8);
    return with_commas(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

std::string power_phrase(const Answer& a) {
    const Energy& e = a.forecast.energy;
    const double pue = a.scenario.cluster.pue;
    const auto watts = [](Watts power) { return to_text(Watts{std::round(power.value)}); };
    return watts(e.accelerator) + " per accelerator, " + watts(e.all) +
           " with its share of the node" +
           (pue > 1.0 ? " and building (PUE " + with_digits(pue, 3) + ")" : "") + ", " +
           to_text(Joules{e.per_token}) + " per token";
}

std::string interval_phrase(const Forecast& f) {
    if (f.interval.high <= f.interval.low) {
        return {};
    }
    const auto rounded = [](Seconds time) { return to_text(time); };
    return " (" + rounded(f.interval.low) + " to " + rounded(f.interval.high) + " in 9 of 10)";
}

const char* status_name(Status status) {
    switch (status) {
        case Status::measured: return "measured";
        case Status::fitted: return "fitted";
        case Status::datasheet: return "datasheet";
        case Status::published: return "published";
        case Status::assumed: return "assumed";
        case Status::derived: return "derived";
        case Status::given: return "given";
    }
    return "";
}

const char* precision_name(Precision precision) {
    switch (precision) {
        case Precision::fp32: return "fp32";
        case Precision::tf32: return "tf32";
        case Precision::fp16: return "fp16";
        case Precision::bf16: return "bf16";
        case Precision::fp8: return "fp8";
        case Precision::fp8_block: return "fp8 (block-scaled)";
        case Precision::mxfp8: return "mxfp8";
        case Precision::nvfp4: return "nvfp4";
    }
    return "";
}

const char* recompute_name(Recompute recompute) {
    switch (recompute) {
        case Recompute::none: return "none";
        case Recompute::selective: return "selective";
        case Recompute::full: return "full";
    }
    return "";
}

const char* context_name(ContextExchange context) {
    switch (context) {
        case ContextExchange::ring: return "ring";
        case ContextExchange::all_gather: return "all-gather";
        case ContextExchange::all_to_all: return "all-to-all";
        case ContextExchange::hybrid: return "hybrid";
    }
    return "";
}

const char* schedule_name(Schedule schedule) {
    switch (schedule) {
        case Schedule::one_f_one_b: return "1f1b";
        case Schedule::gpipe: return "gpipe";
        case Schedule::zero_bubble_h1: return "zb-h1";
        case Schedule::zero_bubble_v: return "zb-v";
        case Schedule::dualpipe: return "dualpipe";
    }
    return "";
}

std::string plan_phrase(const Plan& p) {
    std::string out = "tp " + std::to_string(p.tp) + (p.sequence_parallel ? " sp" : "");
    const auto add = [&](const char* name, std::int64_t value, bool shown) {
        if (shown) {
            out += std::string(", ") + name + " " + std::to_string(value);
        }
    };
    add("pp", p.pp, true);
    add("vpp", p.vpp, p.vpp > 1);
    out += p.schedule == Schedule::one_f_one_b ? std::string()
                                               : std::string(", ") + schedule_name(p.schedule);
    add("cp", p.cp, p.cp > 1);
    if (p.cp > 1 && p.context != ContextExchange::ring) {
        out += std::string(" ") + context_name(p.context);
    }
    add("ep", p.ep, p.ep > 1);
    add("etp", p.etp, p.etp > 1);
    add("dp", p.dp, true);
    add("zero", p.zero, p.zero > 0);
    add("shard group", p.shard_group, p.shard_group > 0);
    add("micro-batch", p.micro_batch, true);
    out += std::string(", recompute ") + recompute_name(p.recompute);
    const auto offloaded = [&](const char* what, double share) {
        if (share > 0.0) {
            out += std::string(", ") + what + " offloaded " + percent(share);
        }
    };
    offloaded("optimizer", p.offload.optimizer);
    offloaded("weights", p.offload.weights);
    offloaded("activations", p.offload.activations);
    return p.power_cap.value > 0.0 ? out + ", capped at " + to_text(p.power_cap) : out;
}

std::string workload_phrase(const Workload& w) {
    std::string out = "sequence " + with_commas(w.sequence) + ", global batch " +
                      with_commas(w.global_batch) + ", " + precision_name(w.precision);
    switch (w.tuning.method) {
        case Method::full: break;
        case Method::lora: out += ", LoRA of rank " + with_commas(w.tuning.rank); break;
        case Method::last_layers:
            out += ", last " + with_commas(w.tuning.layers) + " layers trained";
            break;
    }
    const std::string documents =
        " documents of " + with_commas(std::llround(w.packing.mean)) + " tokens";
    switch (w.packing.fill) {
        case Fill::whole: break;
        case Fill::packed: out += ", packed" + documents; break;
        case Fill::padded: out += ", padded" + documents; break;
    }
    return out;
}

}  // namespace foretoken::report
