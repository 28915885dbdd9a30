// Do the accounts of kernels and collectives give what their time functions give?
#include <doctest/doctest.h>

#include <cctype>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "arbitrary.hpp"
#include "base/account.hpp"
#include "kernel/attention_account.hpp"
#include "kernel/elementwise_account.hpp"
#include "kernel/gemm_account.hpp"
#include "kernel/grouped_gemm_account.hpp"
#include "network/collective_account.hpp"
#include "network/exchange_account.hpp"
#include "network/point_to_point_account.hpp"

using namespace foretoken;
using foretoken::property::coin;
using foretoken::property::holds;
using foretoken::property::one_of;
using foretoken::property::within;

namespace {

// An accelerator of the catalogue and its constants.
struct Chip {
    Accelerator accelerator;
    Calibration calibration;
};

const std::vector<Chip>& chips() {
    static const std::vector<Chip> all = [] {
        std::vector<Chip> made;
        const auto listings = property::catalogue().names("accelerators");
        for (const auto& listing : *listings) {
            const Accelerator a = *property::catalogue().accelerator(listing.id);
            made.push_back({.accelerator = a, .calibration = property::calibration(a)});
        }
        return made;
    }();
    return all;
}

const Chip& arbitrary_chip() {
    return chips()[static_cast<std::size_t>(
        within(0, static_cast<std::int64_t>(chips().size()) - 1))];
}

kernel::Load arbitrary_load() {
    return coin() ? kernel::Load::burst : kernel::Load::sustained;
}

Account bytes_given(Bytes bytes) {
    return account::input("moved", bytes, "", account::scenario("test"));
}

const std::string& document(const std::string& path) {
    static std::map<std::string, std::string> read;
    const auto known = read.find(path);
    if (known != read.end()) {
        return known->second;
    }
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return read.emplace(path, text.str()).first->second;
}

bool has_word(const std::string& text, const std::string& word) {
    const auto part_of_name = [&](std::size_t at) {
        return at < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '_');
    };
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        if (!part_of_name(at - 1) && !part_of_name(at + word.size())) {
            return true;
        }
    }
    return false;
}

// Every formula stands under its number in a document, which knows the names in it.
void documented(const Account& account) {
    const auto comma = account.where.find(", ");
    if (!account.formula.empty()) {
        RC_ASSERT(comma != std::string::npos);
        const std::string& text = document(account.where.substr(0, comma));
        RC_ASSERT(text.find("(" + account.where.substr(comma + 2) + ")") != std::string::npos);
    }
    for (const Account& part : account.parts) {
        if (has_word(account.formula, part.name)) {
            const std::string& text = document(account.where.substr(0, comma));
            if (!has_word(text, part.name)) {
                RC_FAIL(account.where + " does not say " + part.name);
            }
        }
        documented(part);
    }
}

// The value is that of the function to the last digits, and everything below gives it.
void explains(const Account& account, Seconds time) {
    const auto faults = account::faults(account);
    RC_ASSERT(faults == std::vector<std::string>{});
    const double given = account::recomputed(account).value_or(account.value);
    RC_ASSERT(account.value == time.value);
    documented(account);
    RC_ASSERT(given == time.value || std::abs(given - time.value) <= 1e-12 * time.value);
}

TEST_CASE("streams are what their accounts say") {
    CHECK(holds("accounts of streams", [] {
        const Chip& chip = arbitrary_chip();
        const KernelCalibration& kernels = chip.calibration.kernel;
        const Bytes bytes{static_cast<double>(within(0, 10) * within(0, 1 << 30))};
        const auto kind = static_cast<kernel::Stream>(within(0, 2));
        explains(
            kernel::stream_account("norm", "", bytes_given(bytes), kind, chip.accelerator, kernels),
            kernel::stream_time(bytes, kind, chip.accelerator, kernels));
    }));
}

TEST_CASE("products are what their accounts say") {
    CHECK(holds("accounts of products", [] {
        const Chip& chip = arbitrary_chip();
        const KernelCalibration& kernels = chip.calibration.kernel;
        const kernel::Gemm gemm{
            .m = within(0, 20000),
            .n = within(0, 2000) * one_of<std::int64_t>({1, 8, 64}),
            .k = within(0, 2000) * one_of<std::int64_t>({1, 8, 64}),
            .format = static_cast<Format>(within(0, format_count - 1)),
            .batch = coin() ? 1 : within(0, 64),
            .scaling = coin() ? kernel::Scaling::tensor : kernel::Scaling::block};
        const auto load = arbitrary_load();
        explains(kernel::gemm_account("linear", "", gemm, chip.accelerator, kernels, load),
                 kernel::gemm_time(gemm, chip.accelerator, kernels, load));
    }));
}

