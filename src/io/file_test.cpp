#include "io/file.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace foretoken::io {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test, gone afterwards.
struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("foretoken-file-test-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    std::string operator/(const char* name) const { return (path / name).string(); }
};

TEST_CASE("what is written is read back, over what was there") {
    const Folder folder;
    const std::string file = folder / "job.yaml";
    REQUIRE(write_file(file, "one\n"));
    REQUIRE(write_file(file, std::string("two\0\n", 5)));
    CHECK(*read_file(file) == std::string("two\0\n", 5));
    CHECK(std::distance(fs::directory_iterator(folder.path), fs::directory_iterator()) == 1);
}

TEST_CASE("a missing file is an error that names its neighbour") {
    const Folder folder;
    REQUIRE(write_file(folder / "cluster.yaml", "x"));
    const auto text = read_file(folder / "clutser.yaml");
    REQUIRE_FALSE(text);
    CHECK(text.error().kind == Error::Kind::io);
    CHECK(text.error().where == folder / "clutser.yaml");
    CHECK(text.error().hint == "did you mean " + (folder / "cluster.yaml") + "?");
    CHECK(read_file(folder / "no/x").error().hint.find("there is no folder") == 0);
}

TEST_CASE("folders, large files and impossible places are refused") {
    const Folder folder;
    CHECK(read_file(folder.path.string()).error().message == "is a folder, not a file");
    CHECK(write_file(folder.path.string(), "x").error().message == "is a folder, not a file");
    REQUIRE(write_file(folder / "long", std::string(1000, 'x')));
    CHECK(read_file(folder / "long", 1000));
    CHECK(read_file(folder / "long", 999).error().message == "is larger than 999 B");
    CHECK_FALSE(write_file(folder / "no/x", "x"));
}

TEST_CASE("a device is written to, not replaced") {
    CHECK(write_file("/dev/null", "x"));
    CHECK(fs::is_character_file("/dev/null"));
}

}  // namespace
}  // namespace foretoken::io
