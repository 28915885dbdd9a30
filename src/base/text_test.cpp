// Are quantities read as they are meant, refused when in doubt, and printed so that they read back?
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace foretoken;

namespace {

template <class Q>
double value_of(std::string_view text) {
    const Result<Q> result = parse<Q>(text);
    INFO(std::string(text), " ", result ? "" : result.error().message);
    REQUIRE(bool(result));
    return result->value;
}

template <class Q>
Error error_of(std::string_view text) {
    const Result<Q> result = parse<Q>(text);
    INFO(std::string(text));
    REQUIRE_FALSE(bool(result));
    CHECK(result.error().kind == Error::Kind::bad_input);
    CHECK(result.error().where.empty());
    return result.error();
}

// The text of value reads back within the half unit in the third digit that printing drops.
template <class Q>
void check_round_trip(double value) {
    const std::string text = to_text(Q{value});
    CAPTURE(text);
    CAPTURE(value);
    CHECK(value_of<Q>(text) == doctest::Approx(value).epsilon(0.0051).scale(0));
}

template <class Q>
void check_spellings() {
    const std::vector<std::string_view> spellings = unit_spellings(dimension_of(Q{}));
    CHECK(spellings.size() >= 2);
    for (const std::string_view unit : spellings) {
        CHECK(value_of<Q>("3 " + std::string(unit)) > 0.0);
        CHECK(value_of<Q>("3" + std::string(unit)) == value_of<Q>("3 " + std::string(unit)));
    }
}

}  // namespace

TEST_CASE("bits and bytes, decimal and binary prefixes are told apart") {
    CHECK(value_of<Bandwidth>("400 Gbps") == 50e9);
    CHECK(value_of<Bandwidth>("400 Gbit/s") == 50e9);
    CHECK(value_of<Bandwidth>("50 GB/s") == 50e9);
    CHECK(value_of<Bandwidth>("50GBps") == 50e9);
    CHECK(value_of<Bandwidth>("3.35 TB/s") == 3.35e12);
    CHECK(value_of<Bytes>("80 GB") == 80e9);
    CHECK(value_of<Bytes>("80 GiB") == 80.0 * 1073741824.0);
    CHECK(value_of<Bytes>("16 Gb") == 2e9);
    CHECK(value_of<Bytes>("8 Kib") == 1024.0);
    CHECK(value_of<Bytes>("5EB") == 5e18);
    CHECK(value_of<Bytes>("5e3B") == 5e3);
    CHECK(value_of<Bytes>("1 bit") == 0.125);
}

TEST_CASE("every other dimension") {
    CHECK(value_of<Seconds>("5 us") == 5e-6);
    CHECK(value_of<Seconds>("5 \xC2\xB5s") == 5e-6);
    CHECK(value_of<Seconds>("5\xCE\xBCs") == 5e-6);
    CHECK(value_of<Seconds>("2 min") == 120.0);
    CHECK(value_of<Seconds>(" 3 h ") == 10800.0);
    CHECK(value_of<Seconds>("9 d") == 777600.0);
    CHECK(value_of<Seconds>("1 yr") == 31536000.0);
    CHECK(value_of<Seconds>("0 s") == 0.0);
    CHECK(value_of<Flops>("3.8e25 FLOP") == 3.8e25);
    CHECK(value_of<Flops>("2 TFLOPs") == 2e12);
    CHECK(value_of<FlopRate>("989 TFLOP/s") == 989e12);
    CHECK(value_of<FlopRate>("989 TFLOPS") == 989e12);
    CHECK(value_of<FlopRate>("1 PFLOP/s") == 1e15);
    CHECK(value_of<Dollars>("$1.25M") == 1.25e6);
    CHECK(value_of<Dollars>("$ 40k") == 40e3);
    CHECK(value_of<Dollars>("12 USD") == 12.0);
    CHECK(value_of<DollarRate>("$3.6/h") == 0.001);
    CHECK(value_of<DollarRate>("$31.536M/yr") == 1.0);
    CHECK(value_of<Joules>("5 kWh") == 18e6);
    CHECK(value_of<Watts>("10.2 kW") == 10200.0);
    CHECK(value_of<Hertz>("1410 MHz") == 1.41e9);
    CHECK(value_of<Hertz>("864 /d") == 0.01);
    CHECK(value_of<Quantity<0, 0, 0, 1, -1>>("$0.36/kWh") == doctest::Approx(1e-7).scale(0));
    CHECK(value_of<Quantity<-1, 0, 0, 0, 1>>("8 pJ/bit") == doctest::Approx(64e-12).scale(0));
}

