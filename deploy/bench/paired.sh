#!/usr/bin/env bash
# Runs two benchmarks in alternation and compares their medians, so that a machine whose speed drifts is as fast for both.
#
#   deploy/bench/paired.sh ROUNDS 'OURS' 'PEER'
#
# OURS and PEER are shell commands whose last line of output is JSON with "images_per_second" and "peak_mib". For example
#
#   deploy/bench/paired.sh 5 './lacuna bench load PHOTOS --json' 'PYTHON peer_loader.py PHOTOS'
set -euo pipefail

if [ $# -ne 3 ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
rounds=$1
names=(ours peer)
commands=("$2" "$3")
results=$(mktemp)
trap 'rm -f "$results"' EXIT

field() { # NAME: its number in the JSON line on standard input
  sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"
}

for ((round = 1; round <= rounds; round++)); do
  for k in 0 1; do
    line=$(bash -c "${commands[k]}" | tail -n 1)
    speed=$(field images_per_second <<<"$line")
    memory=$(field peak_mib <<<"$line")
    if [ -z "$speed" ]; then
      echo "no \"images_per_second\" in the last line of: ${commands[k]}" >&2
      exit 5
    fi
    echo "round $round: ${names[k]} $speed images/s, ${memory:-?} MiB" >&2
    echo "${names[k]} $speed ${memory:-0}" >>"$results"
  done
done

median() { # NAME COLUMN
  awk -v name="$1" -v column="$2" '$1 == name {print $column}' "$results" | sort -g |
    awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'
}

ours=$(median ours 2)
peer=$(median peer 2)
awk -v rounds="$rounds" -v a="$ours" -v b="$peer" -v ma="$(median ours 3)" -v mb="$(median peer 3)" 'BEGIN {
  printf "median of %d: ours %.1f images/s (%d MiB), peer %.1f (%d MiB), ratio %.2f\n", rounds, a, ma, b, mb, a / b
}'
