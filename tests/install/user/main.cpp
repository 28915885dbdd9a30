// What does the smallest program look like that asks foretoken something?
#include <cstdio>

#include <foretoken/foretoken.hpp>

int main(int argc, char** argv) {
    const auto scenario = foretoken::read_scenario(argc > 1 ? argv[1] : "job.yaml");
    if (!scenario) {
        std::fprintf(stderr, "%s\n", scenario.error().message.c_str());
        return 1;
    }
    const auto forecast = foretoken::forecast(*scenario);
    if (!forecast) {
        std::fprintf(stderr, "%s\n", forecast.error().message.c_str());
        return 1;
    }
    std::printf("%s\n", foretoken::verdict(*scenario, *forecast).c_str());
    return 0;
}
