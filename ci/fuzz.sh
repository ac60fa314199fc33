#!/usr/bin/env bash
# Fuzzes every parser for SECONDS in all (20 by default), the time split evenly over the targets,
# each for at least one second. Ends with an error if a target found something, and says where the
# reproducer is.
#
# usage: ci/fuzz.sh [SECONDS] [TARGET…]
#
# cargo-fuzz, what is built, corpora and reproducers are in the cache; nothing is written into the
# clone. What may be set from outside: CARGO_TARGET_DIR (a folder beside it is used, because other
# compiler flags would build everything again), XDG_CACHE_HOME, and FUZZ_SANITIZER: `address` finds
# faults of unsafe code in dependencies, and costs a build of its own and half of the speed. Needs
# Rust, Python 3 and a C++ compiler, with which libFuzzer is built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Other flags would build everything again.
unset RUSTFLAGS
export CARGO_INCREMENTAL=0

version=0.13.2
cache=${XDG_CACHE_HOME:-$HOME/.cache}/monitor-ci
tool=$cache/cargo-fuzz-$version
work=$cache/fuzz
sanitizer=${FUZZ_SANITIZER:-none}
target_dir=${CARGO_TARGET_DIR:-$cache/target}-fuzz
if [[ $sanitizer != none ]]; then
    target_dir=$target_dir-$sanitizer
    export RUSTC_BOOTSTRAP=1 ASAN_OPTIONS=detect_odr_violation=0
fi
triple=$(rustc -vV | sed -n 's/^host: //p')
# The most inputs that a corpus keeps: more only take time at the start.
most_inputs=4000

seconds=${1:-20}
if [[ ! $seconds =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: ci/fuzz.sh [SECONDS] [TARGET…]" >&2
    exit 2
fi
shift || true
targets=("$@")
if ((${#targets[@]} == 0)); then
    for file in fuzz/fuzz_targets/*; do targets+=("$(basename "$file" .rs)"); done
fi

if ! command -v c++ >/dev/null; then
    root=()
    if ((EUID != 0)); then root=(sudo); fi
    "${root[@]}" apt-get update -qq
    "${root[@]}" apt-get install -qq --yes --no-install-recommends g++
fi
if [[ ! -x $tool/bin/cargo-fuzz ]]; then
    mkdir -p "$cache"
    # Without optimisation: it only calls cargo.
    cargo install --quiet --locked --debug --no-track --version "$version" \
        --root "$tool" --target-dir "$target_dir/tool" cargo-fuzz
    rm -rf "${target_dir:?}/tool"
fi

# The lock file follows the manifests of the crates; cargo-fuzz itself has no `--locked`.
if ! cargo fetch --quiet --locked --manifest-path fuzz/Cargo.toml; then
    echo "fuzz/Cargo.lock is out of date: cargo update --workspace --manifest-path fuzz/Cargo.toml" >&2
    exit 1
fi
# Debug assertions and overflow checks are on.
CARGO_NET_OFFLINE=true "$tool/bin/cargo-fuzz" fuzz build --sanitizer "$sanitizer" --fuzz-dir fuzz \
    --target "$triple" --target-dir "$target_dir"

rm -rf "$work/seeds"
python3 fuzz/seeds.py "$work"

# run TARGET SECONDS: fuzzes one target; prints its figures, or its finding.
run() {
    local name=$1 corpus=$work/corpus/$1 artifacts=$work/artifacts/$1 log=$work/$1.log
    local binary=$target_dir/$triple/release/$1
    mkdir -p "$corpus" "$artifacts"
    # shellcheck disable=SC2012 # the names are hashes
    ls -t "$corpus" | tail -n "+$((most_inputs + 1))" | (cd "$corpus" && xargs -r rm --)
    if TZ=UTC "$binary" "-dict=$work/$name.dict" "-artifact_prefix=$artifacts/" \
        "-max_total_time=$2" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
        "$corpus" "$work/seeds/$name" >"$log" 2>&1; then
        awk -v name="$name" '
            / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1) }
            /number_of_executed_units/ { runs = $2 }
            END { printf "%-18s %9d executions, %6d edges\n", name, runs, cov }' "$log"
        return 0
    fi
    local input
    input=$(sed -n 's/^.*Test unit written to //p' "$log" | tail -n 1)
    tail -n 40 "$log"
    printf '\n%s: FINDING\n' "$name"
    if [[ -n $input ]]; then
        printf 'reproducer: %s\nrun again:  %s %s\nbase64:     ' "$input" "$binary" "$input"
        base64 -w 0 "$input"
        printf '\n'
    fi
    return 1
}

findings=0
share=$((seconds / ${#targets[@]})) rest=$((seconds % ${#targets[@]}))
for name in "${targets[@]}"; do
    time=$((share + (rest > 0 ? 1 : 0)))
    rest=$((rest > 0 ? rest - 1 : 0))
    run "$name" "$((time > 0 ? time : 1))" || findings=$((findings + 1))
done
if ((findings > 0)); then
    echo "$findings of ${#targets[@]} targets found something" >&2
    exit 1
fi
