// How long does one micro-batch take through each chunk of the model?
#pragma once

#include <vector>

#include "train/job.hpp"
#include "train/parts.hpp"

namespace foretoken::train {

// Of each of job.chunks: its layers, with the embedding and the output where it holds them.
std::vector<Passes> chunk_passes(const Job& job);

}  // namespace foretoken::train
