// How wrong is this build against published measurements?
#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "cli/neighbour.hpp"
#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "io/accuracy.hpp"
#include "io/compared.hpp"
#include "io/file.hpp"
#include "io/published.hpp"
#include "io/signature.hpp"
#include "report/accuracy.hpp"

namespace foretoken::cli {
namespace {

Result<io::Table> table_of(const std::string& file) {
    if (file.empty()) {
        return io::published_training();
    }
    const auto text = io::read_file(file);
    if (!text) {
        return text.error();
    }
    auto table = io::read_csv(*text, file);
    const auto measured = io::measured_quantities();
    const auto known = [&](std::string_view name) { return table->column(name).has_value(); };
    if (table && (!known("id") || std::none_of(measured.begin(), measured.end(), known))) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = file + ":1",
                     .message = "has no column id, or none of what is measured",
                     .hint = "the columns are those of data/published/training.csv"};
    }
    if (table && table->rows.empty()) {
        return Error{.kind = Error::Kind::bad_input,
                     .where = file,
                     .message = "has a header, but no rows",
                     .hint = "the columns are those of data/published/training.csv"};
    }
    return table;
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

struct Asked {
    std::string table;
    std::string run;
    std::string detail = "sources";
};

// One row in full: what was asked, what was filled in, and where the time goes.
Exit show_run(const io::Table& table, const io::Catalogue& rows, const std::string& id,
              const Common& common) {
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (table.cell(row, "id") != id) {
            continue;
        }
        const auto answer = published_answer(table, row, rows);
        return answer ? deliver(common, report::text(*answer, style(common)))
                      : fail(answer.error());
    }
    return fail({.kind = Error::Kind::bad_input,
                 .where = "--run",
                 .message = "no run \"" + id + "\" in the table",
                 .hint = "ids are in the first column: foretoken accuracy --format csv"});
}

std::string text(const io::Comparison& compared, const io::Catalogue& rows,
                 const std::string& detail, const report::Style& style) {
    if (detail == "rows") {
        return report::accuracy_rows(compared.speed, compared.memory, style);
    }
    if (detail == "picture") {
        return report::accuracy_picture(compared.speed, style);
    }
    const auto scenarios = io::signing_scenarios(rows);
    const auto signature = scenarios ? io::signature(*scenarios) : scenarios.error();
    return report::accuracy_text(compared.speed, compared.memory, signature ? *signature : "",
                                 style);
}

Exit run(const Asked& asked, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    const auto table = table_of(asked.table);
    if (!table) {
        return fail(table.error());
    }
    if (!asked.run.empty()) {
        return show_run(*table, *rows, asked.run, common);
    }
    Progress progress("runs", table->rows.size(), common);
    const std::vector<io::Prediction> list =
        io::predictions(*table, *rows, [&] { progress.step(); });
    if (common.format == "csv") {
        return deliver(common, csv(list));
    }
    if (common.format == "json") {
        return deliver(common, io::predictions_json(list));
    }
    const io::Comparison compared = io::compared(*table, list);
    if (common.format == "md") {
        return deliver(common, report::accuracy_markdown(compared.speed, compared.memory));
    }
    return deliver(common, text(compared, *rows, asked.detail, style(common)));
}

}  // namespace

Verb accuracy_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand(
        "accuracy", "how wrong are forecasts against published measurements?");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("--run", asked->run, "one row in full: where its time goes")->type_name("ID");
    verb->add_option("--table", asked->table, "CSV like data/published/training.csv")
        ->type_name("FILE");
    verb->add_option("--detail", asked->detail,
                     "sources: a line each (default); rows: every run, the worst first; "
                     "picture: predicted against measured")
        ->check(CLI::IsMember({"sources", "rows", "picture"}))
        ->type_name("WHAT");
    add_common(*verb, common, {"table", "csv", "json", "md"});
    return {.app = verb, .run = [asked, &common] { return run(*asked, common); }};
}

}  // namespace foretoken::cli
