# shellcheck shell=bash
# What those benchmarks share that start a broker and instances of their own. They source it from the
# root of the tree, and set before:
#   KAFKA         address of the broker, HOST:PORT
#   PARTITIONS    of the topic of interactions, 4 unless set
#   MAX_SECONDS   for which `need` waits, 120 unless set
#   POLL_SECONDS  between two looks of `await`, 0.2 unless set
# Whatever is started has a name, under which its process is known and by which its output is in
# $dir/NAME.out. All of it ends with the benchmark, and $dir is deleted.

readonly BENCHMARK=benchmarks/${0##*/}
dir=$(mktemp -d)
declare -A pids=() # by name
trap 'stop_all; rm -rf "$dir"' EXIT

# read_options OPTION...: sets json and check, to true or false, for the benchmark that sources this.
# shellcheck disable=SC2034
read_options() {
  local option
  json=false check=false
  for option in "$@"; do
    case $option in
      --json) json=true ;;
      --check) check=true ;;
      *) echo "$BENCHMARK: unknown option '$option'; there are --json and --check" >&2; exit 2 ;;
    esac
  done
}

# start_process NAME COMMAND...: in the background. A name can be started again.
start_process() {
  local name=$1
  shift
  "$@" >>"$dir/$name.out" 2>&1 &
  pids[$name]=$!
}

# send_signal SIGNAL NAME
send_signal() { kill "-$1" "${pids[$2]}" 2>/dev/null || true; }

has_ended() { ! kill -0 "${pids[$1]}" 2>/dev/null; }

# stop NAME...: by SIGTERM, all at once, so that none takes over what another one leaves; and waits.
stop() {
  local name
  for name in "$@"; do
    send_signal CONT "$name"
    send_signal TERM "$name"
  done
  for name in "$@"; do
    wait "${pids[$name]}" 2>/dev/null || true
    unset "pids[$name]"
  done
}

# Everything, the broker last.
stop_all() {
  local name others=()
  for name in "${!pids[@]}"; do [ "$name" = broker ] || others+=("$name"); done
  stop "${others[@]}"
  [ -z "${pids[broker]:-}" ] || stop broker
}

# await SECONDS COMMAND...: until it succeeds; fails after so long, or once the broker has ended.
await() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ] || { [ -n "${pids[broker]:-}" ] && has_ended broker; }; then return 1; fi
    sleep "${POLL_SECONDS:-0.2}"
  done
}

# need COMMAND...: must succeed within MAX_SECONDS.
need() { await "${MAX_SECONDS:-120}" "$@" || fail "waited in vain for: $*"; }

fail() {
  echo "$BENCHMARK: $*" >&2
  tail -n 5 "$dir"/*.out >&2 || true
  exit 1
}

start_broker() {
  start_process broker bin/millrace broker --data-dir "$dir/broker" --port "${KAFKA#*:}"
  need listens
}
listens() { grep -qs listens "$dir/broker.out"; }

create_topics() {
  bin/millrace topics create --partitions "${PARTITIONS:-4}" --bootstrap-servers "$KAFKA" >"$dir/topics.out" 2>&1 ||
    fail "the topics were not created"
}

# start_instance NAME PORT OPTION...
start_instance() {
  start_process "$1" bin/millrace serve --bootstrap-servers "$KAFKA" --port "$2" --state-dir "$dir/state-$1" "${@:3}"
}

# replay FILE RATE: sends events; what is said of it is in $dir/replay.out.
replay() {
  bin/millrace replay "$1" --rate "$2" --bootstrap-servers "$KAFKA" >>"$dir/replay.out" 2>&1 || fail "the events were not sent"
}

# Of the instance on a port.
ready() { curl -sf -m 2 "http://127.0.0.1:$1/health/ready" >/dev/null; }
status() { curl -sf -m 10 "http://127.0.0.1:$1/v1/status"; }
learned() { value "$(status "$1")" learned; }
learned_are() { [ "$(learned "$1")" = "$2" ]; }
learned_at_least() {
  local count
  count=$(learned "$1") && [ "$count" -ge "$2" ]
}

# Events that the instance's own partitions hold and that are not handled. Lags of copies come first.
lag() { value "$(status "$1" | sed 's/.*"erased"//')" lag; }

# value JSON NAME: the first number of that name.
value() { printf '%s' "$1" | grep -o "\"$2\":[0-9.]*" | head -n 1 | cut -d: -f2; }

# Seconds of processor time that a process has taken, with those of children that have ended.
cpu_seconds() { awk '{ printf "%.2f", ($14 + $15 + $16 + $17) / 100 }' "/proc/${pids[$1]}/stat"; }

now() { date +%s.%N; }

# calc EXPRESSION [DIGITS]: its value, with two digits after the point unless told otherwise.
calc() { awk "BEGIN { printf \"%.${2:-2}f\", $1 }"; }
