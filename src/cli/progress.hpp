// How far has a long command come?
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>

#include "cli/command.hpp"

namespace foretoken::cli {

// One line on standard error, drawn from the second second on and gone when done: nobody is told
// who did not wait. Silent unless standard error is a terminal, or with --quiet.
class Progress {
public:
    Progress(std::string what, std::size_t total, const Common& common);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    Progress(Progress&&) = delete;
    Progress& operator=(Progress&&) = delete;

    // One more is done. Any thread may say so.
    void step();

private:
    using Clock = std::chrono::steady_clock;

    std::string what_;
    std::size_t total_;
    report::Style style_;
    bool wanted_;
    std::mutex mutex_;
    std::size_t done_ = 0;
    bool drawn_ = false;
    Clock::time_point next_;
};

}  // namespace foretoken::cli
