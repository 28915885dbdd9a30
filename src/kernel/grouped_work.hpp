// What do the products of many experts ask of a chip?
#pragma once

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>

#include "kernel/gemm_work.hpp"
#include "kernel/grouped_gemm.hpp"
#include "kernel/tiling.hpp"

namespace foretoken::kernel {

struct GroupedWork {
    Format format = Format::bf16;  // that the chip executes
    GemmConstants constants;
    Rows rows = Rows::aligned;
    Product product;  // its batch: the groups whose tiles fill the same waves
    Rates rates;
    double rounds = 1.0;  // launches that follow each other
};

// Requires work.
GroupedWork work_of(const GroupedGemm& gemm, const Accelerator& accelerator,
                    const KernelCalibration& kernels, Load load);
bool has_work(const GroupedGemm& gemm);

// Of grouped kernels of their own.
bool has_grouped_row(const GroupedGemm& gemm, const KernelCalibration& kernels);

// To which narrow formats round a group's rows up; 0 for the others.
double row_grid(Format format, Scaling scaling);

inline constexpr double streams = 4;  // on which Transformer Engine runs products of its own

}  // namespace foretoken::kernel
