// What is the time of a collective made of?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "network/collective.hpp"

namespace foretoken::network {

// collective_time and where it comes from: the least of the candidates' times, of which the fastest
// is accounted for in full. `total` accounts for the bytes.
Account collective_account(std::string name, std::string says, Collective collective,
                           const Account& total, const Group& group, const Cluster& cluster,
                           const CollectiveCalibration& calibration, Library library = {});

}  // namespace foretoken::network
