// What happens when within one training step?
#include "train/timeline.hpp"

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "schedule/play.hpp"
#include "train/extent.hpp"
#include "train/forecast.hpp"
#include "train/inside.hpp"
#include "train/step.hpp"
#include "train/work.hpp"

namespace foretoken::train {
namespace {

using schedule::Pass;

// Closed forms and played schedules differ by less than this only by rounding.
constexpr double near = 1e-9;

std::string_view name_of(Pass pass) {
    switch (pass) {
        case Pass::forward: return "forward";
        case Pass::backward: return "backward";
        case Pass::input_gradient: return "input gradient";
        case Pass::weight_gradient: return "weight gradient";
        case Pass::pair: return "forward and backward";
    }
    return "pass";
}

// One stage's streams as they fill.
struct Canvas {
    std::array<std::vector<Slice>, stream_count> streams;
    Seconds end;          // of the last pass
    bool folded = false;  // micro-batches that are not drawn have their slice

    std::vector<Slice>& operator[](Stream stream) {
        return streams[static_cast<std::size_t>(stream)];
    }
    void add(const Placed& placed) { (*this)[placed.stream].push_back(placed.slice); }
};

// Draws passes as they are played, then what a step has once.
class Drawing {
public:
    Drawing(const Work& work, const Extent& extent)
        : work_(work),
          extent_(extent),
          inside_(work.job, work.times, work.forecast),
          place_(static_cast<std::size_t>(extent.played.ranks), none),
          stages_(extent.stages.size()) {
        for (std::size_t i = 0; i < extent.stages.size(); ++i) {
            place_[static_cast<std::size_t>(extent.stages[i])] = i;
        }
    }

    void draw_passes() {
        const PipelineWork& p = work_.pipeline;
        const Seconds alone = schedule::makespan(extent_.played, p.pieces, p.sent);
        if (extent_.folded > 0 && alone < work_.passes) {
            cut_ = 0.5 * alone;
            late_ = work_.passes - alone;
        } else {
            stretch_ = work_.passes / alone;
        }
        schedule::play(extent_.played, p.pieces, p.sent,
                       [this](const schedule::Span& span) { draw(span); });
    }

    void draw_once() {
        const Seconds host = work_.job.scenario.software.step_overhead.value;
        for (std::size_t i = 0; i < stages_.size(); ++i) {
            const auto stage = static_cast<std::size_t>(extent_.stages[i]);
            const DataParallelBytes bytes = data_parallel_bytes(work_.job.stages[stage], work_.job);
            // The last pass ends there, but for rounding.
            const Seconds from = max(work_.passes, stages_[i].end);
            for (Placed placed : beside_passes(after_passes(work_, extent_.stages[i]), from, 0)) {
                Slice& slice = placed.slice;
                slice.bytes = slice.key == "data.gradients"    ? bytes.gradients
                              : slice.key == "data.parameters" ? bytes.parameters
                                                               : Bytes{};
                stages_[i].add(placed);
            }
            if (host.value > 0.0) {
                stages_[i].add(
                    {.stream = Stream::host,
                     .slice = inside_.of_term("host.step", work_.forecast.step - host, host)});
            }
        }
    }

