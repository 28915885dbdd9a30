// What follows from what was written, and does it fit together?
#pragma once

#include <foretoken/cluster.hpp>
#include <foretoken/model.hpp>
#include <foretoken/result.hpp>

namespace foretoken::io {

// Fills kv_heads and head_dim where they are 0, then checks the shape. Errors have an empty
// `where`.
Outcome complete(Model& model);

// Fills `domain` where it is 0 (the part's, within a node), then checks counts. Errors have an
// empty `where`.
Outcome complete(Cluster& cluster);

}  // namespace foretoken::io
