// How long does Muon take to orthogonalise the updates of its matrices?
#pragma once

#include <foretoken/account.hpp>

#include "train/job.hpp"

namespace foretoken::train {

// Newton-Schulz iterations on the whole matrices whose states one rank owns (arXiv 2502.16982,
// section 2.3): three products each, on momenta gathered over the tensor ranks.
Seconds muon_time(const plan::Stage& stage, const Job& job);
Account muon_account(const plan::Stage& stage, const Job& job);

}  // namespace foretoken::train
