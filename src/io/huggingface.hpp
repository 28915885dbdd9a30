// Which model does a Hugging Face config.json describe?
#pragma once

#include <string_view>

#include <foretoken/model.hpp>
#include <foretoken/result.hpp>

namespace foretoken::io {

// Reads the shape from the configuration keys of the transformers library: dense models, grouped
// queries, mixtures (Mixtral, Qwen, DeepSeek, GPT-OSS, Llama 4), latent attention, sliding windows.
// An architecture that is not known by name still works if it has the usual keys. `id` is the
// model_type. Errors (bad_input): no JSON object, a missing or impossible key.
Result<Model> import_huggingface(std::string_view text, std::string_view name);

}  // namespace foretoken::io
