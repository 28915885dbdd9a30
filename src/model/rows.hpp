// Where does a figure of a model or of software stand?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <foretoken/account.hpp>
#include <foretoken/model.hpp>
#include <foretoken/provenance.hpp>
#include <foretoken/software.hpp>

namespace foretoken::model {

// The row of data/ and its source, or the scenario where it has no row.
Provenance in_row(const Model& model, std::string_view key);
Provenance in_row(const Software& software, std::string_view key);
Provenance in_row(const Software& software, const Provenance& from, std::string_view key);

// A size of a model as an input: "hidden".
Account size(std::string name, std::int64_t value, std::string says, const Model& model);
Account size(std::string name, std::int64_t value, std::string says, const Model& model,
             std::string_view key);

}  // namespace foretoken::model
