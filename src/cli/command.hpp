// What do all verbs share?
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <foretoken/result.hpp>

#include "io/catalogue.hpp"
#include "report/answer.hpp"

namespace foretoken::cli {

// Flags that every verb accepts.
struct Common {
    std::vector<std::string> data;  // folders laid out like data/
    std::string format = "table";
    std::string out;  // a file instead of standard output
    std::string color = "auto";
    bool ascii = false;
    bool quiet = false;
};

// Exit codes of the program (documented in the README).
enum class Exit {
    answered = 0,
    io = 1,
    usage = 2,
    bad_input = 3,
    infeasible = 4,
    requirement = 5,
    internal = 70
};

Exit exit_of(Error::Kind kind);
// Prints "error: where: message" and the hint to standard error.
Exit fail(const Error& error);
Exit usage(const std::string& message, const std::string& hint);

Result<io::Catalogue> catalogue(const Common& common);
// To the file of --out or to standard output.
Exit deliver(const Common& common, const std::string& text);
report::Style style(const Common& common);

}  // namespace foretoken::cli
