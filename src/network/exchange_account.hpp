// What is the time of an exchange between all ranks made of?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "network/exchange.hpp"

namespace foretoken::network {

// The time of all_to_all_time and where it comes from; `total` accounts for the bytes per rank.
Account all_to_all_account(std::string name, std::string says, const Account& total,
                           const Group& group, const Cluster& cluster,
                           const CollectiveCalibration& calibration);

// dispatch_time and where it comes from. Where copies are deduplicated tokens, per_token, top_k and
// load are its first parts, as "the exchange": account::with replaces them.
Account dispatch_account(std::string name, std::string says, const Dispatch& dispatch,
                         const Group& group, const Cluster& cluster,
                         const CollectiveCalibration& calibration);

}  // namespace foretoken::network