TEST_CASE("a number without unit is an error that shows the fix") {
    const Error error = error_of<Bandwidth>("400");
    CHECK(error.message == "\"400\" has no unit");
    CHECK(error.hint == "write \"400 Gbps\" (bits per second) or \"50 GB/s\" (bytes per second)");
    CHECK(error_of<Seconds>("0").message == "\"0\" has no unit");
}

TEST_CASE("another dimension is named") {
    const Error error = error_of<Bandwidth>("80 GiB");
    CHECK(error.message == "\"80 GiB\" is a size, not a bandwidth");
    CHECK(error_of<FlopRate>("989 TFLOPs").message ==
          "\"989 TFLOPs\" is a number of operations, not a rate of operations");
    CHECK(error_of<Dollars>("$2.10/h").message ==
          "\"$2.10/h\" is a price per time, not an amount of money");
    CHECK(error_of<Bytes>("5 GB/W").message == "\"5 GB/W\" is another quantity, not a size");
}

TEST_CASE("an unknown unit gets its neighbour as a hint") {
    CHECK(error_of<Bandwidth>("400 gbps").hint == "did you mean \"Gbps\"?");
    CHECK(error_of<Bandwidth>("400 gbps").message == "\"gbps\" in \"400 gbps\" is not a unit");
    CHECK(error_of<Bytes>("80 Gib B").hint.substr(0, 5) == "write");
    CHECK(error_of<Bytes>("64 KB").hint == "did you mean \"kB\"?");
    CHECK(error_of<FlopRate>("1 TFLOP/sec").hint == "did you mean \"TFLOP/s\"?");
    CHECK(error_of<Watts>("1 KW").hint == "did you mean \"kW\"?");
}

TEST_CASE("nothing doubtful becomes a number") {
    for (const char* text : {"",           "  ",    "GB",       "nan GB",   "inf GB",    "-inf B",
                             "0x10 B",     "+5 GB", "--5 GB",   "-5 GB",    "1,024 GB",  "1_024 GB",
                             "1.2.3 GB",   ". GB",  "5 GB foo", "5 G B",    "5 GB/",     "5 GB//s",
                             "5 iB",       "5 mB",  "5 KiiB",   "1e999 GB", "1e-999 GB", "1e305 GB",
                             "1e-330 bit", "$5",    "$$5",      "5 $ B",    "$GB"}) {
        error_of<Bytes>(text);
    }
    for (const char* text :
         {"$", "$$5", "-$5", "$-5", "$5x", "$5kk", "$1,000", "5", "$5/h", "$nan"}) {
        error_of<Dollars>(text);
    }
    CHECK(error_of<Dollars>("-$5").message == "\"-$5\" is negative");
    CHECK(error_of<Bytes>("1,024 GB").message == "\"1,024 GB\" groups its digits");
}

TEST_CASE("an error quotes any bytes in short printable form") {
    const Error error = error_of<Bytes>(std::string("\x01\xFF") + std::string(5000, 'x'));
    CHECK(error.message == "\"??" + std::string(38, 'x') + "...\" does not begin with a number");
}

TEST_CASE("every spelling in the table parses") {
    check_spellings<Bytes>();
    check_spellings<Seconds>();
    check_spellings<Flops>();
    check_spellings<Dollars>();
    check_spellings<Joules>();
    check_spellings<Bandwidth>();
    check_spellings<FlopRate>();
    check_spellings<Watts>();
    check_spellings<DollarRate>();
    check_spellings<Hertz>();
    CHECK(unit_spellings({.byte = 7}).empty());
}

