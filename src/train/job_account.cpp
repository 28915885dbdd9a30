// What do figures come from that many terms of a step share?
#include "train/job_account.hpp"

#include <utility>

#include "base/account.hpp"
#include "kernel/elementwise_account.hpp"
#include "network/collective_account.hpp"

namespace foretoken::train {
namespace {

constexpr const char* document = "docs/models/training-step.md";

Account routed_account(std::string name, const Job& job) {
    const Plan& p = job.scenario.plan;
    const Experts& e = *job.scenario.model.experts;
    const double even =
        job.tokens.whole / static_cast<double>(p.tp) * static_cast<double>(e.top_k * p.etp);
    return account::derived(
        std::move(name), job.tokens.routed, "rows that the busiest rank's experts compute",
        {"load * tokens * top_k * etp / tp", "docs/models/experts.md, Eq. 1"},
        {account::input("load", job.tokens.routed / even, "busiest rank over the mean",
                        account::elsewhere("docs/models/experts.md, Eq. 3 to 6")),
         rows_account("tokens", model::Split::none, job),
         model_input("top_k", static_cast<double>(e.top_k), "experts per token", job),
         plan_input("etp", p.etp, "tensor parallel inside an expert"),
         plan_input("tp", p.tp, "tensor parallel")},
        "rows");
}

}  // namespace

Account plan_input(std::string name, std::int64_t value, const std::string& says) {
    const std::string path = "plan." + name;
    return account::input(std::move(name), static_cast<double>(value), says,
                          account::scenario(path));
}

Account model_input(std::string name, double value, const std::string& says, const Job& job) {
    return account::input(std::move(name), value, says,
                          account::scenario("model " + job.scenario.model.name));
}

Account element_input(Format format, const std::string& says) {
    return account::input("element", Bytes{bytes_per_element(format)}, says,
                          account::scenario("workload.precision"));
}

Account rows_account(std::string name, model::Split split, const Job& job) {
    if (split == model::Split::experts) {
        return routed_account(std::move(name), job);
    }
    const Plan& p = job.scenario.plan;
    const double tokens = plan::rows(split, job.tokens);
    std::vector<Account> parts{
        plan_input("micro_batch", p.micro_batch, "sequences per rank and pass"),
        account::input("sequence", static_cast<double>(job.scenario.workload.sequence),
                       "tokens per sequence", account::scenario("workload.sequence"), "tokens"),
        plan_input("cp", p.cp, "context parallel")};
    const bool divided = split == model::Split::sequence && p.sequence_parallel;
    if (divided) {
        parts.push_back(plan_input("tp", p.tp, "tensor parallel, which divides tokens here"));
    }
    return account::derived(
        std::move(name), tokens, "tokens of a micro-batch on one rank",
        {divided ? "micro_batch * sequence / cp / tp" : "micro_batch * sequence / cp", document},
        std::move(parts), "tokens");
}

Account states_account(std::string name, const Job& job) {
    const double hidden = static_cast<double>(job.scenario.model.hidden);
    return account::derived(
        std::move(name), Bytes{bytes_per_element(job.activations) * job.tokens.whole * hidden},
        "hidden states of a micro-batch", {"element * tokens * hidden", document},
        {element_input(job.activations, "bytes of one activation"),
         rows_account("tokens", model::Split::none, job),
         model_input("hidden", hidden, "features of a token", job)});
}

Account collective_account(std::string name, std::string says, network::Collective kind,
                           const Account& bytes, const network::Group& group, const Job& job) {
    return network::collective_account(
        std::move(name), std::move(says), kind, bytes, group, job.scenario.cluster,
        job.calibration.collective, {.aggregated_trees = job.scenario.software.aggregated_trees});
}

Account moving_account(std::string name, std::string says, Account bytes, const Job& job) {
    return kernel::stream_account(std::move(name), std::move(says), std::move(bytes),
                                  kernel::Stream::elementwise, job.accelerator(),
                                  job.calibration.kernel);
}

}  // namespace foretoken::train
