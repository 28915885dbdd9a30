// What do the notes of a row say of its configuration?
#pragma once

#include "io/question_row.hpp"

namespace foretoken::io {

// Reads what no column of its own tells: the dispatcher, exchange beside compute, captured graphs,
// how tokens are routed and dropped, prediction layers left out. Words that mean none of these are
// passed over.
void notes_of(const Questioner::Row& row, TrainScenario& scenario);

}  // namespace foretoken::io
