#!/usr/bin/env python3
"""Are results complete, and can they be asked again?

results_test.py --program P round_trip   every example's result, read again, is the same byte for byte
results_test.py --program P reference    docs/reference is what `foretoken schema` prints
results_test.py --program P schema       it is what `foretoken schema result` says; exit 77 without jsonschema
"""
import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
SKIPPED = 77


def printed(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"foretoken {' '.join(map(str, words))}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def round_trip(program):
    with tempfile.TemporaryDirectory() as folder:
        for example in EXAMPLES:
            result = pathlib.Path(folder, example.stem + ".json")
            result.write_text(printed(program, "train", example, "--format", "json"), encoding="utf-8")
            if printed(program, "train", result, "--format", "json") != result.read_text(encoding="utf-8"):
                raise SystemExit(f"{example.name}: its result, read again, gives another result")
            for form in ("csv", "md", "table"):
                once = printed(program, "train", example, "--format", form)
                if printed(program, "train", result, "--format", form) != once:
                    raise SystemExit(f"{example.name}: its result, read again, gives another {form}")


def reference(program):
    for what in ("scenario", "result"):
        page = ROOT / "docs/reference" / f"{what}.md"
        if printed(program, "schema", what, "--format", "md") != page.read_text(encoding="utf-8"):
            raise SystemExit(f"{page.name} is out of date: foretoken schema {what} --format md -o {page}")


def refused(check, result, what, spoil):
    spoilt = copy.deepcopy(result)
    spoil(spoilt)
    if check.is_valid(spoilt):
        raise SystemExit(f"the schema accepts a result {what}")


def schema(program):
    try:
        import jsonschema
    except ImportError:
        print("skipped: no python3-jsonschema")
        raise SystemExit(SKIPPED) from None
    text = json.loads(printed(program, "schema", "result"))
    jsonschema.Draft7Validator.check_schema(text)
    check = jsonschema.Draft7Validator(text)
    for example in EXAMPLES:
        result = json.loads(printed(program, "train", example, "--format", "json"))
        for error in check.iter_errors(result):
            raise SystemExit(f"{example.name}: {error.json_path}: {error.message[:200]}")
    refused(check, result, "without a step", lambda r: r["forecast"].pop("step_s"))
    refused(check, result, "with a key too many", lambda r: r["forecast"].update(colour="red"))
    refused(check, result, "with a word for a number", lambda r: r["forecast"].update(step_s="short"))
    refused(check, result, "with a term too many", lambda r: r["forecast"]["terms"].append({"key": "x"}))
    refused(check, result, "of a plan unheard of", lambda r: r["scenario"]["plan"].update(warp=9))
    refused(check, result, "of another kind", lambda r: r.update(kind="guess"))


CHECKS = {"round_trip": round_trip, "reference": reference, "schema": schema}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True)
    parser.add_argument("what", choices=CHECKS)
    given = parser.parse_args()
    if len(EXAMPLES) < 10:
        sys.exit("fewer examples than there were: nothing is tested")
    CHECKS[given.what](given.program)


if __name__ == "__main__":
    main()
