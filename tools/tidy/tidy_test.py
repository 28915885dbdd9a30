#!/usr/bin/env python3
"""Does each rule of tidy.py fire on what it forbids, and only there?"""

import unittest

import sources
import tidy
from text import blank_out

QUESTION = "// What is it?\n"


def rules(path, text):
    """The names of the rules that a file breaks, each once."""
    return {rule for _, rule, _ in tidy.broken_rules(path, text)}


class Includes(unittest.TestCase):
    def test_downwards_is_allowed(self):
        self.assertEqual(rules("src/train/a.hpp", QUESTION + '#include "kernel/gemm.hpp"\n'), set())
        self.assertEqual(rules("src/train/a.hpp", QUESTION + '#include "train/b.hpp"\n'), set())
        self.assertEqual(rules("src/base/a.hpp", QUESTION + "#include <foretoken/a.hpp>\n"), set())

    def test_upwards_is_not(self):
        self.assertEqual(
            rules("src/kernel/a.hpp", QUESTION + '#include "train/step.hpp"\n'), {"include"})

    def test_siblings_are_strangers(self):
        self.assertEqual(
            rules("src/kernel/a.hpp", QUESTION + '#include "network/group.hpp"\n'), {"include"})

    def test_public_headers_see_only_each_other(self):
        self.assertEqual(
            rules("include/foretoken/a.hpp", QUESTION + '#include "base/text.hpp"\n'), {"include"})


class World(unittest.TestCase):
    FORBIDDEN = ["#include <fstream>", "#include <iostream>", "#include <chrono>", 'printf("x");',
                 'const char* home = getenv("HOME");', "auto now = time(nullptr);",
                 'setlocale(0, "C");', "std::cout << 1;", "auto f = fopen(name, mode);",
                 "using C = std::chrono::steady_clock;"]

    def test_forbidden_below_io(self):
        for line in self.FORBIDDEN:
            self.assertEqual(rules("src/base/a.cpp", QUESTION + line + "\n"), {"world"}, line)

    def test_allowed_in_io_and_in_tests(self):
        for line in self.FORBIDDEN:
            self.assertEqual(rules("src/io/a.cpp", QUESTION + line + "\n"), set(), line)
            self.assertEqual(rules("src/base/a_test.cpp", line + "\n"), set(), line)

    def test_names_that_only_look_alike(self):
        for line in ["gemm_time(x);", "return send_time();", "step.time();", "// printf(x)",
                     'f("fopen(");', "Seconds time(const Gemm& g);", "snprintf(b, n, f);"]:
            self.assertEqual(rules("src/base/a.cpp", QUESTION + line + "\n"), set(), line)

    def test_threads_have_one_home(self):
        text = QUESTION + "#include <thread>\n"
        self.assertEqual(rules("src/base/parallel.cpp", text), set())
        self.assertEqual(rules("src/base/text.cpp", text), {"world"})


class Question(unittest.TestCase):
    def test_missing(self):
        self.assertEqual(rules("src/base/a.hpp", "#pragma once\n"), {"question"})
        self.assertEqual(rules("include/foretoken/a.hpp", "// Bytes.\n"), {"question"})
        self.assertEqual(rules("src/base/a.cpp", ""), {"question"})

    def test_tests_are_exempt(self):
        self.assertEqual(rules("src/base/a_test.cpp", "int x;\n"), set())


