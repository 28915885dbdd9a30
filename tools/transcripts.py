#!/usr/bin/env python3
"""Do the documents show what the program prints?

transcripts.py [--program P] [--check] runs every command of every ```console block in README.md and
docs/ in the root of the tree and writes what is printed now into the block; --check only says which
blocks differ, and exits 1 if any does. A line "$ ./ft ..." is a command, with P in place of ./ft; all
lines up to the next command are its output. A comment before a block shortens what it shows:

    <!-- up to "  total" -->      nothing after the first line that begins so, but an ellipsis
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r'(?P<head>(?:<!-- up to "(?P<last>[^"]+)" -->\n)?```console\n)(?P<body>.*?)```\n',
                   re.DOTALL)


def printed(command, program, last):
    line = re.sub(r"(?<![\w/])\./ft ", f"{program} ", command)
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    lines = [text.rstrip() for text in done.stdout.strip("\n").splitlines()]
    for index, text in enumerate(lines):
        if last and text.startswith(last):
            return lines[:index + 1] + ["  …"]
    return lines


def refreshed(text, program):
    def block(found):
        out = []
        for line in found["body"].splitlines():
            if line.startswith("$ "):
                out += [line] + printed(line[2:], program, found["last"])
        return found["head"] + "\n".join(out) + "\n```\n"

    return BLOCK.sub(block, text)


def main():
    parser = argparse.ArgumentParser(description="refreshes the transcripts in the documents")
    parser.add_argument("--program", default=str(ROOT / "build/release/foretoken"))
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if anything differs")
    given = parser.parse_args()
    stale = 0
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        before = path.read_text(encoding="utf-8")
        after = refreshed(before, given.program)
        if before != after:
            stale += 1
            print(f"{path.relative_to(ROOT)}: {'differs' if given.check else 'refreshed'}")
            if not given.check:
                path.write_text(after, encoding="utf-8")
    sys.exit(1 if given.check and stale else 0)


if __name__ == "__main__":
    main()
