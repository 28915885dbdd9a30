// What are the sizes of a rank's share made of: tokens, micro-batches, ranks of a group?
#include "plan/rank_account.hpp"

#include <vector>

#include "base/account.hpp"
#include "model/rows.hpp"
#include "plan/groups.hpp"
#include "plan/legal.hpp"
#include "plan/local.hpp"

namespace foretoken::plan {
namespace {

Account workload_size(std::string name, std::int64_t value, std::string says) {
    const std::string path = "workload." + name;
    return account::input(std::move(name), static_cast<double>(value), std::move(says),
                          account::scenario(path));
}

Account whole_tokens(const Plan& p, const Workload& w) {
    Account a =
        account::formed<double>("tokens", "of one micro-batch on one rank",
                                {"micro_batch * sequence / cp", "docs/models/memory.md, Eq. 4"},
                                {said("micro_batch", p.micro_batch, "sequences per rank and pass"),
                                 workload_size("sequence", w.sequence, "tokens per sequence"),
                                 said("cp", p.cp, "context ranks")});
    a.unit = "tokens";
    return a;
}

}  // namespace

Account said(std::string name, std::int64_t value, std::string says) {
    const std::string path = "plan." + name;
    return account::input(std::move(name), static_cast<double>(value), std::move(says),
                          account::scenario(path));
}

Account tokens_account(const Model& m, const Plan& p, const Workload& w, model::Split split) {
    Account whole = whole_tokens(p, w);
    if (split == model::Split::experts) {
        const double routed = local_tokens(m, p, w).routed;
        const double even =
            whole.value / static_cast<double>(p.tp) * static_cast<double>(m.experts->top_k * p.etp);
        Account a = account::formed<double>(
            "tokens", "rows that the experts of the busiest rank compute",
            {"load * sent / tp * top_k * etp", "docs/models/experts.md"},
            {account::input("load", routed / even, "rows of the busiest rank over the mean",
                            account::elsewhere("docs/models/experts.md, Eq. 3 to 6")),
             account::named(std::move(whole), "sent"), said("tp", p.tp, "tensor ranks"),
             model::size("top_k", m.experts->top_k, "experts that each token visits", m,
                         "experts.top_k"),
             said("etp", p.etp, "tensor ranks inside an expert")});
        a.unit = "rows";
        return a;
    }
    if (split != model::Split::sequence || !p.sequence_parallel) {
        return whole;
    }
    Account a = account::formed<double>("tokens", "share of a tensor rank",
                                        {"whole / tp", "docs/models/tensor-parallel.md"},
                                        {account::named(std::move(whole), "whole"),
                                         said("tp", p.tp, "tensor ranks, sequence parallel")});
    a.unit = "tokens";
    return a;
}

Account micro_batches_account(const Plan& p, const Workload& w) {
    return account::formed<double>(
        "micro_batches", "of each pipeline per step",
        {"global_batch / (micro_batch * dp)", "docs/models/training-step.md, Eq. 1"},
        {workload_size("global_batch", w.global_batch, "sequences per step"),
         said("micro_batch", p.micro_batch, "sequences per rank and pass"),
         said("dp", p.dp, "data ranks")});
}

Account shard_ranks_account(std::string name, const Plan& p, bool experts) {
    const char* where = "docs/models/data-parallel.md";
    const std::string copies = p.schedule == Schedule::dualpipe ? "2 * " : "";
    std::vector<Account> parts{said("cp", p.cp, "context ranks"), said("dp", p.dp, "data ranks")};
    if (experts) {
        parts.push_back(said("tp", p.tp, "tensor ranks"));
        parts.push_back(said("ep", p.ep, "expert ranks"));
        parts.push_back(said("etp", p.etp, "tensor ranks inside an expert"));
        return account::formed<double>(std::move(name), "ranks that hold the same experts",
                                       {copies + "tp * cp * dp / (ep * etp)", where},
                                       std::move(parts));
    }
    if (p.shard_group > 0) {
        return account::input(std::move(name), static_cast<double>(p.shard_group),
                              "ranks that share one sharded copy",
                              account::scenario("plan.shard_group"));
    }
    return account::formed<double>(std::move(name), "ranks that hold the same weights",
                                   {copies + "dp * cp", where}, std::move(parts));
}

std::string over_ranks(model::Split split, const Plan& p) {
    if (feature_divisor(split, p) == 1.0) {
        return "";
    }
    return split == model::Split::experts ? " / etp" : " / tp";
}

void add_divisor(model::Split split, const Plan& p, std::vector<Account>& parts) {
    if (feature_divisor(split, p) == 1.0) {
        return;
    }
    parts.push_back(split == model::Split::experts
                        ? said("etp", p.etp, "tensor ranks inside an expert")
                        : said("tp", p.tp, "tensor ranks"));
}

}  // namespace foretoken::plan
