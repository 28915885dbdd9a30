// What do all verbs share?
#include "cli/command.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "io/file.hpp"

namespace foretoken::cli {

Exit exit_of(Error::Kind kind) {
    switch (kind) {
        case Error::Kind::bad_input: return Exit::bad_input;
        case Error::Kind::infeasible: return Exit::infeasible;
        case Error::Kind::io: return Exit::io;
        case Error::Kind::usage: return Exit::usage;
        case Error::Kind::internal: return Exit::internal;
    }
    return Exit::internal;
}

Exit fail(const Error& error) {
    const bool infeasible = error.kind == Error::Kind::infeasible;
    std::cerr << (infeasible ? "infeasible: " : "error: ")
              << (error.where.empty() ? "" : error.where + ": ") << error.message << "\n";
    if (!error.hint.empty()) {
        std::cerr << "  hint: " << error.hint << "\n";
    }
    return exit_of(error.kind);
}

Exit usage(const std::string& message, const std::string& hint) {
    return fail({.kind = Error::Kind::usage, .where = "", .message = message, .hint = hint});
}

Result<io::Catalogue> catalogue(const Common& common) {
    io::Catalogue list;
    for (const std::string& folder : common.data) {
        if (const auto done = list.add_folder(folder); !done) {
            return done.error();
        }
    }
    return list;
}

Exit deliver(const Common& common, const std::string& text) {
    if (!common.out.empty()) {
        const auto done = io::write_file(common.out, text);
        return done ? Exit::answered : fail(done.error());
    }
    std::cout << text << std::flush;
    if (!std::cout) {
        return fail({.kind = Error::Kind::io,
                     .where = "standard output",
                     .message = "cannot be written",
                     .hint = ""});
    }
    return Exit::answered;
}

report::Style style(const Common& common) {
    const bool terminal = common.out.empty() && isatty(STDOUT_FILENO) != 0;
    const char* kind = std::getenv("TERM");
    const bool dumb = kind != nullptr && std::string(kind) == "dumb";
    const bool wanted = common.color == "always" || (common.color == "auto" && terminal && !dumb &&
                                                     std::getenv("NO_COLOR") == nullptr);
    // A reader's eye tires beyond some hundred columns; a narrower terminal is respected.
    winsize size{};
    const bool sized = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    const std::size_t width = sized ? std::clamp<std::size_t>(size.ws_col, 40, 100) : 80;
    return {.unicode = !common.ascii && !dumb, .color = wanted, .width = width};
}

}  // namespace foretoken::cli
