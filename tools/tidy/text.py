"""What is left of a C++ file without its comments and literals?"""

import re

_PIECES = re.compile(
    r'R"(?P<mark>[^\s()\\]{0,16})\((?:.|\n)*?\)(?P=mark)"'  # raw string
    r'|"(?:\\.|[^"\\\n])*"'                                 # string
    r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"                 # character, not a digit separator
    r"|//[^\n]*"
    r"|/\*(?:.|\n)*?\*/"
)


def blank_out(text):
    """The same lines and columns, with blanks for comments and literals."""
    return _PIECES.sub(lambda found: re.sub(r"[^\n]", " ", found.group(0)), text)
