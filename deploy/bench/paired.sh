#!/usr/bin/env bash
# Runs benchmarks in alternation and compares each with the last one, so that a machine whose speed drifts is as fast for all.
#
#   deploy/bench/paired.sh [--slice SECONDS] ROUNDS 'OURS' ... 'PEER'
#
# OURS and PEER are shell commands whose last line of output is JSON with "images_per_second" and "peak_mib". For example
#
#   deploy/bench/paired.sh 5 './lacuna bench load PHOTOS --json' 'PYTHON peer_loader.py PHOTOS'
#
# With --slice all run at once, but only one at a time is let go on, for so many seconds. It fits benchmarks that print the
# median of many short steps, of which a slice holds several; a drift within a round is then shared as well.
#
# Prints the median speed of each command, its largest peak, and the median over the rounds of its speed / the peer's speed.
set -euo pipefail

slice=
if [ "${1:-}" = --slice ]; then
  slice=${2:-}
  shift 2
fi
if [ $# -lt 3 ]; then
  sed -n '2,13s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
rounds=$1
shift
commands=("$@")
scratch=$(mktemp -d)
results=$scratch/results
pids=()
cleanup() {
  for pid in "${pids[@]}"; do
    kill -KILL -- "-$pid" 2>/dev/null || true
  done
  rm -rf "$scratch"
}
trap cleanup EXIT

field() { # NAME: its number in the JSON line on standard input
  sed -n "s/.*\"$1\": *\([0-9.]*\).*/\1/p"
}

record() { # ROUND K LINE
  local speed memory
  speed=$(field images_per_second <<<"$3")
  memory=$(field peak_mib <<<"$3")
  if [ -z "$speed" ]; then
    echo "no \"images_per_second\" in the last line of: ${commands[$2]}" >&2
    exit 5
  fi
  echo "round $1: $speed images/s, ${memory:-?} MiB: ${commands[$2]}" >&2
  echo "$1 $2 $speed ${memory:-0}" >>"$results"
}

running() { # whether all still run
  local pid
  for pid in "${pids[@]}"; do
    kill -0 "$pid" 2>/dev/null || return 1
  done
}

sliced() { # ROUND
  local k turn=0
  pids=()
  for ((k = 0; k < ${#commands[@]}; k++)); do
    setsid bash -c "${commands[k]}" >"$scratch/out$k" &
    pids+=($!)
  done
  while running; do
    for ((k = 0; k < ${#commands[@]}; k++)); do
      [ "$k" = "$turn" ] || kill -STOP -- "-${pids[k]}" 2>/dev/null || true
    done
    kill -CONT -- "-${pids[turn]}" 2>/dev/null || true
    sleep "$slice"
    turn=$(((turn + 1) % ${#commands[@]}))
  done
  # Once one has ended, the others go on one after the other.
  for ((k = 0; k < ${#commands[@]}; k++)); do
    kill -CONT -- "-${pids[k]}" 2>/dev/null || true
    wait "${pids[k]}" || true
    record "$1" "$k" "$(tail -n 1 "$scratch/out$k")"
  done
  pids=()
}

for ((round = 1; round <= rounds; round++)); do
  if [ -n "$slice" ]; then
    sliced "$round"
    continue
  fi
  for ((k = 0; k < ${#commands[@]}; k++)); do
    record "$round" "$k" "$(bash -c "${commands[k]}" | tail -n 1)"
  done
done

printf '%10s %10s %7s   median of %d\n' images/s 'peak MiB' ratio "$rounds"
for ((k = 0; k < ${#commands[@]}; k++)); do
  awk -v k=$k -v last=$((${#commands[@]} - 1)) -v command="${commands[k]}" '
    function median(v, n,  i, j, t) {
      for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j - 1] > v[j]; j--) { t = v[j]; v[j] = v[j - 1]; v[j - 1] = t }
      return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
    }
    $2 == last { peer[$1] = $3 }
    $2 == k { own[$1] = $3; speed[++n] = $3; if ($4 > peak) peak = $4 }
    END {
      for (r in own) ratio[++m] = own[r] / peer[r]
      printf "%10.1f %10d %7.2f   %s\n", median(speed, n), peak, median(ratio, m), command
    }' "$results"
done
