// How is each choice spelt in files?
#include "io/names.hpp"

#include <algorithm>
#include <array>

namespace foretoken::io {
namespace {

constexpr char folded(char c) {
    if (c >= 'A' && c <= 'Z') {
        return static_cast<char>(c - 'A' + 'a');
    }
    return c == '_' ? '-' : c;
}

}  // namespace

Names names(Status) {
    static constexpr std::array<std::string_view, 7> all{
        "measured", "fitted", "datasheet", "published", "assumed", "derived", "given"};
    return all;
}

Names names(Format) {
    static constexpr std::array<std::string_view, format_count> all{"fp32", "tf32", "fp16", "bf16",
                                                                    "fp8",  "fp4",  "int8"};
    return all;
}

Names names(ScaleUpKind) {
    static constexpr std::array<std::string_view, 5> all{"none", "pairs", "mesh", "switched",
                                                         "torus"};
    return all;
}

Names names(Positions) {
    static constexpr std::array<std::string_view, 4> all{"learned", "rotary", "alibi", "none"};
    return all;
}

Names names(Recompute) {
    static constexpr std::array<std::string_view, 3> all{"none", "selective", "full"};
    return all;
}

Names names(Schedule) {
    static constexpr std::array<std::string_view, 5> all{"1f1b", "gpipe", "zb-h1", "zb-v",
                                                         "dualpipe"};
    return all;
}

Names names(RankOrder) {
    static constexpr std::array<std::string_view, 2> all{"tp-cp-dp-pp", "tp-cp-pp-dp"};
    return all;
}

Names names(ContextExchange) {
    static constexpr std::array<std::string_view, 4> all{"ring", "all-gather", "all-to-all",
                                                         "hybrid"};
    return all;
}

Names names(Precision) {
    static constexpr std::array<std::string_view, 8> all{"fp32", "tf32",      "fp16",  "bf16",
                                                         "fp8",  "fp8_block", "mxfp8", "nvfp4"};
    return all;
}

Names names(AttentionKernel) {
    static constexpr std::array<std::string_view, 4> all{"unfused", "flash1", "flash2", "flash3"};
    return all;
}

Names names(Method) {
    static constexpr std::array<std::string_view, 3> all{"full", "lora", "last_layers"};
    return all;
}

Names names(Targets) {
    static constexpr std::array<std::string_view, 3> all{"attention", "dense", "linear"};
    return all;
}

Names names(Fill) {
    static constexpr std::array<std::string_view, 3> all{"whole", "packed", "padded"};
    return all;
}

Names names(OptimizerKind) {
    static constexpr std::array<std::string_view, 5> all{"adam", "adam_8bit", "sgd", "muon",
                                                         "adafactor"};
    return all;
}

Names names(Dispatcher) {
    static constexpr std::array<std::string_view, 4> all{"software", "all_gather", "all_to_all",
                                                         "flex"};
    return all;
}

Names names(Graphs) {
    static constexpr std::array<std::string_view, 3> all{"none", "partial", "full"};
    return all;
}

Names names(ExpertOverlap) {
    static constexpr std::array<std::string_view, 3> all{"never", "across_nodes", "always"};
    return all;
}

Names names(Spread) {
    static constexpr std::array<std::string_view, 3> all{"balanced", "random", "power_law"};
    return all;
}

std::size_t index_of(Names names, std::string_view spelling) {
    const auto same = [&](std::string_view name) {
        return std::equal(name.begin(), name.end(), spelling.begin(), spelling.end(),
                          [](char a, char b) { return folded(a) == folded(b); });
    };
    return static_cast<std::size_t>(std::find_if(names.begin(), names.end(), same) - names.begin());
}

}  // namespace foretoken::io
