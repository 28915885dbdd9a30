#!/usr/bin/env python3
"""Does the user see what the documents show? Runs transcripts: run_ftest.py --program P x.ftest ...

A transcript is text, read line by line:

    # about: what it shows                 a comment; the first one says what the transcript is for
    @file job.yaml                         a file for the commands below ...
    model: gpt3-175b
    @end                                   ... up to here
    $ foretoken train job.yaml             a command; VAR=value may stand before it
    ! exit 4                               its exit code, 0 if not said
    > infeasible: needs * per GPU          a line of its output; * is any text, \\* is a star
    ...                                    any number of lines of output
    2> warning: *                          a line of its error output; 2> ... is any number of lines

Whatever is printed must be expected: a stream that is not mentioned must stay empty. Commands run
in an empty folder; $ROOT is the root of the source tree. --update writes what was printed into the
transcripts, for commands whose expectations failed.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ANY_LINES = "..."
SECONDS_PER_COMMAND = 120


@dataclass
class Command:
    line: int  # in the transcript, from 1
    text: str
    exit: int = 0
    out: list = field(default_factory=list)
    err: list = field(default_factory=list)
    files: dict = field(default_factory=dict)  # to be written before it runs
    last: int = 0  # last line that belongs to its expectations


def parse(text):
    """The commands of a transcript; raises ValueError with the line that makes no sense."""
    commands, files, name = [], {}, None
    for number, line in enumerate(text.splitlines(), 1):
        if name is not None:
            if line == "@end":
                name = None
            else:
                files[name] += line + "\n"
        elif line.startswith("@file "):
            name = line[len("@file "):].strip()
            files[name] = ""
        elif line.startswith("$ "):
            commands.append(Command(number, line[2:], files=files, last=number))
            files = {}
        elif line.strip() and not line.startswith("#"):
            if not commands or not expectation(commands[-1], line):
                raise ValueError(f"{number}: cannot be read: {line}")
            commands[-1].last = number
    if name is not None:
        raise ValueError(f"@file {name} has no @end")
    if not commands:
        raise ValueError("there is no command in it")
    return commands


def expectation(command, line):
    """Adds one expected line to a command; false if it is none."""
    if line.startswith("! exit "):
        command.exit = int(line[len("! exit "):])
    elif line == ANY_LINES:
        command.out.append(ANY_LINES)
    elif line == ">" or line.startswith("> "):
        command.out.append(line[2:])
    elif line == "2>" or line.startswith("2> "):
        command.err.append(line[3:])
    else:
        return False
    return True


def pattern(expected):
    """The regular expression for a whole stream, one line after the other."""
    lines = []
    for line in expected:
        if line == ANY_LINES:
            lines.append(r"(?:[^\n]*\n)*?")
        else:
            parts = re.split(r"(?<!\\)\*", line)
            literals = (re.escape(part.replace(r"\*", "*")) for part in parts)
            lines.append("[^\n]*".join(literals) + "\n")
    return re.compile("".join(lines))


def matches(expected, printed):
    text = "".join(line.rstrip() + "\n" for line in printed.splitlines())
    return pattern([line.rstrip() for line in expected]).fullmatch(text) is not None


def run(command, program, folder):
    """(exit code, output, error output) of one command."""
    for name, content in command.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    words = shlex.split(command.text.replace("$ROOT", str(ROOT)))
    environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
                   "HOME": str(folder)}
    while words and re.match(r"[A-Z_]+=", words[0]):
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    if words[:1] != ["foretoken"]:
        raise ValueError(f"{command.line}: not a foretoken command: {command.text}")
    done = subprocess.run([program, *words[1:]], cwd=folder, env=environment, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                          errors="replace", timeout=SECONDS_PER_COMMAND)
    out, err = (text.replace(str(ROOT), "$ROOT") for text in (done.stdout, done.stderr))
    return done.returncode, out, err


def shown(mark, lines):
    return [f"{mark} {line}".rstrip() for line in lines]


def literal(printed):
    return [line.rstrip().replace("*", r"\*") for line in printed.splitlines()]


def failure(path, command, code, out, err):
    """What a person needs to see when a command did not do what its transcript says."""
    lines = [f"{path}:{command.line}: $ {command.text}"]
    if code != command.exit:
        lines.append(f"  exit code {code}, expected {command.exit}")
    for mark, expected, printed in ((">", command.out, out), ("2>", command.err, err)):
        if not matches(expected, printed):
            lines += ["  expected:"] + ["    " + line for line in shown(mark, expected)]
            lines += ["  printed:"] + ["    " + line for line in shown(mark, printed.splitlines())]
    return "\n".join(lines)


def update(path, rewrites):
    """Replaces the expectations of failed commands by what was printed."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for command, code, out, err in reversed(rewrites):
        new = [f"! exit {code}"] if code else []
        new += shown(">", literal(out)) + shown("2>", literal(err))
        lines[command.line:command.last] = new
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_transcript(path, program, rewrite):
    """The failures of one transcript, as text."""
    failures, rewrites = [], []
    with tempfile.TemporaryDirectory(prefix="ftest-") as folder:
        for command in parse(path.read_text(encoding="utf-8")):
            code, out, err = run(command, program, Path(folder))
            as_expected = matches(command.out, out) and matches(command.err, err)
            if code != command.exit or not as_expected:
                failures.append(failure(path, command, code, out, err))
                rewrites.append((command, code, out, err))
    if rewrite and rewrites:
        update(path, rewrites)
    return failures


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--program", default=str(ROOT / "build/release/foretoken"))
    options.add_argument("--update", action="store_true")
    options.add_argument("transcripts", nargs="*", type=Path)
    given = options.parse_args()
    failed = 0
    for path in given.transcripts or sorted((ROOT / "tests/cli").glob("*.ftest")):
        try:
            failures = run_transcript(path, given.program, given.update)
        except (ValueError, subprocess.TimeoutExpired) as problem:
            failures = [f"{path}: {problem}"]
        for text in failures:
            print(text)
        failed += bool(failures)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
