// Which published runs are built in?
#include "io/published.hpp"

#include "io/embedded.hpp"

namespace foretoken::io {
namespace {

Result<Table> built_in() {
    constexpr std::string_view path = "published/training.csv";
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.path == path) {
            return read_csv(file.text, path);
        }
    }
    return Error{.kind = Error::Kind::internal,
                 .where = std::string(path),
                 .message = "is not built into this program",
                 .hint = ""};
}

}  // namespace

const Result<Table>& published_training() {
    static const Result<Table> table = built_in();
    return table;
}

const Neighbourhood& published_neighbourhood() {
    static const Neighbourhood runs(published_training() ? *published_training() : Table{});
    return runs;
}

}  // namespace foretoken::io
