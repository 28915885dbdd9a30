// Which accelerators, clusters, models, frameworks and constants are known by name?
#include "io/catalogue.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <system_error>

#include "base/text.hpp"
#include "io/complete.hpp"
#include "io/embedded.hpp"
#include "io/file.hpp"

namespace foretoken::io {
namespace {

std::string lower(std::string_view text) {
    std::string folded(text);
    for (char& c : folded) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return folded;
}

// "models/llama3-8b.yaml" is "llama3-8b".
std::string_view id_of(std::string_view path) {
    const auto slash = path.rfind('/');
    path.remove_prefix(slash == std::string_view::npos ? 0 : slash + 1);
    return path.substr(0, path.rfind('.'));
}

std::string row_path(std::string_view kind, std::string_view id) {
    return std::string(kind) + "/" + std::string(id) + ".yaml";
}

// "accelerators" is "accelerator"; "software" and "network" stay.
std::string singular(std::string_view kind) {
    const bool plural = !kind.empty() && kind.back() == 's';
    return std::string(kind.substr(0, kind.size() - (plural ? 1 : 0)));
}

Error unknown(std::string_view kind, std::string_view name, std::span<const std::string> known) {
    const std::string near = nearest(lower(name), known);
    const std::string show = "foretoken show " + std::string(kind);
    return Error{
        .kind = Error::Kind::bad_input,
        .where = "",
        .message = "unknown " + singular(kind) + " \"" + std::string(name.substr(0, 80)) + "\"",
        .hint = near.empty() ? "see " + show : "did you mean " + near + "? (" + show + ")"};
}

bool lists(const Tree& row, std::string_view key, std::string_view name) {
    const Tree* list = row.find(key);
    return list != nullptr &&
           std::any_of(list->items.begin(), list->items.end(),
                       [&](const Tree& item) { return lower(item.text) == name; });
}

// The lines of a top-level key, or all of a text where that key does not start a line: a quick look
// before the parser's, which would take far longer over all rows.
std::string_view lines_of(std::string_view text, std::string_view key) {
    const auto at = text.find("\n" + std::string(key) + ":");
    if (at == std::string_view::npos) {
        return text.find(key) == std::string_view::npos ? std::string_view() : text;
    }
    auto end = text.find('\n', at + 1);
    const auto goes_on = [&](std::size_t line_end) {
        return line_end + 1 < text.size() &&
               std::string_view(" -#\n").find(text[line_end + 1]) != std::string_view::npos;
    };
    while (end != std::string_view::npos && goes_on(end)) {
        end = text.find('\n', end + 1);
    }
    return text.substr(at, end == std::string_view::npos ? end : end - at);
}

}  // namespace

Catalogue::Catalogue() {
    for (const EmbeddedFile& file : embedded_files()) {
        files_.push_back({std::string(file.path), file.text, nullptr, ""});
    }
}

void Catalogue::add(std::string_view path, std::string text, std::string from) {
    File file{
        lower(path), {}, std::make_shared<const std::string>(std::move(text)), std::move(from)};
    file.text = *file.owned;
    const auto at =
        std::lower_bound(files_.begin(), files_.end(), file.path,
                         [](const File& a, const std::string& b) { return a.path < b; });
    if (at != files_.end() && at->path == file.path) {
        *at = std::move(file);
    } else {
        files_.insert(at, std::move(file));
    }
}

Outcome Catalogue::add_folder(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code problem;
    for (fs::recursive_directory_iterator it(folder, problem), end; !problem && it != end;
         it.increment(problem)) {
        if (it->path().extension() != ".yaml") {
            continue;
        }
        auto text = read_file(it->path().string());
        if (!text) {
            return text.error();
        }
        add(fs::path(it->path()).lexically_relative(folder).generic_string(), std::move(*text),
            it->path().string());
    }
    if (problem) {
        return Error{.kind = Error::Kind::io,
                     .where = folder,
                     .message = "cannot be read as a folder: " + problem.message(),
                     .hint = ""};
    }
    return Done{};
}

const Catalogue::File* Catalogue::find(std::string_view path) const {
    const auto at = std::lower_bound(files_.begin(), files_.end(), path,
                                     [](const File& a, std::string_view b) { return a.path < b; });
    return at != files_.end() && at->path == path ? &*at : nullptr;
}

std::vector<std::string> Catalogue::rows_with(std::string_view kind, std::string_view word) const {
    std::vector<std::string> ids;
    const auto [first, last] = range(kind);
    for (std::size_t i = first; i < last; ++i) {
        if (files_[i].text.find(word) != std::string_view::npos) {
            ids.emplace_back(id_of(files_[i].path));
        }
    }
    return ids;
}

std::pair<std::size_t, std::size_t> Catalogue::range(std::string_view kind) const {
    const std::string prefix = std::string(kind) + "/";
    const auto begins = [&](const File& file) {
        return file.path.compare(0, prefix.size(), prefix) == 0;
    };
    const auto first = std::find_if(files_.begin(), files_.end(), begins);
    const auto last = std::find_if_not(first, files_.end(), begins);
    return {static_cast<std::size_t>(first - files_.begin()),
            static_cast<std::size_t>(last - files_.begin())};
}

Result<const Catalogue::File*> Catalogue::look_up(std::string_view kind,
                                                  std::string_view name) const {
    const std::string wanted = lower(name);
    if (const File* file = find(row_path(kind, wanted))) {
        return file;
    }
    if (const File* file = row_listing(kind, "aliases", wanted)) {
        return file;
    }
    const auto [first, last] = range(kind);
    std::vector<std::string> known;
    for (std::size_t i = first; i < last; ++i) {
        known.emplace_back(id_of(files_[i].path));
    }
    return unknown(kind, name, known);
}

const Catalogue::File* Catalogue::row_listing(std::string_view kind, std::string_view key,
                                              std::string_view name) const {
    const auto [first, last] = range(kind);
    for (std::size_t i = first; i < last; ++i) {
        if (lower(lines_of(files_[i].text, key)).find(name) == std::string::npos) {
            continue;
        }
        const auto tree = read_document(files_[i].text, files_[i].path);
        if (tree && lists(*tree, key, name)) {
            return &files_[i];
        }
    }
    return nullptr;
}

template <class Struct>
Result<Struct> Catalogue::read(const File& file, Struct value) const {
    const ReadContext context{.file = file.from.empty() ? "data/" + file.path : file.from,
                              .from = {},
                              .strict = true,
                              .presets = presets()};
    const auto tree = read_document(file.text, context.file);
    if (!tree) {
        return tree.error();
    }
    if (const auto done = read_fields(*tree, fields(value), context); !done) {
        return done.error();
    }
    if (value.id.empty()) {
        value.id = id_of(file.path);
    }
    if constexpr (std::is_same_v<Struct, Model> || std::is_same_v<Struct, Cluster>) {
        if (const auto done = complete(value); !done) {
            Error error = done.error();
            error.where = context.file;
            return error;
        }
    }
    return value;
}

template Result<KernelCalibration> Catalogue::read(const File&, KernelCalibration) const;
template Result<CollectiveCalibration> Catalogue::read(const File&, CollectiveCalibration) const;
template Result<PowerCalibration> Catalogue::read(const File&, PowerCalibration) const;
template Result<ConfidenceCalibration> Catalogue::read(const File&, ConfidenceCalibration) const;
template Result<Accelerator> Catalogue::read(const File&, Accelerator) const;
template Result<Cluster> Catalogue::read(const File&, Cluster) const;
template Result<Model> Catalogue::read(const File&, Model) const;
template Result<Software> Catalogue::read(const File&, Software) const;
template Result<Fabric> Catalogue::read(const File&, Fabric) const;

Result<Accelerator> Catalogue::accelerator(std::string_view name) const {
    const auto file = look_up("accelerators", name);
    return file ? read(**file, Accelerator{}) : Result<Accelerator>(file.error());
}

Result<Model> Catalogue::model(std::string_view name) const {
    const auto file = look_up("models", name);
    return file ? read(**file, Model{}) : Result<Model>(file.error());
}

Result<Software> Catalogue::software(std::string_view name) const {
    const auto file = look_up("software", name);
    return file ? read(**file, Software{}) : Result<Software>(file.error());
}

Result<Fabric> Catalogue::fabric(std::string_view name) const {
    const auto file = look_up("fabrics", name);
    return file ? read(**file, Fabric{}) : Result<Fabric>(file.error());
}

Result<Software> Catalogue::usual_software(const Accelerator& accelerator) const {
    const File* row = row_listing("software", "usual_for", accelerator.architecture);
    return row != nullptr ? read(*row, Software{}) : software("megatron-core-2024");
}

Result<Cluster> Catalogue::cluster(std::string_view name) const {
    const auto colon = name.rfind(':');
    const std::string_view machine = name.substr(0, colon);
    const bool counted = colon != std::string_view::npos;
    std::int64_t count = 0;
    if (counted) {
        const auto parsed = parse_integer(name.substr(colon + 1));
        if (!parsed || *parsed < 1 || *parsed > largest_count) {
            return Error{.kind = Error::Kind::bad_input,
                         .where = "",
                         .message = "\"" + std::string(name.substr(colon + 1, 40)) +
                                    "\" is no count of accelerators",
                         .hint = "write " + std::string(machine) + ":1024"};
        }
        count = *parsed;
    }
    auto found = look_up("clusters", machine);
    if (!found) {
        const auto part = look_up("accelerators", machine);
        const File* reference =
            part ? row_listing("clusters", "reference_for", id_of((*part)->path)) : nullptr;
        if (reference == nullptr) {
            Error error = found.error();
            const bool like_a_part = !part && part.error().hint.starts_with("did you mean") &&
                                     !error.hint.starts_with("did you mean");
            error.hint = like_a_part ? part.error().hint
                         : part
                             ? "no cluster is the reference for this part; write cluster: {node: "
                               "{accelerator: " +
                                   std::string(machine) + ", ...}, ...}"
                             : error.hint +
                                   "; parts are written part:count (foretoken show "
                                   "accelerators)";
            return error;
        }
        if (!counted) {
            return Error{.kind = Error::Kind::bad_input,
                         .where = "",
                         .message = "\"" + std::string(machine) + "\" is a part, not a cluster",
                         .hint = "say how many: " + std::string(machine) + ":8"};
        }
        found = reference;
    }
    Cluster blank;
    blank.domain = 0;
    auto cluster = read(**found, std::move(blank));
    if (cluster && counted) {
        cluster->accelerators = count;
        if (const auto done = complete(*cluster); !done) {
            return done.error();
        }
    }
    return cluster;
}

const Catalogue::File* Catalogue::calibration_row(std::string_view kind,
                                                  const Accelerator& accelerator) const {
    for (const std::string_view id :
         {std::string_view(accelerator.id), std::string_view(accelerator.architecture),
          std::string_view("default")}) {
        if (const File* file = find(row_path(kind, lower(id)))) {
            return file;
        }
    }
    return nullptr;
}

Result<Calibration> Catalogue::calibration(const Accelerator& accelerator) const {
    const File* kernels = calibration_row("kernels", accelerator);
    const File* network = calibration_row("network", accelerator);
    if (kernels == nullptr || network == nullptr) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = "data/" + std::string(kernels == nullptr ? "kernels" : "network"),
                     .message = "holds no constants for " + accelerator.id + ", for " +
                                accelerator.architecture + " or by default",
                     .hint = "set its architecture to one that has some (foretoken show " +
                             std::string(kernels == nullptr ? "kernels" : "network") + ")"};
    }
    const auto kernel = read(*kernels, KernelCalibration{});
    if (!kernel) {
        return kernel.error();
    }
    const auto collective = read(*network, CollectiveCalibration{});
    if (!collective) {
        return collective.error();
    }
    const File* draws = calibration_row("power", accelerator);
    const auto power = draws == nullptr ? Result<PowerCalibration>(PowerCalibration{})
                                        : read(*draws, PowerCalibration{});
    if (!power) {
        return power.error();
    }
    const File* scatter = calibration_row("confidence", accelerator);
    const auto confidence = scatter == nullptr
                                ? Result<ConfidenceCalibration>(ConfidenceCalibration{})
                                : read(*scatter, ConfidenceCalibration{});
    if (!confidence) {
        return confidence.error();
    }
    return Calibration{
        .kernel = *kernel, .collective = *collective, .power = *power, .confidence = *confidence};
}

std::vector<std::string> Catalogue::calibration_assumptions(const Accelerator& accelerator) const {
    std::vector<std::string> said;
    for (const std::string_view kind : {"kernels", "network"}) {
        const File* row = calibration_row(kind, accelerator);
        const std::string id(row == nullptr ? "" : id_of(row->path));
        const bool own =
            id == accelerator.id || (kind == "network" && id == accelerator.architecture);
        if (row != nullptr && !own) {
            said.push_back(std::string(kind == "kernels" ? "kernel" : "collective") +
                           " constants of " + accelerator.id + " not fitted: those of " + id +
                           " taken");
        }
    }
    return said;
}

Presets Catalogue::presets() const {
    return {.model = [this](std::string_view name) { return model(name); },
            .cluster = [this](std::string_view name) { return cluster(name); },
            .accelerator = [this](std::string_view name) { return accelerator(name); },
            .software = [this](std::string_view name) { return software(name); },
            .fabric = [this](std::string_view name) { return fabric(name); }};
}

Result<std::string> Catalogue::raw(std::string_view kind, std::string_view name) const {
    const auto file = look_up(kind, name);
    return file ? Result<std::string>(std::string((*file)->text))
                : Result<std::string>(file.error());
}

}  // namespace foretoken::io
