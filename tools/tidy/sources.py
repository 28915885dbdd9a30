"""Does every figure of data/ say where it comes from?

Python's standard library reads no YAML. Our data files keep to a plain style (no anchors, no block
scalars), so the few keys that matter here can be found by their spelling.
"""

import re

FOLDERS = ["accelerators", "clusters", "fabrics", "models", "kernels", "network", "power",
           "confidence", "software"]
REQUIRED = ["status", "source", "date"]
STATUSES = {"measured", "fitted", "datasheet", "published", "assumed", "derived"}

_KEY = r"(?:^|[{,]|(?<=\s)-)\s*%s\s*:\s*(?P<value>[^,}#\n]*)"
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\'\'|[^\'])*\'')


def _words_blanked(text):
    """Quoted text with several words is prose; what it says about sources is not ours to check."""
    return _QUOTED.sub(lambda found: re.sub(r"[^\n]", "_", found.group(0))
                       if re.search(r"\s", found.group(0)) else found.group(0), text)


def _values(key, text):
    """(line, value) of each occurrence of a key, in block or flow style."""
    for found in re.finditer(_KEY % key, _words_blanked(text), re.MULTILINE):
        start, end = found.span("value")
        yield text.count("\n", 0, start) + 1, text[start:end].strip().strip("\"'")


def _provenance_block(text):
    """The text of the top-level block `provenance:`, or nothing."""
    found = re.search(r"^provenance:[^\n]*(?:\n(?:[ \t][^\n]*)?(?=\n|$))*", text, re.MULTILINE)
    return found.group(0)[len("provenance:"):] if found else ""


def _is_reference(source):
    """A full reference has several words and says which edition: a year, a version, a commit."""
    return re.search(r"\s", source) is not None and re.search(r"\d", source) is not None


def known_sources(text):
    return set(re.findall(r"^[\"']?([\w.+/-]+)[\"']?:", text, re.MULTILINE))


def broken_rules_of(text, known):
    """(line, rule, what) of one data file."""
    block = _provenance_block(text)
    for key in REQUIRED:
        if not any(value for _, value in _values(key, block)):
            yield 1, "provenance", f"the block provenance has no {key}"
    for line, source in _values("source", text):
        if source not in known and not _is_reference(source):
            yield line, "source", f"{source or 'nothing'} is no key of data/sources.yaml"
    for line, status in _values("status", text):
        if status not in STATUSES:
            yield line, "status", f"{status} is no status"


def broken_rules(data):
    """(path, line, rule, what) of all data files under the folder `data`."""
    index = data / "sources.yaml"
    known = known_sources(index.read_text(encoding="utf-8")) if index.is_file() else set()
    for folder in FOLDERS:
        for path in sorted((data / folder).glob("*.yaml")):
            for finding in broken_rules_of(path.read_text(encoding="utf-8"), known):
                yield (path.relative_to(data).as_posix(), *finding)
