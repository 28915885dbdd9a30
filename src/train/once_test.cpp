#include "train/once.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

Passes work(double forward, double backward) {
    Passes p;
    p.forward[Part::linear] = {forward};
    p.backward[Part::linear] = {backward};
    return p;
}

TEST_CASE("later stages reduce while the first one still works, and gather before they begin") {
    TrainScenario s =
        sample_scenario({.pp = 2, .dp = 32, .zero = 1, .order = RankOrder::tp_cp_dp_pp});
    const Calibration calibration = sample_calibration();
    const Job job = job_of(s, calibration);
    // Nothing overlaps, so each stage shows what it sends; the first has the embedding as well.
    s.software.overlap_gradients = false;
    s.software.overlap_parameters = false;
    s.model.tied_embeddings = false;
    const std::vector<Passes> idle(2);
    const std::vector<Passes> busy{work(1.0, 2.0), work(1.0, 2.0)};
    const Once first = once_per_step(std::vector<Passes>{work(1.0, 2.0)}, job);
    const Once both = once_per_step(idle, job);
    // Without work the stages end together, and the largest counts; with it the first stage does.
    CHECK(both.data.gradients >= first.data.gradients);
    CHECK(once_per_step(busy, job).data.gradients == first.data.gradients);
}

TEST_CASE("both ends of a pipeline sum the gradients of tied embeddings, by hand") {
    TrainScenario s = sample_scenario({.pp = 2, .dp = 32});
    s.model.tied_embeddings = true;
    const Calibration calibration = sample_calibration();
    const Job job = job_of(s, calibration);
    const double bytes = 4.0 * static_cast<double>(s.model.vocabulary * s.model.hidden);
    // Two ranks in two nodes: a ring of two steps at 10 GB/s, that moves the buffer once.
    CHECK(tied_embedding_time(job).value == Approx(10e-6 + 2 * 5e-6 + bytes / 10e9));
    s.model.tied_embeddings = false;
    CHECK(tied_embedding_time(job).value == 0.0);
}

TEST_CASE("sets of owners reduce inside and sum their shards across, by hand") {
    // 16 ranks in two nodes, each node one set of owners.
    TrainScenario s = sample_scenario({.dp = 16, .zero = 1, .shard_group = 8}, 16);
    s.software.overlap_gradients = false;
    s.software.overlap_parameters = false;
    const Calibration calibration = sample_calibration();
    const Job job = job_of(s, calibration);
    const double n = plan::local_parameters(s.model, s.plan, job.stages[0]).total();
    const auto t = data_parallel_time(job.stages[0], {.forward = {1.0}, .backward = {2.0}}, job);
    const double inside = 10e-6 + 7e-6 + 7.0 / 8.0 * 4.0 * n / 100e9;
    const double across = 10e-6 + 2 * 5e-6 + 4.0 * n / 8.0 / 10e9;
    CHECK(t.gradients.value == Approx(inside + across));
    CHECK(t.parameters.value == Approx(10e-6 + 7e-6 + 7.0 / 8.0 * 2.0 * n / 100e9));
}

}  // namespace
}  // namespace foretoken::train
