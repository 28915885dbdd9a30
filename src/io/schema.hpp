// Which files are well-formed, in words that editors and people understand?
#pragma once

#include <string>

#include "io/fields.hpp"

namespace foretoken::io {

// JSON Schema, draft 07, of one table: what read_fields accepts, for completion in editors.
std::string json_schema(const Fields& fields, std::string_view title);

// A Markdown section per map: key, what may be written, default, meaning.
std::string reference_page(const Fields& fields, std::string_view title);

}  // namespace foretoken::io
