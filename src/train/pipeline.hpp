// What does each rank of the pipeline work, and how long does the pipeline take?
#pragma once

#include <vector>

#include <foretoken/account.hpp>

#include "schedule/pipeline.hpp"
#include "train/job.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// One pass over all micro-batches of a step, at the rank that works longest.
struct PipelinePass {
    Parts work;          // of all micro-batches, both passes
    Parts paired;        // of that, what passes side by side change (DualPipe)
    Seconds held_up;     // of that, by how much launches of split passes hold it up
    Seconds boundaries;  // stage boundaries that its work includes: synchronous software waits
    schedule::PipelineTime time;
};

// To the next stage, or back to the one before, of one micro-batch.
struct Message {
    Seconds time;
    Bytes bytes;  // of one rank
};

// What is scheduled, and how long each piece of it takes.
struct PipelineWork {
    schedule::Pipeline pipeline;
    std::vector<schedule::PieceWork> pieces;  // by rank x chunks + chunk
    std::vector<Parts> beside;  // DualPipe: how each piece's forward changes what it runs beside
    Message shown;              // at the end of every pass, where software waits for it
    Seconds sent;               // the same while the stages go on working
};
PipelineWork pipeline_work(const std::vector<Passes>& passes, const Job& job);

// `passes` are those of one micro-batch through each of job.chunks. Where DualPipe runs a forward
// beside a backward of another micro-batch, either one's dispatch to experts and message to the
// next stage hide behind the compute of both, as far as that goes.
PipelinePass pipeline_pass(const std::vector<Passes>& passes, const Job& job);

// One stage boundary, one way.
Account hop_account(const Job& job);

}  // namespace foretoken::train
