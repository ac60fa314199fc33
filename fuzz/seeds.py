#!/usr/bin/env python3
"""Makes the seeds and the dictionary of each fuzz target from the tests' own inputs.

Usage: seeds.py DIRECTORY. Writes DIRECTORY/seeds/TARGET/… and DIRECTORY/TARGET.dict.

Seeds are golden files and the string literals of tests; a dictionary is the short literals and
the field names of sources. The same tree gives the same files, so none of them is committed.
"""

import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Longer inputs make fuzzing slow and find nothing that shorter ones do not.
MOST_BYTES = 24_576

# A target: (prefix, files) for files that are a seed each or, if they are Rust, have literals.
# The prefix is the letter that selects a parser inside the target.
SEEDS = {
    "event": [("", ["monitor-core/tests/golden/*", "monitor-core/tests/*.rs", "monitor-core/src/*.rs"])],
    "run_status": [("", ["monitor-run/tests/document.rs", "monitor-run/src/document.rs",
                         "monitor-http/tests/http/runs.rs", "monitor-host/tests/run_dir/*.rs"])],
    # `\0`: a pipe; `\1`: 60 columns; the rest of a mode is the size of the pieces and the limits.
    "console": [("\0", ["monitor-run/tests/console/recordings/*.bin", "monitor-run/tests/console/*.rs",
                        "monitor-run/src/console/**/*.rs"]),
                ("\x11", ["monitor-run/tests/console/recordings/*-tty.bin"]),
                ("\x4d", ["monitor-run/tests/console/recordings/indicatif-*.bin"])],
    "scheduler_answers": [
        ("q", ["monitor-state/tests/scheduler_answers.rs", "monitor-state/src/scheduler_answers/slurm/text.rs"]),
        ("s", ["monitor-state/tests/scheduler_answers.rs", "monitor-state/src/scheduler_answers/slurm/text.rs"]),
        ("c", ["monitor-state/tests/scheduler_answers.rs", "monitor-state/src/scheduler_answers/htcondor/text.rs"]),
        ("j", ["monitor-state/tests/golden/schedulers/s*.json"]),
        ("h", ["monitor-state/tests/golden/schedulers/condor*.json"]),
        ("x", ["monitor-state/tests/scheduler_answers.rs", "monitor-state/src/scheduler_answers/local.rs"]),
        ("w", ["monitor-state/src/scheduler_answers/slurm.rs"])],
    "ledger": [("", ["monitor-state/src/state.rs", "fuzz/seeds/ledger/*"])],
    "condition": [("c", ["monitor-debug/tests/debugging/conditions.rs"]),
                  ("h", ["monitor-debug/src/breakpoint/hits.rs"]),
                  ("l", ["monitor-debug/tests/debugging/breakpoints.rs", "monitor-debug/tests/debugging/conditions.rs"])],
    "recording": [("", ["fuzz/seeds/recording/*", "monitor-exec/tests/recordings.rs",
                        "monitor-exec/src/format/**/*.rs"])],
    "journal": [("j", ["fuzz/seeds/journal/*", "monitor-core/tests/golden/events.jsonl"]),
                ("r", ["monitor-host/tests/journal.rs"])],
    "project": [("p", ["examples/analyses/src/project.toml", "monitor-command/tests/projects/*.rs",
                       "monitor-host/src/project/*.rs"]),
                ("i", ["monitor-command/tests/projects/imports.rs", "fuzz/seeds/project/*"])],
    "ledger_file": [("e", ["fuzz/seeds/ledger_file/*"])],
    "http": [("o", ["fuzz/seeds/http/*", "monitor-http/tests/http/*.rs"]), ("t", ["fuzz/seeds/http/*"])],
}

# Where the words of a dictionary are: literals and field names.
WORDS = {
    "event": ["monitor-core/src/event/*.rs", "monitor-core/src/job.rs"],
    "run_status": ["monitor-run/src/document/*.rs", "monitor-run/src/document.rs", "monitor-run/src/eta.rs"],
    "console": ["monitor-run/src/console/**/*.rs"],
    "scheduler_answers": ["monitor-state/src/scheduler_answers/**/*.rs"],
    "ledger": ["monitor-state/src/ledger/*.rs", "monitor-state/src/plan/action.rs", "monitor-state/src/state.rs",
               "monitor-state/src/cause.rs", "monitor-state/src/sweep.rs", "monitor-state/src/job.rs"],
    "condition": ["monitor-debug/src/condition/*.rs"],
    "recording": ["monitor-exec/src/format/**/*.rs", "monitor-exec/src/summary.rs", "monitor-exec/src/sample.rs"],
    "journal": ["monitor-host/src/journal/*.rs", "monitor-core/src/event/*.rs"],
    "project": ["monitor-host/src/project/*.rs", "monitor-state/src/state.rs"],
    "ledger_file": ["monitor-host/src/store/sqlite/*.rs"],
    "http": ["monitor-http/src/subject/**/*.rs", "monitor-http/src/api/*.rs", "monitor-http/src/access.rs"],
}

