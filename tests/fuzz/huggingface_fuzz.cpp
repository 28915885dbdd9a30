// Can any bytes crash the import of a config.json, or make a model that cannot be?
#include "input.hpp"
#include "io/huggingface.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using foretoken::fuzz::require;
    const auto text = foretoken::fuzz::text(data, size);
    const auto model = foretoken::io::import_huggingface(text, "config.json");
    if (model) {
        require(model->layers > 0 && model->hidden > 0 && model->heads > 0);
        require(model->kv_heads > 0 && model->head_dim > 0 && model->vocabulary > 0);
    } else {
        require(model.error().where.starts_with("config.json") && !model.error().message.empty());
    }
    return 0;
}