    // By how much passes are longer than as played, so that they end where the forecast does.
    double stretch() const { return stretch_; }
    std::vector<Track> take_tracks() {
        std::vector<Track> list;
        for (std::size_t i = 0; i < stages_.size(); ++i) {
            for (std::size_t stream = 0; stream < stream_count; ++stream) {
                std::vector<Slice>& slices = stages_[i].streams[stream];
                if (!slices.empty()) {
                    list.push_back({.stage = extent_.stages[i],
                                    .stream = static_cast<Stream>(stream),
                                    .slices = std::move(slices)});
                }
            }
        }
        return list;
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    void draw(const schedule::Span& span) {
        if (place_[span.rank] == none) {
            return;
        }
        Canvas& stage = stages_[place_[span.rank]];
        const bool after = extent_.folded > 0 && stretch_ == 1.0 && span.begin >= cut_;
        if (after && !stage.folded) {
            stage[Stream::compute].push_back({.name = "micro-batches",
                                              .begin = stage.end,
                                              .end = stage.end + late_,
                                              .count = static_cast<std::int32_t>(extent_.folded)});
            stage.folded = true;
        }
        const schedule::Task& task = span.task;
        const Seconds late = after ? late_ : Seconds{};
        const Slice pass{
            .name = name_of(task.pass),
            .begin = stretch_ * span.begin + late,
            .end = stretch_ * span.end + late,
            .micro_batch = task.micro_batch,
            .backward_micro_batch = task.pass == Pass::pair ? task.backward_micro_batch : -1,
            .chunk = task.chunk};
        stage[Stream::compute].push_back(pass);
        stage.end = pass.end;
        if (task.micro_batch < extent_.detailed) {
            draw_within(pass, within(span), stage);
        }
    }

    void draw_within(const Slice& pass, const std::vector<Placed>& list, Canvas& stage) const {
        for (Placed placed : list) {
            Slice& slice = placed.slice;
            slice.begin = min(pass.end, pass.begin + stretch_ * slice.begin);
            slice.end = min(pass.end, pass.begin + stretch_ * slice.end);
            slice.micro_batch = pass.micro_batch;
            slice.chunk = pass.chunk;
            stage.add(placed);
        }
    }

    // The same for every micro-batch.
    const std::vector<Placed>& within(const schedule::Span& span) {
        const auto chunk = static_cast<std::size_t>(span.task.chunk);
        const std::size_t piece =
            span.rank * static_cast<std::size_t>(extent_.played.chunks) + chunk;
        const auto [at, fresh] = within_.try_emplace({piece, span.task.pass});
        if (!fresh) {
            return at->second;
        }
        std::vector<Placed>& list = at->second;
        const PipelineWork& p = work_.pipeline;
        const auto held = plan::held(work_.job.scenario.plan, static_cast<std::int64_t>(span.rank));
        if (span.task.pass == Pass::pair) {
            Parts both = work_.chunks[held[chunk]].forward;
            both += work_.chunks[held[1 - chunk]].backward;
            both += p.beside[piece];
            list = inside_.pair(both);
            return list;
        }
        const bool last =
            span.task.pass == Pass::backward || span.task.pass == Pass::weight_gradient;
        const Seconds own = span.end - span.begin - (last ? work_.spread.total() : Seconds{});
        list = inside_.pass(work_.job.chunks[held[chunk]], span.task.pass, own, p.shown);
        if (last) {
            const Seconds from = list.empty() ? own : max(own, list.back().slice.end);
            const std::vector<Placed> beside = beside_passes(work_.spread, from, 1);
            list.insert(list.end(), beside.begin(), beside.end());
        }
        return list;
    }

    // What a stage exchanges and updates beside its passes, one after the other from `now` on.
    std::vector<Placed> beside_passes(const Once& once, Seconds now, std::int32_t depth) const {
        std::vector<Placed> list;
        const auto add = [&](std::string_view key, Stream stream, Seconds length) {
            if (length.value > 0.0) {
                list.push_back({.stream = stream, .slice = inside_.of_term(key, now, length)});
                list.back().slice.depth = stream == Stream::compute ? depth : 0;
                now += length;
            }
        };
        add("compute.contention", Stream::compute, once.data.contention);
        add("offload.weights", Stream::offload, once.weights);
        add("data.gradients", Stream::data, once.data.gradients);
        add("optimizer", Stream::compute, once.optimizer.device);
        add("offload.optimizer", Stream::offload, once.optimizer.offload);
        add("data.parameters", Stream::data, once.data.parameters);
        return list;
    }

    const Work& work_;
    const Extent& extent_;
    Inside inside_;
    std::vector<std::size_t> place_;  // of each stage among those drawn
    std::vector<Canvas> stages_;
    std::map<std::pair<std::size_t, Pass>, std::vector<Placed>> within_;  // by piece
    Seconds cut_;   // where micro-batches are left out
    Seconds late_;  // what comes after the cut, by their time
    double stretch_ = 1.0;
};

std::vector<std::string> notes_of(const Work& w, const Extent& e, double stretch) {
    const schedule::Pipeline& p = w.pipeline.pipeline;
    std::vector<std::string> notes;
    const auto drawn = static_cast<std::int64_t>(e.stages.size());
    if (drawn < p.ranks) {
        notes.push_back(with_commas(drawn) + " of " + with_commas(p.ranks) + " stages are drawn");
    }
    if (e.folded > 0) {
        notes.push_back(with_commas(e.folded) + " of " + with_commas(p.micro_batches) +
                        " micro-batches are one slice, in the middle");
    }
    if (e.detailed > 0 && e.detailed < e.played.micro_batches) {
        notes.push_back("what happens within a pass is drawn for the first " +
                        with_commas(e.detailed) + " micro-batches");
    }
    if (std::abs(stretch - 1.0) > near) {
        notes.push_back("passes are drawn " + percent(std::abs(stretch - 1.0)) +
                        (stretch > 1.0 ? " longer" : " shorter") +
                        " than they are: the forecast does not play all of them");
    }
    if (p.ranks > 1 && in_every_micro_batch(w.job) && w.job.data.ranks > 1) {
        notes.push_back(
            "what every micro-batch shows of gathering and reducing weights is drawn after the "
            "last one");
    }
    return notes;
}

}  // namespace

Result<Timeline> timeline(const TrainScenario& given, const Calibration& nominal,
                          const TimelineLimits& limits) {
    const auto f = forecast(given, nominal);
    if (!f) {
        return f.error();
    }
    const auto prepared = ready(given, nominal);
    if (!prepared) {
        return prepared.error();
    }
    const TrainScenario scenario = prepared->scenario(given);
    const Job job = job_of(scenario, prepared->calibration(nominal));
    const Work work = work_of(job, *f);
    const auto drawn = extent(work, limits);
    if (!drawn) {
        return drawn.error();
    }
    Drawing drawing(work, *drawn);
    drawing.draw_passes();
    drawing.draw_once();
    return Timeline{.step = f->step,
                    .stages = job.scenario.plan.pp,
                    .micro_batches = job.micro_batches,
                    .busiest = work.busiest,
                    .last = work.last,
                    .tracks = drawing.take_tracks(),
                    .notes = notes_of(work, *drawn, drawing.stretch())};
}

}  // namespace foretoken::train
