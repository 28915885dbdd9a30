// Which mechanism does a term belong to?
#include "train/mechanism.hpp"

namespace foretoken::train {
namespace {

bool begins(std::string_view key, std::string_view with) {
    return key.substr(0, with.size()) == with;
}

}  // namespace

Mechanism mechanism_of(std::string_view key) {
    if (key == "compute.experts" || key == "expert.exposed") {
        return Mechanism::mixture;
    }
    if (key == "compute.elementwise" || key == "compute.cast" || begins(key, "optimizer")) {
        return Mechanism::streaming;
    }
    if (key == "compute.attention") {
        return Mechanism::attention;
    }
    if (begins(key, "compute.")) {
        return Mechanism::products;
    }
    if (begins(key, "host.")) {
        return Mechanism::host;
    }
    return key == "pipeline.bubble" ? Mechanism::bubble : Mechanism::communication;
}

bool is_fixed(std::string_view key) {
    return key == "fixed" || key == "communicators";
}

bool is_state(std::string_view key) {
    return key == "weights" || key == "gradients" || key == "optimizer" || key == "frozen" ||
           key == "narrow";
}

}  // namespace foretoken::train
