// Which forecast does a row of a published table ask for?
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include <foretoken/calibration.hpp>
#include <foretoken/result.hpp>
#include <foretoken/scenario.hpp>

#include "io/catalogue.hpp"
#include "io/csv.hpp"
#include "train/choose.hpp"

namespace foretoken::io {

// How a row counts FLOPs: attention over the full square, each pair once, or recomputation
// included.
enum class Convention { full, causal, hardware };

struct Question {
    std::string id;
    TrainScenario scenario;
    train::Open open;
    Convention convention = Convention::full;
    bool allocated = false;  // its memory is what tensors occupy, not what the device reports
};

// Turns rows into questions. Columns are those of data/published/training.csv; unknown ones are
// ignored, empty cells mean the default of that framework and year, and say so among the
// assumptions. Columns that hold measurements are never read. Remembers what it looked up in the
// catalogue, which must outlive it.
class Questioner {
public:
    struct Row;  // io/question_row.hpp

    explicit Questioner(const Catalogue& catalogue) : catalogue_(catalogue) {}

    // Errors (bad_input) say which cell is missing or not understood.
    Result<Question> question(const Table& table, std::size_t row);
    Result<Calibration> calibration(const Accelerator& accelerator);

private:
    Result<Accelerator> accelerator(const Row& row, std::vector<std::string>& assumptions);
    Result<Software> software(const Row& row, const Accelerator& part,
                              std::vector<std::string>& assumptions);
    Result<Model> model(const Row& row, std::vector<std::string>& assumptions);
    Result<Cluster> cluster(const Row& row, const Accelerator& accelerator,
                            std::vector<std::string>& assumptions);
    const std::vector<Listing>& accelerator_names();
    const std::vector<Software>& all_software();
    const std::vector<Cluster>& clusters_of(const std::string& accelerator);
    void set_network(Cluster& cluster, Bandwidth share, std::vector<std::string>& assumptions);

    const Catalogue& catalogue_;
    std::vector<Listing> accelerators_;
    std::vector<Software> software_;
    std::map<std::string, std::vector<Cluster>> clusters_;  // by accelerator
    std::map<std::string, Result<Accelerator>> known_accelerators_;
    std::map<std::string, Result<Model>> known_models_;
    std::map<std::string, Result<Cluster>> known_clusters_;
    std::map<std::string, Result<Calibration>> known_calibrations_;
};

}  // namespace foretoken::io
