#!/usr/bin/env python3
"""Does the tree keep the rules of the house?

tidy.py ROOT prints one line per broken rule, "path:line: rule: what", and exits 1 if there is any.
It reads text, not syntax trees: a rule that this cannot see is not here.
"""

import re
import sys
from pathlib import Path

import sources
from text import blank_out

LEVELS = [
    ["base"],
    ["hardware", "model", "money", "scaling", "search"],
    ["plan", "kernel", "network"],
    ["memory", "schedule"],
    ["train", "serve"],
    ["campaign", "fleet"],
    ["bet"],
    ["report", "io"],
    ["cli", "library", "service", "wasm"],
]
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
FIRST_LEVEL_WITH_IO = LEVEL["io"]

LINES_PER_FILE = 500
LINES_PER_FUNCTION = 70
COLUMNS = 100

WRITTEN_FOLDERS = [".ci", "bench", "cmake", "include", "python", "src", "tests", "tools"]
CODE = {".cpp", ".hpp", ".h"}
SCRIPTS = {".py", ".sh"}
TEXT = CODE | SCRIPTS | {".cmake", ".txt", ".ftest", ".yaml", ".md"}

CONTACT_WITH_THE_WORLD = re.compile(
    r"#include\s*<(?:fstream|iostream|filesystem|chrono|ctime|time\.h|locale|clocale"
    r"|random|thread|unistd\.h|sys/[a-z_/]+\.h)>"
    r"|\b(?:f?printf|fopen|fputs|puts|getenv|setenv|setlocale|clock_gettime|gettimeofday|s?rand)\s*\("
    r"|\bstd::(?:cout|cerr|cin|clog|time|clock|locale|random_device|chrono)\b"
    r"|\b(?:system|steady|high_resolution)_clock\b"
    r"|(?<![\w.>:])(?:time|clock)\s*\(\s*(?:nullptr|NULL|0)?\s*\)"
)
# parallel.cpp is the one place that starts threads.
MAY_START_THREADS = {"src/base/parallel.cpp", "src/base/parallel.hpp"}

DRAW = re.compile(
    r"\b(?:uniform|exponential|normal|weibull|lognormal|poisson|below|draw)(?:_\w+)?\s*\(")
RANDOM_OBJECT = re.compile(r"\b(?:random|rng|stream|draws)\w*(?:\.|->)\w+\s*\(")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
NOT_A_FUNCTION = re.compile(r"\b(?:namespace|class|struct|enum|union|extern)\b|=\s*$")


def include_rule(path, lines):
    """Includes run from a higher level to a lower one; public headers include only each other."""
    parts = Path(path).parts
    public = parts[0] == "include"
    room = parts[1] if parts[0] == "src" and len(parts) > 2 else None
    for number, line in enumerate(lines, 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        target = found.group(2)
        other = target.split("/")[0]
        if found.group(1) == '"' and public:
            yield number, "include", f"a public header includes {target}"
        elif found.group(1) == "<" or other not in LEVEL:
            continue
        elif room and other != room and LEVEL[other] == LEVEL.get(room):
            yield number, "include", f"{room} and {other} are on one level"
        elif room and LEVEL[other] > LEVEL.get(room, len(LEVELS)):
            yield number, "include", f"{room} is below {other}"


def world_rule(path, code):
    """Below io nothing opens a file, prints, reads a clock, the environment or a locale."""
    parts = Path(path).parts
    if parts[0] == "include":
        level = 0
    elif parts[0] == "src" and len(parts) > 2 and not path.endswith("_test.cpp"):
        level = LEVEL.get(parts[1], FIRST_LEVEL_WITH_IO)
    else:
        return
    if level >= FIRST_LEVEL_WITH_IO:
        return
    for number, line in enumerate(code, 1):
        found = CONTACT_WITH_THE_WORLD.search(line)
        if found and not ("<thread>" in line and path in MAY_START_THREADS):
            yield number, "world", f"{found.group(0).strip()} below level {FIRST_LEVEL_WITH_IO}"


def question_rule(path, lines):
    """The first line of a file is a comment that says which question the file answers."""
    if Path(path).parts[0] not in ("src", "include") or path.endswith("_test.cpp"):
        return
    first = lines[0] if lines else ""
    if not (first.startswith("// ") and "?" in first):
        yield 1, "question", "the first line is not a comment that asks a question"


def function_rule(path, code):
    """No function is longer than LINES_PER_FUNCTION, from its opening brace to the closing one."""
    head = ""      # text since the last ; { or }
    open_braces = []  # for each open brace: its line if it opens a function, else None
    for number, line in enumerate(code, 1):
        if line.lstrip().startswith("#"):
            continue
        for char in line + "\n":
            if char == "{":
                inside = any(start is not None for start in open_braces)
                is_function = not inside and ")" in head and not NOT_A_FUNCTION.search(head)
                open_braces.append(number if is_function else None)
                head = ""
            elif char == "}":
                start = open_braces.pop() if open_braces else None
                if start is not None and number - start + 1 > LINES_PER_FUNCTION:
                    length = number - start + 1
                    yield start, "function", f"{length} lines, at most {LINES_PER_FUNCTION}"
                head = ""
            elif char == ";":
                head = ""
            else:
                head += char


def draw_rule(path, code):
    """One random draw per expression: the order in which arguments are evaluated is not fixed."""
    if path.endswith((".hpp", ".h")) and not path.startswith("src"):
        return
    statement, start = "", 1
    for number, line in enumerate(code, 1):
        for char in line + "\n":
            if char in ";{}":
                draws = len(RANDOM_OBJECT.findall(statement))
                if draws > 1 and DRAW.search(statement):
                    yield start, "draw", f"{draws} random draws in one expression"
                statement = ""
            else:
                if not statement.strip():
                    start = number
                statement += char


def text_rules(path, lines):
    """Length of files and lines, blanks at line ends, marks of unfinished work."""
    suffix = Path(path).suffix
    if suffix in CODE | SCRIPTS and len(lines) > LINES_PER_FILE:
        yield len(lines), "file", f"{len(lines)} lines, at most {LINES_PER_FILE}"
    for number, line in enumerate(lines, 1):
        if suffix in CODE and len(line) > COLUMNS:
            yield number, "columns", f"{len(line)} columns, at most {COLUMNS}"
        if line != line.rstrip():
            yield number, "blanks", "blanks at the end of the line"
        if UNFINISHED.search(line):
            yield number, "unfinished", UNFINISHED.search(line).group(0)


def broken_rules(path, text):
    """All findings (line, rule, what) in one file; `path` is relative to the root, with slashes."""
    lines = text.splitlines()
    yield from text_rules(path, lines)
    if Path(path).suffix in CODE:
        code = blank_out(text).splitlines()
        yield from include_rule(path, lines)
        yield from world_rule(path, code)
        yield from question_rule(path, lines)
        yield from function_rule(path, code)
        yield from draw_rule(path, code)


def written_files(root):
    for folder in WRITTEN_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            if path.suffix in TEXT and path.is_file() and "corpus" not in name.parts:
                yield path
    yield from (path for path in sorted(root.glob("*")) if path.suffix in TEXT)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    count = files = 0
    for path in written_files(root):
        files += 1
        name = path.relative_to(root).as_posix()
        for line, rule, what in broken_rules(name, path.read_text(encoding="utf-8")):
            print(f"{name}:{line}: {rule}: {what}")
            count += 1
    for name, line, rule, what in sources.broken_rules(root / "data"):
        print(f"data/{name}:{line}: {rule}: {what}")
        count += 1
    print(f"tidy: {files} files, {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
