// Which accelerators, clusters, models, frameworks and constants are known by name?
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <foretoken/accelerator.hpp>
#include <foretoken/calibration.hpp>
#include <foretoken/cluster.hpp>
#include <foretoken/model.hpp>
#include <foretoken/result.hpp>
#include <foretoken/software.hpp>

#include "io/document.hpp"
#include "io/reader.hpp"

namespace foretoken::io {

// One line of `foretoken show`.
struct Listing {
    std::string id;
    std::string summary;  // "85.5 GB at 3.35 TB/s, 989 TFLOP/s bf16"
    std::vector<std::string> aliases;
};

// One entry of data/sources.yaml.
struct Source {
    std::string key;
    std::string title;
    std::string where;
    std::string date;
};

// The rows of data/: those built into the program, and those of further folders over them. Names
// are file names, in any case; only the file asked for is parsed, and others only to find an alias.
// Errors are bad_input: an unknown name (empty `where`, with "did you mean"), or a fault in the
// row.
class Catalogue {
public:
    Catalogue();  // what is built in

    // Adds a row, or replaces the one of the same path ("models/mine.yaml"). Errors name the file
    // `from`, by default "data/" and the path.
    void add(std::string_view path, std::string text, std::string from = "");
    // Adds all accelerators/*.yaml, models/*.yaml ... of a folder laid out like data/.
    Outcome add_folder(const std::string& folder);

    Result<Accelerator> accelerator(std::string_view name) const;
    Result<Model> model(std::string_view name) const;
    Result<Software> software(std::string_view name) const;
    Result<Fabric> fabric(std::string_view name) const;
    // The framework generation that says `usual_for` this architecture, else the general default.
    Result<Software> usual_software(const Accelerator& accelerator) const;
    // A cluster by name, "name:count" for part of one, or "part:count" for as many accelerators in
    // the cluster that is the reference for that part.
    Result<Cluster> cluster(std::string_view name) const;

    // Constants fitted for the part, else for its architecture, else the default ones.
    Result<Calibration> calibration(const Accelerator& accelerator) const;
    // Which of them are not the part's own nor its architecture's, as sentences.
    std::vector<std::string> calibration_assumptions(const Accelerator& accelerator) const;

    // `kind` is a folder of data/: accelerators, clusters, fabrics, models, software, kernels,
    // network, power, confidence.
    Result<std::vector<Listing>> names(std::string_view kind) const;
    // Ids of the rows whose text holds a word, unread; an empty word is in all of them.
    std::vector<std::string> rows_with(std::string_view kind, std::string_view word) const;
    // The text of the row, as it stands in its file.
    Result<std::string> raw(std::string_view kind, std::string_view name) const;
    Result<std::vector<Source>> sources() const;

    // For reading maps that refer to presets. The catalogue must outlive the result.
    Presets presets() const;

private:
    struct File {
        std::string path;
        std::string_view text;
        std::shared_ptr<const std::string> owned;  // holds `text` where it is not built in
        std::string from;                          // for errors; empty: data/path
    };

    const File* find(std::string_view path) const;
    std::pair<std::size_t, std::size_t> range(std::string_view kind) const;
    Result<const File*> look_up(std::string_view kind, std::string_view name) const;
    template <class Struct>
    Result<Struct> read(const File& file, Struct value) const;
    const File* calibration_row(std::string_view kind, const Accelerator& accelerator) const;
    // The first row of a kind whose list `key` holds `name`.
    const File* row_listing(std::string_view kind, std::string_view key,
                            std::string_view name) const;

    std::vector<File> files_;  // sorted by path
};

}  // namespace foretoken::io
