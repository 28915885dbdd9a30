#!/usr/bin/env python3
"""Does the program behave in a terminal, and out of one? terminal_test.py PROGRAM"""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unittest

PROGRAM = sys.argv.pop()
TRAIN = ["train", "--model", "llama3.1-8b", "--gpu", "h100-sxm:8", "--seq", "4096", "--global-batch",
         "64", "--tp", "2", "--recompute", "full"]
PLAIN = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TERM": "xterm"}
ESCAPE = "\x1b"


def piped(*words, **more):
    """(output, error output) without a terminal."""
    done = subprocess.run([PROGRAM, *words], env={**PLAIN, **more}, capture_output=True, check=True,
                          stdin=subprocess.DEVNULL, encoding="utf-8", timeout=60)
    return done.stdout, done.stderr


def read_all(end):
    out = b""
    while True:
        try:
            piece = os.read(end, 65536)
        except OSError:  # the other end is closed
            return out.decode("utf-8").replace("\r\n", "\n")
        if not piece:
            return out.decode("utf-8").replace("\r\n", "\n")
        out += piece


def in_terminal(*words, columns=80, stream="stdout", **more):
    """What the program writes to a terminal of so many columns; its other stream is a pipe."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
    with subprocess.Popen([PROGRAM, *words], env={**PLAIN, **more}, stdin=subprocess.DEVNULL,
                          **streams):
        os.close(theirs)
        text = read_all(ours)
    os.close(ours)
    return text


class Colour(unittest.TestCase):
    def test_in_a_terminal(self):
        self.assertIn(ESCAPE, in_terminal(*TRAIN))

    def test_not_in_a_pipe_unless_asked_for(self):
        self.assertNotIn(ESCAPE, piped(*TRAIN)[0])
        self.assertIn(ESCAPE, piped(*TRAIN, "--color", "always")[0])

    def test_not_where_it_is_not_wanted(self):
        self.assertNotIn(ESCAPE, in_terminal(*TRAIN, NO_COLOR="1"))
        self.assertNotIn(ESCAPE, in_terminal(*TRAIN, TERM="dumb"))
        self.assertNotIn(ESCAPE, in_terminal(*TRAIN, "--color", "never"))


class Width(unittest.TestCase):
    def test_no_line_is_wider_than_80_columns(self):
        for words in (TRAIN, ["accuracy"], ["accuracy", "--detail", "rows"],
                      ["accuracy", "--detail", "picture"], ["bench", "--seconds", "0"]):
            for line in in_terminal(*words, NO_COLOR="1").splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_ascii_is_ascii(self):
        for words in (TRAIN, ["accuracy"], ["accuracy", "--detail", "picture"]):
            self.assertTrue(piped(*words, "--ascii")[0].isascii(), words)
            self.assertFalse(piped(*words)[0].isascii(), words)

    def test_dumb_terminals_get_ascii(self):
        self.assertTrue(in_terminal(*TRAIN, TERM="dumb").isascii())


class ProgressBar(unittest.TestCase):
    LONG = ("bench", "--seconds", "0.05")  # for each of some forty scenarios

    def test_a_terminal_sees_it_come_and_go(self):
        text = in_terminal(*self.LONG, stream="stderr")
        self.assertRegex(text, r"forecasts █* .* \d+ of \d+")
        self.assertTrue(text.endswith("\r\x1b[K"), repr(text[-40:]))

    def test_nobody_else_does(self):
        self.assertEqual(in_terminal(*self.LONG, "--quiet", stream="stderr"), "")
        self.assertEqual(piped(*self.LONG)[1], "")

    def test_nor_who_did_not_wait(self):
        self.assertEqual(in_terminal("bench", "--signature", stream="stderr"), "")


class Signature(unittest.TestCase):
    def test_any_number_of_threads_signs_alike(self):
        signed = {piped("bench", "--signature", "--threads", str(n))[0] for n in (0, 1, 2, 64)}
        self.assertEqual(len(signed), 1)
        self.assertRegex(signed.pop(), r"^scenarios \d+   signature [0-9a-f]{16}\n$")

    def test_accuracy_and_bench_quote_the_same(self):
        word = re.search(r"signature (\w+)", piped("bench", "--signature")[0]).group(1)
        self.assertIn(word, piped("accuracy")[0])
        self.assertIn(word, piped("bench", "--seconds", "0")[0])


if __name__ == "__main__":
    unittest.main()
