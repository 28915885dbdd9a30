// How far has a long command come?
#include "cli/progress.hpp"

#include <unistd.h>

#include <iostream>
#include <utility>

#include "report/chart.hpp"

namespace foretoken::cli {
namespace {

constexpr std::chrono::seconds patience{1};
constexpr std::chrono::milliseconds between{100};
constexpr const char* erased = "\r\033[K";

}  // namespace

Progress::Progress(std::string what, std::size_t total, const Common& common)
    : what_(std::move(what)),
      total_(total),
      style_(style(common)),
      wanted_(!common.quiet && isatty(STDERR_FILENO) != 0),
      next_(Clock::now() + patience) {}

Progress::~Progress() {
    if (drawn_) {
        std::cerr << erased << std::flush;
    }
}

void Progress::step() {
    const std::lock_guard lock(mutex_);
    ++done_;
    const auto now = Clock::now();
    if (!wanted_ || now < next_) {
        return;
    }
    const double share = static_cast<double>(done_) / static_cast<double>(total_);
    std::cerr << erased << what_ << " " << report::bar(share, 30, style_) << " " << done_ << " of "
              << total_ << std::flush;
    drawn_ = true;
    next_ = now + between;
}

}  // namespace foretoken::cli
