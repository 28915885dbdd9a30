#!/usr/bin/env python3
"""Does the runner of transcripts see what a program does wrong?"""

import tempfile
import unittest
from pathlib import Path

import run_ftest

# Stands in for foretoken: prints its words, one per line; "fail" also complains and exits 3.
PROGRAM = """#!/bin/sh
for word in "$@"; do echo "$word"; done
[ "$1" != fail ] || { echo "bad: $1" >&2; exit 3; }
[ "$1" != cat ] || cat "$2"
"""


class Transcripts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.program = Path(self.folder.name) / "program"
        self.program.write_text(PROGRAM, encoding="utf-8")
        self.program.chmod(0o755)

    def failures(self, text, rewrite=False):
        self.path = Path(self.folder.name) / "x.ftest"
        self.path.write_text(text, encoding="utf-8")
        return run_ftest.run_transcript(self.path, str(self.program), rewrite)

    def test_exact_lines(self):
        self.assertEqual(self.failures("$ foretoken a 'b  c'\n> a\n> b  c\n"), [])
        self.assertEqual(len(self.failures("$ foretoken a b\n> a\n")), 1)
        self.assertEqual(len(self.failures("$ foretoken a\n> a\n> b\n")), 1)
        self.assertEqual(len(self.failures("$ foretoken a\n> A\n")), 1)

    def test_wildcards(self):
        self.assertEqual(self.failures("$ foretoken 4.06s 'a*b'\n> *s\n> a\\*b\n"), [])
        self.assertEqual(len(self.failures("$ foretoken axb\n> a\\*b\n")), 1)
        self.assertEqual(len(self.failures("$ foretoken a b\n> a*b\n")), 1)

    def test_any_lines(self):
        self.assertEqual(self.failures("$ foretoken a b c d\n> a\n...\n> d\n"), [])
        self.assertEqual(self.failures("$ foretoken a\n> a\n...\n"), [])
        self.assertEqual(len(self.failures("$ foretoken a b c\n...\n> b\n")), 1)

    def test_exit_code_and_error_output(self):
        self.assertEqual(self.failures("$ foretoken fail\n! exit 3\n> fail\n2> bad: *\n"), [])
        self.assertEqual(len(self.failures("$ foretoken fail\n> fail\n2> bad: *\n")), 1)
        self.assertEqual(len(self.failures("$ foretoken fail\n! exit 3\n> fail\n")), 1)
        self.assertEqual(len(self.failures("$ foretoken a\n! exit 4\n> a\n")), 1)

    def test_each_command_is_judged(self):
        text = "$ foretoken a\n> x\n$ foretoken b\n> b\n$ foretoken c\n> x\n"
        self.assertEqual(len(self.failures(text)), 2)

    def test_files(self):
        text = "@file d/job.yaml\n# model\n$ x: 1\n@end\n$ foretoken cat d/job.yaml\n"
        self.assertEqual(self.failures(text + "...\n> # model\n> $ x: 1\n"), [])

    def test_update_writes_what_was_printed(self):
        self.failures("# about: x\n$ foretoken fail\n> old\n\n$ foretoken 'a*'\n", rewrite=True)
        text = self.path.read_text(encoding="utf-8")
        self.assertEqual(text, "# about: x\n$ foretoken fail\n! exit 3\n> fail\n2> bad: fail\n\n"
                               "$ foretoken 'a*'\n> a\\*\n")
        self.assertEqual(self.failures(text), [])

    def test_nonsense_is_refused(self):
        for text in ("", "# only words\n", "> a\n", "$ foretoken a\nwhat\n", "@file a\n",
                     "$ rm -rf x\n"):
            with self.assertRaises(ValueError, msg=text):
                self.failures(text)


if __name__ == "__main__":
    unittest.main()
