// How are files read and written without surprises?
#include "io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <span>
#include <system_error>
#include <vector>

#include "base/text.hpp"

namespace foretoken::io {
namespace {

namespace fs = std::filesystem;

Error fail(const std::string& path, std::string message, std::string hint = "") {
    return Error{.kind = Error::Kind::io,
                 .where = path,
                 .message = std::move(message),
                 .hint = std::move(hint)};
}

std::string nearest_file(const fs::path& path) {
    std::error_code problem;
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::vector<std::string> names;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end;
         it.increment(problem)) {
        names.push_back(it->path().filename().string());
    }
    const std::string near = nearest(path.filename().string(), std::span<const std::string>(names));
    if (near.empty()) {
        return fs::is_directory(folder, problem) ? "" : "there is no folder " + folder.string();
    }
    return "did you mean " + (path.has_parent_path() ? (folder / near).string() : near) + "?";
}

Result<std::string> read_stream(std::istream& stream, const std::string& path, std::size_t limit) {
    std::string text;
    std::vector<char> piece(1u << 16);
    while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
           stream.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > limit) {
            return fail(path, "is larger than " + to_text(Bytes{static_cast<double>(limit)}));
        }
    }
    if (stream.bad()) {
        return fail(path, "cannot be read to its end");
    }
    return text;
}

// Writes all of `text` and, if `kept`, forces it to the disk; errno says what went wrong.
bool write_all(const std::string& path, std::string_view text, bool kept) {
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (handle < 0) {
        return false;
    }
    bool good = true;
    while (good && !text.empty()) {
        const ssize_t written = ::write(handle, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else {
            good = errno == EINTR;
        }
    }
    good = good && (!kept || ::fsync(handle) == 0);
    return ::close(handle) == 0 && good;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
    if (path == "-") {
        return read_stream(std::cin, "standard input", limit);
    }
    std::error_code problem;
    const fs::file_status status = fs::status(path, problem);
    if (status.type() == fs::file_type::not_found) {
        return fail(path, "does not exist", nearest_file(path));
    }
    if (status.type() == fs::file_type::directory) {
        return fail(path, "is a folder, not a file");
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return fail(path, "cannot be read: " + std::generic_category().message(errno));
    }
    return read_stream(stream, path, limit);
}

Outcome write_file(const std::string& path, std::string_view text) {
    std::error_code problem;
    const fs::file_status status = fs::status(path, problem);
    if (status.type() == fs::file_type::directory) {
        return fail(path, "is a folder, not a file");
    }
    // A device such as /dev/stdout cannot be replaced, only written to.
    const bool replaceable =
        status.type() == fs::file_type::regular || status.type() == fs::file_type::not_found;
    const std::string target =
        replaceable ? path + "." + std::to_string(::getpid()) + ".part" : path;
    if (!write_all(target, text, replaceable)) {
        const std::string why = std::generic_category().message(errno);
        if (replaceable) {
            fs::remove(target, problem);
        }
        return fail(path, "cannot be written: " + why);
    }
    if (replaceable) {
        fs::rename(target, path, problem);
        if (problem) {
            const std::string why = problem.message();
            fs::remove(target, problem);
            return fail(path, "cannot be written: " + why);
        }
    }
    return Done{};
}

}  // namespace foretoken::io