TEST_CASE("plain numbers") {
    CHECK(*parse_number("0.25") == 0.25);
    CHECK(*parse_number("-1.5e-3") == -1.5e-3);
    CHECK(*parse_number(" 7 ") == 7.0);
    CHECK(*parse_integer("4096") == 4096);
    CHECK(*parse_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
    for (const char* text :
         {"", "nan", "inf", "1e999", "1,5", "0x10", "1 2", "--1", "e5", "1e", "."}) {
        CAPTURE(text);
        CHECK_FALSE(bool(parse_number(text)));
    }
    for (const char* text : {"", "4k", "4,096", "4e3", "1.0", "9223372036854775808", "+1", "-"}) {
        CAPTURE(text);
        CHECK_FALSE(bool(parse_integer(text)));
    }
}

TEST_CASE("printing keeps three digits and a fitting prefix") {
    CHECK(to_text(Bytes{39.1e9}) == "39.1 GB");
    CHECK(to_text(Bytes{67.0 * 0x1p30}, Prefix::binary) == "67 GiB");
    CHECK(to_text(Bytes{1023.0 * 0x1p30}, Prefix::binary) == "1023 GiB");
    CHECK(to_text(Bytes{0.0}) == "0 B");
    CHECK(to_text(Bytes{999.6e6}) == "1 GB");
    CHECK(to_text(Bytes{999.4e6}) == "999 MB");
    CHECK(to_text(Bytes{-2.5e6}) == "-2.5 MB");
    CHECK(to_text(Seconds{4.06}) == "4.06 s");
    CHECK(to_text(Seconds{0.0123}) == "12.3 ms");
    CHECK(to_text(Seconds{5e-6}) == "5 us");
    CHECK(to_text(Seconds{59.99}) == "1 min");
    CHECK(to_text(Seconds{5400.0}) == "1.5 h");
    CHECK(to_text(Seconds{0.0}) == "0 s");
    CHECK(to_text(FlopRate{312e12}) == "312 TFLOP/s");
    CHECK(to_text(Flops{3.8e25}) == "38 YFLOP");
    CHECK(to_text(Bandwidth{50e9}) == "50 GB/s");
    CHECK(to_text(Dollars{1.234e6}) == "$1.23M");
    CHECK(to_text(Dollars{2.1}) == "$2.10");
    CHECK(to_text(Dollars{-5.0}) == "-$5");
    CHECK(to_text(DollarRate{2.1 / 3600}) == "$2.10/h");
    CHECK(to_text(Joules{18e6}) == "5 kWh");
    CHECK(to_text(Joules{1.8e6}) == "1.8 MJ");
    CHECK(to_text(Watts{10200.0}) == "10.2 kW");
    CHECK(to_text(Hertz{1.41e9}) == "1.41 GHz");
}

TEST_CASE("digits, percentages and counts") {
    CHECK(with_digits(0.0123456, 3) == "0.0123");
    CHECK(with_digits(1234.5, 3) == "1230");
    CHECK(with_digits(9.999, 3) == "10");
    CHECK(with_digits(-0.5, 3) == "-0.5");
    CHECK(with_digits(6.022e23, 3) == "6.02e23");
    CHECK(with_digits(1e-7, 3) == "1e-7");
    CHECK(with_digits(0.1, 17) == "0.10000000000000001");
    CHECK(with_digits(std::nan(""), 3) == "nan");
    CHECK(percent(0.4123) == "41.2%");
    CHECK(percent(0.05, 2) == "5%");
    CHECK(with_commas(10240) == "10,240");
    CHECK(with_commas(999) == "999");
    CHECK(with_commas(-1234567) == "-1,234,567");
    CHECK(with_commas(-123) == "-123");
    CHECK(with_commas(std::numeric_limits<std::int64_t>::min()) == "-9,223,372,036,854,775,808");
}

TEST_CASE("what is printed reads back") {
    double value = 1.37e-9;
    for (int i = 0; i < 2000; ++i) {
        check_round_trip<Bytes>(value);
        check_round_trip<Seconds>(value);
        check_round_trip<Flops>(value);
        check_round_trip<Dollars>(value);
        check_round_trip<Joules>(value);
        check_round_trip<Bandwidth>(value);
        check_round_trip<FlopRate>(value);
        check_round_trip<Watts>(value);
        check_round_trip<DollarRate>(value);
        check_round_trip<Hertz>(value);
        CHECK(value_of<Bytes>(to_text(Bytes{value}, Prefix::binary)) ==
              doctest::Approx(value).epsilon(0.0051).scale(0));
        value *= 1.0391;  // 2000 steps reach 1e24
    }
}
