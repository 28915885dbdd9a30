#!/usr/bin/env bash
# How long do whole commands take? Needs hyperfine and a built program:
#   bench/commands.sh [PROGRAM]        default: build/release/foretoken
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${1:-$root/build/release/foretoken}
[[ -x $program ]] || { echo "no program at $program: run ./ft build" >&2; exit 1; }

hyperfine --shell=none --warmup 5 \
    --command-name version "$program --version" \
    --command-name train "$program train $root/examples/gpt3-175b-azure-a100.yaml" \
    --command-name accuracy "$program accuracy"