# Numbers and times at the ends of their ranges, which no mutation finds.
EXTREMES = [
    b"18446744073709551615", b"9223372036854775807", b"-9223372036854775808", b"4294967295", b"2147483647",
    b"1.7976931348623157e308", b"5e-324", b"-1", b"9999-12-31T23:59:59.999999Z", b"0001-01-01T00:00:00Z",
]

TOKEN = re.compile(
    rb"""//[^\n]*|/\*.*?\*/|b?r(?P<hashes>\#*)"(?P<raw>.*?)"(?P=hashes)|b?"(?P<plain>(?:\\.|[^"\\])*)\""""
    rb"""|'(?:\\[^']+|[^\\'])'""",
    re.S,
)
ESCAPE = re.compile(rb"\\(?:x(?P<hex>[0-9a-fA-F]{2})|u\{(?P<code>[0-9a-fA-F_]+)\}|\n\s*|(?P<char>.))", re.S)
FIELD = re.compile(rb"^\s+(?:pub(?:\([a-z]+\))? )?([a-z][a-z0-9_]{2,}): ", re.M)
DOC = re.compile(rb"^\s*//[/!] ?", re.M)


def unescaped(text):
    def char(found):
        if found["hex"]:
            return bytes([int(found["hex"], 16)])
        if found["code"]:
            return chr(int(found["code"], 16)).encode("utf-8", "replace")
        known = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0"}
        return known.get(found["char"], found["char"] or b"")

    return ESCAPE.sub(char, text)


def literals(source):
    """Every string literal of a Rust source, those in its doc comments included."""
    for found in TOKEN.finditer(DOC.sub(b"", source)):
        if found["raw"] is not None:
            yield found["raw"]
        elif found["plain"] is not None:
            yield unescaped(found["plain"])


def files(patterns):
    for pattern in patterns:
        found = sorted(path for path in ROOT.glob(pattern) if path.is_file())
        if not found:
            sys.exit(f"seeds.py: no file matches {pattern}")
        yield from found


def seeds(patterns):
    for path in files(patterns):
        text = path.read_bytes()
        if path.suffix == ".rs":
            yield from literals(text)
        elif path.suffix == ".bin":
            # Any part of a stream is a stream.
            yield from (text[at:at + 4096] for at in range(0, len(text), 4096))
        else:
            yield text
            if path.suffix in (".jsonl", ".http"):
                yield from text.split(b"\n%%\n" if path.suffix == ".http" else b"\n")


def write_seeds(folder, parts):
    folder.mkdir(parents=True, exist_ok=True)
    for prefix, patterns in parts:
        for seed in seeds(patterns):
            if 0 < len(seed) <= MOST_BYTES:
                seed = prefix.encode("latin-1") + seed
                (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)


def write_words(path, patterns):
    words = set(EXTREMES)
    for source in files(patterns):
        text = source.read_bytes()
        words.update(word for word in literals(text) if 2 <= len(word) <= 32)
        words.update(b'"%s":' % name for name in FIELD.findall(text))
    quoted = ("".join(f"\\x{byte:02x}" if byte in b'"\\' or not 32 <= byte < 127 else chr(byte) for byte in word)
              for word in sorted(words))
    path.write_text("".join(f'"{word}"\n' for word in quoted))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[1])
    targets = {path.stem for path in (ROOT / "fuzz/fuzz_targets").iterdir()}
    if targets != set(SEEDS) or targets != set(WORDS):
        sys.exit(f"seeds.py: targets without seeds or words: {targets ^ set(SEEDS)} {targets ^ set(WORDS)}")
    for target, parts in SEEDS.items():
        write_seeds(out / "seeds" / target, parts)
        write_words(out / f"{target}.dict", WORDS[target])


main()
