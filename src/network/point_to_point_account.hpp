// What is the time of one message made of?
#pragma once

#include <string>

#include <foretoken/account.hpp>

#include "network/point_to_point.hpp"

namespace foretoken::network {

// send_time and where it comes from; `bytes` accounts for the message.
Account send_account(std::string name, std::string says, const Account& bytes, Distance between,
                     const Cluster& cluster, const CollectiveCalibration& calibration);

}  // namespace foretoken::network
