#include "train/tensor.hpp"

#include <doctest/doctest.h>

#include "train/sample_test.hpp"

namespace foretoken::train {
namespace {

using doctest::Approx;

// One tensor of 2048 tokens of 1024 features of 2 bytes among 4 ranks.
constexpr double one_way = 10e-6 + 3e-6 + 0.75 * 2048 * 1024 * 2.0 / 100e9;

TensorTime of(const TensorPair& pair, const Software& software) {
    TrainScenario s = sample_scenario({.tp = 4, .sequence_parallel = true, .dp = 1}, 4);
    s.software = software;
    const Calibration calibration = sample_calibration();
    return tensor_time(pair, job_of(s, calibration));
}

TensorPair products(double seconds) {
    TensorPair pair;
    for (OperatorTime* t : {&pair.column, &pair.row}) {
        t->forward = t->input_gradient = t->weight_gradient = {seconds};
    }
    return pair;
}

TEST_CASE("without overlap a gather and a scatter show on the way forward, three on the way back") {
    Software plain;
    plain.overlap_tensor_backward = false;
    const TensorTime t = of(products(1.0), plain);
    CHECK(t.forward.value == Approx(2 * one_way));
    CHECK(t.backward.value == Approx(3 * one_way));
}

TEST_CASE("in the bulk the last two hide beside the products named for them") {
    const TensorTime t = of(products(1.0), Software{});
    CHECK(t.backward.value == Approx(one_way));
}

TEST_CASE(
    "in pieces nothing of a gather shows beside a long product, a quarter of a scatter does") {
    Software cut;
    cut.overlap_tensor = true;
    cut.tensor_splits.value = 4.0;
    const TensorTime t = of(products(1.0), cut);
    CHECK(t.forward.value == Approx(one_way / 4));
    CHECK(t.backward.value == Approx(0.0));
    cut.tensor_splits.value = 8.0;
    CHECK(of(products(1.0), cut).forward.value == Approx(one_way / 8));
}

TEST_CASE(
    "short products by hand: three hops each beside a quarter, the first quarter beside none") {
    Software cut;
    cut.overlap_tensor = true;
    const double product = one_way / 2;
    const TensorTime t = of(products(product), cut);
    const double gather = 3 * (one_way / 3 - product / 4);
    const double scatter = one_way / 4 + 0.75 * (one_way - product);
    CHECK(t.forward.value == Approx(gather + scatter));
}

TEST_CASE("a product takes no less time in the pieces that its collectives need") {
    TrainScenario s = sample_scenario({.tp = 4, .sequence_parallel = true, .dp = 1}, 4);
    const Calibration calibration = sample_calibration();
    for (const model::Operator& op : model::dense_operators(s.model, s.software)) {
        s.software.overlap_tensor = false;
        const OperatorTime whole = operator_time(op, false, job_of(s, calibration));
        s.software.overlap_tensor = true;
        const OperatorTime cut = operator_time(op, false, job_of(s, calibration));
        CAPTURE(op.name);
        CHECK(cut.forward >= whole.forward);
        CHECK(cut.weight_gradient == whole.weight_gradient);
        // 512 rows in tiles of 128 or 256: the same tiles in four pieces.
        CHECK(cut.forward.value <= 1.5 * whole.forward.value);
    }
}

}  // namespace
}  // namespace foretoken::train
