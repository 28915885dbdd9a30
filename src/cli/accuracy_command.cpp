// How wrong is this build against published measurements?
#include <memory>

#include "base/text.hpp"
#include "cli/verbs.hpp"
#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/file.hpp"
#include "report/accuracy.hpp"

namespace foretoken::cli {
namespace {

Result<io::Table> table_of(const std::string& file) {
    if (file.empty()) {
        return io::published_training();
    }
    const auto text = io::read_file(file);
    return text ? io::read_csv(*text, file) : Result<io::Table>(text.error());
}

// The form that the referee reads.
std::string csv(const std::vector<io::Prediction>& list) {
    std::string out = "id,quantity,predicted,status\n";
    for (const io::Prediction& p : list) {
        const std::vector<std::string> cells{
            p.id, p.quantity, p.predicted ? with_digits(*p.predicted, 9) : "", p.status};
        out += io::csv_line(cells);
    }
    return out;
}

Exit run(const std::string& file, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    const auto table = table_of(file);
    if (!table) {
        return fail(table.error());
    }
    const std::vector<io::Prediction> list = io::predictions(*table, *rows);
    if (common.format == "csv") {
        return deliver(common, csv(list));
    }
    const io::Comparison compared = io::compared(*table, list);
    return deliver(common, common.format == "md"
                               ? report::accuracy_markdown(compared.speed, compared.memory)
                               : report::accuracy_text(compared.speed, compared.memory, style(common)));
}

}  // namespace

Verb accuracy_verb(CLI::App& program, Common& common) {
    CLI::App* verb =
        program.add_subcommand("accuracy", "how wrong is this build against published measurements?");
    const auto file = std::make_shared<std::string>();
    verb->add_option("--table", *file, "CSV with the columns of data/published/training.csv")
        ->type_name("FILE");
    add_common(*verb, common, {"table", "csv", "md"});
    return {.app = verb, .run = [file, &common] { return run(*file, common); }};
}

}  // namespace foretoken::cli
