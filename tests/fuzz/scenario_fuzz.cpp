// Can any bytes crash the reader of scenarios, or make it return what cannot be run?
#include <algorithm>
#include <string>

#include "input.hpp"
#include "io/catalogue.hpp"
#include "io/scenario.hpp"

namespace {

// The file; after a line "%%" come overrides, one per line: path=value.
foretoken::io::ScenarioRequest request_of(std::string_view text) {
    foretoken::io::ScenarioRequest request;
    const std::size_t split = text.find("\n%%\n");
    request.text = text.substr(0, split);
    request.name = "job.yaml";
    std::string_view rest = split == std::string_view::npos ? "" : text.substr(split + 4);
    while (!rest.empty() && request.overrides.size() < 8) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        const std::size_t equals = line.find('=');
        if (equals != std::string_view::npos) {
            request.overrides.emplace_back(line.substr(0, equals), line.substr(equals + 1));
        }
    }
    return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using foretoken::fuzz::require;
    static const foretoken::io::Catalogue catalogue;
    const auto request = request_of(foretoken::fuzz::text(data, size));
    const auto scenario = foretoken::io::read_train_scenario(request, catalogue);
    if (scenario) {
        require(scenario->model.layers > 0 && scenario->plan.tp > 0 && scenario->plan.pp > 0);
        require(scenario->workload.sequence > 0 && scenario->workload.global_batch > 0);
    } else {
        require(!scenario.error().message.empty());
    }
    return 0;
}
