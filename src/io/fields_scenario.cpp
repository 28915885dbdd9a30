// Which fields do plans, workloads, frameworks and scenario files have?
#include "io/field.hpp"

namespace foretoken::io {

Fields fields(Offload& o) {
    return {
        field("optimizer", o.optimizer, "share of the optimizer states, updated by the host",
              within(0, 1)),
        field("weights", o.weights, "share of the sharded weights; zero 3 only", within(0, 1)),
        field("activations", o.activations, "share of what layers keep for their backward pass",
              within(0, 1)),
    };
}

Fields fields(Plan& p) {
    return {
        field("tp", p.tp, "tensor parallel", at_least(1)),
        field("sequence_parallel", p.sequence_parallel,
              "norms and residuals split over tensor ranks"),
        field("pp", p.pp, "pipeline stages", at_least(1)),
        field("vpp", p.vpp, "model chunks per stage (virtual pipeline)", at_least(1)),
        field("cp", p.cp, "context parallel", at_least(1)),
        field("context", p.context, "how context ranks bring queries and keys together"),
        field("context_inner", p.context_inner,
              "of a hybrid exchange: ranks that exchange heads; 0 = as many as can", at_least(0)),
        field("ep", p.ep, "expert parallel", at_least(1)),
        field("etp", p.etp, "tensor parallel inside an expert", at_least(1)),
        field("dp", p.dp, "data parallel; 0 = what the other sizes leave", at_least(0)),
        field("zero", p.zero, "ZeRO stage: 1 = distributed optimizer, 3 = FSDP", within(0, 3)),
        field("shard_group", p.shard_group, "ranks that share a sharded copy; 0 = all data ranks",
              at_least(0)),
        field("no_sync", p.no_sync,
              "of sharded gradients: they stay whole until the last micro-batch"),
        field("micro_batch", p.micro_batch, "sequences per rank and forward pass", at_least(1)),
        field("recompute", p.recompute, "of activations in the backward pass"),
        field("schedule", p.schedule, "of the pipeline; vpp > 1 interleaves 1f1b"),
        field("first_stage_layers", p.first_stage_layers,
              "on the first pipeline stage; 0 = as many as on the others", at_least(0)),
        field("last_stage_layers", p.last_stage_layers,
              "on the last pipeline stage; 0 = as many as on the others", at_least(0)),
        field("stage_layers", p.stage_layers, "of every chunk, in the model's order"),
        field("order", p.order, "which neighbours are nearest"),
        field("power_cap", p.power_cap, "of one accelerator; 0 W = the limit of its board"),
        field("offload", p.offload, "what waits in the host's memory"),
        field("dispatcher", p.dispatcher,
              "how tokens reach their experts; flex = DeepEP, HybridEP"),
    };
}

Fields fields(Tuning& t) {
    return {
        field("method", t.method, "which weights are trained"),
        field("rank", t.rank, "of a LoRA adapter", at_least(1)),
        field("targets", t.targets, "products that adapters stand beside"),
        field("layers", t.layers, "last_layers: how many are trained", at_least(1)),
        field("frozen_format", t.frozen_format, "of frozen weights at rest; fp4 is NF4 (QLoRA)"),
    };
}

Fields fields(Packing& p) {
    return {
        field("fill", p.fill, "how documents fill a sequence"),
        field("mean", p.mean, "tokens of a document", at_least(0)),
        field("cv", p.cv, "standard deviation of these over their mean", within(0, 100)),
    };
}

Fields fields(Optimizer& o) {
    return {
        field("kind", o.kind, "its states and its work"),
        field("moments", o.moments, "format of the moments"),
        field("master", o.master, "format of the master copy; that of the weights = none"),
        field("clipping", o.clipping, "gradients are scaled by their global norm"),
    };
}

Fields fields(Routing& r) {
    return {
        field("spread", r.spread, "how evenly tokens fall on experts"),
        field("skew", r.skew, "exponent of the power law", within(0, 10)),
        field("imbalance", r.imbalance,
              "tokens of the busiest expert rank over the mean; 0 = as spread says", at_least(0)),
        field("capacity", r.capacity, "most rows per expert over the mean; 0 = no token is dropped",
              at_least(0)),
        field("pad", r.pad, "every expert computes its full capacity"),
    };
}

Fields fields(Workload& w) {
    return {
        field("sequence", w.sequence, "tokens per sequence; default: the model's context",
              at_least(1)),
        field("global_batch", w.global_batch, "sequences per optimizer step", needed(at_least(1))),
        field("precision", w.precision,
              "of the large matrix products; default: bf16, fp16 before it"),
        field("pure_precision", w.pure_precision,
              "gradients are reduced in 16 bit, whatever the software's default"),
        field("tuning", w.tuning, "which weights are trained; default: all"),
        field("packing", w.packing, "documents in a sequence; default: one, as long"),
        field("optimizer", w.optimizer, "default: Adam with 32-bit states"),
        field("routing", w.routing, "of a mixture's tokens to its experts"),
    };
}

namespace {

// What a framework does with mixtures of experts.
Fields mixture_fields(Software& s) {
    return {
        field("dispatcher", s.dispatcher, "how tokens reach their experts unless the plan says"),
        field("fp8_dispatch", s.fp8_dispatch,
              "tokens travel to experts in 8 bit where products run in 8 bit"),
        field("fused_permutation", s.fused_permutation,
              "one kernel puts rows into the order of experts"),
        field("fused_router", s.fused_router, "scores, top-k, auxiliary loss in one kernel each"),
        field("grouped_products", s.grouped_products,
              "one kernel for the products of all experts, else one per expert"),
        field("routing_sync", s.routing_sync, "the host waits for the number of tokens per expert"),
        field("overlap_shared", s.overlap_shared, "shared experts run beside the exchange"),
        field("kernels_per_mixture", s.kernels_per_mixture,
              "the same for a mixture's feed-forward part", at_least(0)),
        field("kernels_per_expert", s.kernels_per_expert,
              "further ones per expert of a rank, unless products are grouped", at_least(0)),
        field("captured_share", s.captured_share,
              "of a mixture's launches: before the experts, with fixed shapes", within(0, 1)),
    };
}

// What a framework keeps in memory, on the accelerator and in the host's.
Fields memory_fields(Software& s) {
    return {
        field("narrow_weights", s.narrow_weights,
              "product weights rest and travel in fp8, if products run in it"),
        field("placeholder_gradients", s.placeholder_gradients,
              "a tensor per shape stands in for weight gradients added to the buffer"),
        field("flat_gradients", s.flat_gradients,
              "gradients are joined into one 32-bit tensor for the optimizer step"),
        field("fused_optimizer", s.fused_optimizer, "one kernel updates many tensors"),
        field("fragmentation", s.fragmentation, "held beyond what is live, of activations",
              at_least(0)),
        field("fixed_memory", s.fixed_memory, "context and workspaces"),
        field("communicator_memory", s.communicator_memory, "buffers of one communicator"),
        field("host_copy", s.host_copy, "of the host link's rate that a copy reaches",
              within(0, 1)),
        field("host_update", s.host_update,
              "of host memory bandwidth that an optimizer on the host reaches", within(0, 1)),
    };
}

}  // namespace

Fields fields(Software& s) {
    Fields list{
        field("id", s.id, "name in files and on the command line"),
        field("name", s.name, "name for people"),
        field("aliases", s.aliases, "further names"),
        field("families", s.families, "words in a framework's name that mean this line"),
        field("only_on", s.only_on, "accelerators on which its recipes differ so; empty = any"),
        field("year", s.year, "in which it was the usual choice", within(2017, 2100)),
        field("attention", s.attention, "generation of the attention kernel"),
        field("fused_softmax", s.fused_softmax,
              "of unfused attention: scale, mask, softmax in one kernel"),
        field("fused_elementwise", s.fused_elementwise,
              "bias, activation, dropout, residual in one kernel"),
        field("norm_rate", s.norm_rate, "of its norms over that of persistent kernels",
              {.least = 0.01, .most = 1.5}),
        field("fused_loss", s.fused_loss, "logits are not written back in 32 bit for the loss"),
        field("selective_products", s.selective_products,
              "share of the products that selective recomputation repeats too", within(0, 1)),
        field("early_stop", s.early_stop,
              "full recomputation leaves out what no backward pass reads"),
        field("padded_vocabulary", s.padded_vocabulary, "rounded up to a multiple of 128 tp"),
        field("gradient_format", s.gradient_format, "of gradient buffers and their reduction"),
        field("fused_accumulation", s.fused_accumulation,
              "weight-gradient products add to the gradient buffer themselves"),
        field("separate_accumulation", s.separate_accumulation,
              "bf16 gradients are added to a further 32-bit buffer"),
        field("keeps_outputs", s.keeps_outputs, "stage outputs stay until their backward pass"),
        field("overlap_gradients", s.overlap_gradients,
              "gradient reduction beside the backward pass"),
        field("overlap_parameters", s.overlap_parameters,
              "parameter gathering beside the forward pass"),
        field("overlap_tensor_backward", s.overlap_tensor_backward,
              "gradients of column-split inputs beside GEMMs"),
        field("overlap_tensor", s.overlap_tensor, "tensor-parallel collectives beside GEMMs"),
        field("tensor_splits", s.tensor_splits,
              "pieces of a product whose result is scattered beside it; 0 = one per tensor rank",
              at_least(0)),
        field("overlap_experts", s.overlap_experts,
              "when the expert exchange runs beside other compute"),
        field("overlap_pipeline", s.overlap_pipeline, "stage boundaries are sent asynchronously"),
        field("aggregated_trees", s.aggregated_trees,
              "its collective library has PAT (NCCL from 2.23 on)"),
        field("scatter_gather", s.scatter_gather,
              "each tensor rank sends a slice of a stage boundary"),
        field("distributed_optimizer", s.distributed_optimizer,
              "ZeRO stage 1 unless the plan says"),
        field("bucket_parameters", s.bucket_parameters,
              "in one bucket of the gradient reduction, at least; 0 = all", at_least(0)),
        field("bucket_per_rank", s.bucket_per_rank, "of these per data rank, if more", at_least(0)),
        field("fsdp", s.fsdp, "ZeRO stage 3 unless the plan says"),
        field("graphs", s.graphs,
              "captured and launched as a whole: nothing, all but the experts, everything"),
        field("launch", s.launch, "host time to launch one kernel"),
        field("kernels_per_layer", s.kernels_per_layer, "launched in a forward pass", at_least(0)),
        field("step_overhead", s.step_overhead, "host time per step outside the layers"),
        {"usual_for", "architectures for which this is taken when nothing is said", Unread{}, {}},
        field("provenance", s.from, "of the figures in this file"),
    };
    for (const Fields& more : {mixture_fields(s), memory_fields(s)}) {
        list.insert(list.end() - 2, more.begin(), more.end());
    }
    return list;
}

Fields fields(ScenarioFile& f) {
    TrainScenario& s = f.scenario;
    return {
        {"$schema", "for editors", Unread{}, {}},
        field("foretoken", f.foretoken, "version of this form", needed(within(1, 1))),
        preset("model", s.model, "models", "what is trained", required),
        preset("cluster", s.cluster, "clusters", "on what: preset, preset:count or part:count",
               required),
        field("workload", s.workload, "how much of what at once", required),
        field("plan", s.plan, "how a step is split over the accelerators"),
        preset("software", s.software, "software", "by which framework generation"),
        field("require", f.require, "conditions on the forecast, such as mfu > 0.4"),
    };
}

namespace {

struct BaseUnit {
    Dimension dimension;
    std::string_view suffix;
    std::string_view unit;
};
constexpr BaseUnit base_units[] = {
    {dimension_of(Bytes{}), "_bytes", "B"},
    {dimension_of(Seconds{}), "_s", "s"},
    {dimension_of(Flops{}), "_flop", "FLOP"},
    {dimension_of(Bandwidth{}), "_bytes_per_s", "B/s"},
    {dimension_of(FlopRate{}), "_flop_per_s", "FLOP/s"},
    {dimension_of(Dollars{}), "_usd", "$"},
    {dimension_of(DollarRate{}), "_usd_per_s", "$/s"},
    {dimension_of(Joules{}), "_j", "J"},
    {dimension_of(Watts{}), "_w", "W"},
    {dimension_of(Hertz{}), "_hz", "Hz"},
};

BaseUnit unit_of(Dimension dimension) {
    for (const BaseUnit& known : base_units) {
        if (known.dimension == dimension) {
            return known;
        }
    }
    return {};
}

}  // namespace

std::string_view unit_suffix(Dimension dimension) {
    return unit_of(dimension).suffix;
}

std::string_view base_unit(Dimension dimension) {
    return unit_of(dimension).unit;
}

}  // namespace foretoken::io