class Size(unittest.TestCase):
    @staticmethod
    def function(lines):
        return "namespace n {\nint f(int x) {\n" + "    x += 1;\n" * (lines - 2) + "}\n}\n"

    def test_function(self):
        self.assertEqual(rules("src/base/a.cpp", QUESTION + self.function(70)), set())
        self.assertEqual(rules("src/base/a.cpp", QUESTION + self.function(71)), {"function"})

    def test_member_function_and_lambda(self):
        body = "    x += 1;\n" * 70
        for text in ["struct S {\n    int f() const noexcept {\n" + body + "    }\n};\n",
                     "S::S(int a) : a_{a}, b_(a) {\n" + body + "}\n"]:
            self.assertEqual(rules("src/base/a.cpp", QUESTION + text), {"function"})

    def test_a_class_is_no_function(self):
        text = "struct S {\n" + "    int x(int y);\n" * 90 + "};\n"
        self.assertEqual(rules("src/base/a.cpp", QUESTION + text), set())

    def test_a_table_is_no_function(self):
        text = "constexpr Row rows[] = {\n" + "    {f(1), 2},\n" * 90 + "};\n"
        self.assertEqual(rules("src/base/a.cpp", QUESTION + text), set())

    def test_file(self):
        self.assertEqual(rules("tools/a.py", "x = 1\n" * 500), set())
        self.assertEqual(rules("tools/a.py", "x = 1\n" * 501), {"file"})

    def test_columns(self):
        self.assertEqual(rules("src/base/a.cpp", QUESTION + "// " + "x" * 97 + "\n"), set())
        self.assertEqual(rules("src/base/a.cpp", QUESTION + "// " + "x" * 98 + "\n"), {"columns"})


class Text(unittest.TestCase):
    def test_blanks(self):
        self.assertEqual(rules("cmake/a.cmake", "set(x 1) \n"), {"blanks"})

    def test_unfinished(self):
        for word in ("TO" "DO", "FIX" "ME", "XX" "X"):
            self.assertEqual(rules("README.md", f"later: {word}\n"), {"unfinished"})

    def test_draws(self):
        bad = QUESTION + "double f() {\n    return g(rng.uniform(0),\n        rng.normal(1));\n}\n"
        good = QUESTION + "double f() {\n    const double a = rng.uniform(0);\n    return a;\n}\n"
        self.assertEqual(rules("src/base/a.cpp", bad), {"draw"})
        self.assertEqual(rules("src/base/a.cpp", good), set())

    def test_blank_out_keeps_the_shape(self):
        text = 'a("x // y"); /* { \n } */ b = 1\'000; c = \'{\'; R"(}\n)"\n'
        plain = blank_out(text)
        self.assertEqual([len(line) for line in plain.split("\n")],
                         [len(line) for line in text.split("\n")])
        self.assertNotIn("{", plain)
        self.assertNotIn("}", plain)
        self.assertIn("1'000", plain)


class Sources(unittest.TestCase):
    KNOWN = sources.known_sources("azure: {title: a, where: b, date: 2025}\nteam:\n  title: us\n")
    GOOD = ("id: x\nprovenance: {status: datasheet, source: azure, date: 2025-06}\n"
            "peak:\n  bf16: {value: 9 TFLOP/s, source: team, status: assumed, date: 2025,"
            " note: \"as source: somebody says\"}\n")

    def found(self, text):
        return {rule for _, rule, _ in sources.broken_rules_of(text, self.KNOWN)}

    def test_known_sources(self):
        self.assertEqual(self.KNOWN, {"azure", "team"})

    def test_good(self):
        self.assertEqual(self.found(self.GOOD), set())
        block = "provenance:\n  status: fitted\n  source: team\n  date: 2026-01\npower: 7 W\n"
        self.assertEqual(self.found(block), set())

    def test_no_provenance(self):
        self.assertEqual(self.found("id: x\npower: 7 W\n"), {"provenance"})
        self.assertEqual(self.found(self.GOOD.replace(", date: 2025-06", "")), {"provenance"})

    def test_a_figure_of_its_own_is_not_the_default(self):
        text = "provenance: {status: fitted, source: team}\nx: {value: 1 W, date: 2025}\n"
        self.assertEqual(self.found(text), {"provenance"})

    def test_unknown_source(self):
        self.assertEqual(self.found(self.GOOD.replace("source: azure", "source: aws")), {"source"})
        self.assertEqual(self.found(self.GOOD.replace("source: team", "source: tame")), {"source"})

    def test_full_reference(self):
        for source, rules_broken in (('"NCCL src/graph/tuning.cc@5067397, 2025"', set()),
                                     ('"somebody said so"', {"source"})):
            text = self.GOOD.replace("source: team", "source: " + source)
            self.assertEqual(self.found(text), rules_broken)

    def test_unknown_status(self):
        self.assertEqual(self.found(self.GOOD.replace("assumed", "guessed")), {"status"})


if __name__ == "__main__":
    unittest.main()