TEST_CASE("products of experts are what their accounts say") {
    CHECK(holds("accounts of grouped products", [] {
        const Chip& chip = arbitrary_chip();
        const KernelCalibration& kernels = chip.calibration.kernel;
        const kernel::GroupedGemm gemm{
            .groups = within(0, 64),
            .rows = static_cast<double>(within(0, 20000)) / 7.0,
            .n = within(0, 1000) * one_of<std::int64_t>({1, 8, 64}),
            .k = within(0, 1000) * one_of<std::int64_t>({1, 8, 64}),
            .format = static_cast<Format>(within(0, format_count - 1)),
            .scaling = coin() ? kernel::Scaling::tensor : kernel::Scaling::block,
            .separate = coin()};
        const auto load = arbitrary_load();
        explains(kernel::grouped_gemm_account("experts", "", gemm, chip.accelerator, kernels, load),
                 kernel::grouped_gemm_time(gemm, chip.accelerator, kernels, load));
    }));
}

TEST_CASE("attention is what its accounts say") {
    CHECK(holds("accounts of attention", [] {
        const Chip& chip = arbitrary_chip();
        const KernelCalibration& kernels = chip.calibration.kernel;
        const auto keys = within(0, 16384);
        const kernel::Attention attention{
            .batch = within(0, 8),
            .heads = within(0, 64),
            .kv_heads = within(1, 8),
            .queries = coin() ? keys : within(0, 16384),
            .keys = keys,
            .qk_dim = within(1, 300),
            .v_dim = within(1, 300),
            .causal = coin(),
            .window = coin() ? 0 : within(1, 20000),
            .kernel = static_cast<AttentionKernel>(within(0, 3)),
            .format = static_cast<Format>(within(0, format_count - 1)),
            .fused_softmax = coin(),
            .dropout = coin()};
        const auto load = arbitrary_load();
        explains(kernel::attention_forward_account("forward", "", attention, chip.accelerator,
                                                   kernels, load),
                 kernel::attention_forward(attention, chip.accelerator, kernels, load));
        explains(kernel::attention_backward_account("backward", "", attention, chip.accelerator,
                                                    kernels, load),
                 kernel::attention_backward(attention, chip.accelerator, kernels, load));
    }));
}

// A machine of the catalogue with its constants, and a group on it.
struct Wires {
    Cluster cluster;
    CollectiveCalibration calibration;
    network::Group group;
};

Wires arbitrary_wires() {
    static const auto listings = *property::catalogue().names("clusters");
    const auto& id = listings[static_cast<std::size_t>(
                                  within(0, static_cast<std::int64_t>(listings.size()) - 1))]
                         .id;
    Wires w{.cluster = property::cluster(id), .calibration = {}, .group = {}};
    w.calibration = property::calibration(w.cluster.node.accelerator).collective;
    const std::int64_t stride = std::int64_t{1} << within(0, 3);
    const std::int64_t most = std::max<std::int64_t>(1, w.cluster.accelerators / stride);
    const std::int64_t ranks = coin() ? within(1, 16) : within(1, 2048);
    w.group = network::place(w.cluster, std::min(ranks, most), stride);
    w.group.ring_contention *= static_cast<double>(within(1, 4));
    w.calibration.bridge_fraction = coin() ? 0.0 : 0.25;
    w.cluster.fabric.reduces = coin();
    return w;
}

Bytes arbitrary_bytes() {
    return {static_cast<double>(std::int64_t{1} << within(0, 34))};
}

TEST_CASE("collectives are what their accounts say") {
    CHECK(holds("accounts of collectives", [] {
        const Wires w = arbitrary_wires();
        const Bytes total = arbitrary_bytes();
        const auto kind = coin() ? network::Collective::all_reduce
                                 : static_cast<network::Collective>(within(0, 4));
        const network::Library library{.aggregated_trees = coin()};
        explains(
            network::collective_account("reduce", "", kind, bytes_given(total), w.group, w.cluster,
                                        w.calibration, library),
            network::collective_time(kind, total, w.group, w.cluster, w.calibration, library).time);
    }));
}

TEST_CASE("exchanges of tokens are what their accounts say") {
    CHECK(holds("accounts of dispatches", [] {
        const Wires w = arbitrary_wires();
        const network::Dispatch dispatch{.tokens = static_cast<double>(within(1, 10000)),
                                         .per_token = {static_cast<double>(within(1, 20000))},
                                         .top_k = within(1, 16),
                                         .islands = within(0, 8),
                                         .deduplicate = coin(),
                                         .load = static_cast<double>(within(10, 30)) / 10.0};
        explains(
            network::dispatch_account("dispatch", "", dispatch, w.group, w.cluster, w.calibration),
            network::dispatch_time(dispatch, w.group, w.cluster, w.calibration));
    }));
}

TEST_CASE("messages are what their accounts say") {
    CHECK(holds("accounts of messages", [] {
        const Wires w = arbitrary_wires();
        const Bytes bytes = arbitrary_bytes();
        const auto between = static_cast<network::Distance>(within(0, 2));
        explains(network::send_account("send", "", bytes_given(bytes), between, w.cluster,
                                       w.calibration),
                 network::send_time(bytes, between, w.cluster, w.calibration));
    }));
}

}  // namespace
