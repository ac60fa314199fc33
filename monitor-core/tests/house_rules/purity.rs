//! The library crates take data in and give data out; what they would do to the world is the
//! host's to do. Clippy's lists beside each manifest say the same of calls that it can resolve.

use crate::code::{Source, words};
use crate::paths::paths;
use crate::workspace::{packages, read, root};

/// What may not be named, and what to do instead. A prefix covers all that is below it.
const EFFECTS: [(&str, &str); 18] = [
    ("std::fs", "the host opens files"),
    ("std::net", "the host opens sockets"),
    ("std::os::unix::net", "the host opens sockets"),
    ("std::os::unix::fs", "the host opens files"),
    ("std::process", "the host starts and ends processes"),
    ("std::os::unix::process", "the host starts and ends processes"),
    ("std::env", "settings are arguments"),
    ("std::thread", "threads are the host's"),
    ("std::io::stdin", "take a reader"),
    ("std::io::stdout", "take a writer"),
    ("std::io::stderr", "take a writer"),
    ("std::io::Stdin", "take a reader"),
    ("std::io::Stdout", "take a writer"),
    ("std::io::Stderr", "take a writer"),
    ("print!", "return it or take a writer"),
    ("println!", "return it or take a writer"),
    ("eprint!", "return it or take a writer"),
    ("eprintln!", "return it or take a writer"),
];

/// What code may ask of its own thread, or let it wait for, without being the one to start it.
const OF_ITS_OWN_THREAD: [&str; 9] = [
    "std::thread",
    "std::thread::AccessError",
    "std::thread::LocalKey",
    "std::thread::Thread",
    "std::thread::ThreadId",
    "std::thread::current",
    "std::thread::panicking",
    "std::thread::park",
    "std::thread::park_timeout",
];

/// The crate that runs commands may do what that takes: processes, `/proc`, its sampler's thread,
/// waits of a certain length, and to hand the environment on to a child. The constants of std::env
/// are no settings: they name the system that it was compiled for.
const OF_EXEC: [&str; 8] = [
    "std::env::consts",
    "std::env::vars_os",
    "std::fs",
    "std::os::unix::fs",
    "std::os::unix::process",
    "std::process",
    "std::thread",
    "std::time::Instant",
];

/// The one file that reads the clock, and keeps the wall-clock anchor of the process.
const TIME: &str = "monitor-core/src/time.rs";

/// Types of statics that keep something alive between two calls that know nothing of each other.
const REGISTRIES: [&str; 8] =
    ["ArcSwap", "LazyLock", "Lazy", "Mutex", "OnceCell", "OnceLock", "RwLock", "UnsafeCell"];

#[test]
fn library_crates_do_no_input_or_output() {
    check_libraries(effects);
}

#[test]
fn only_one_file_reads_the_clock() {
    check_libraries(clocks);
}

#[test]
fn library_crates_have_no_global_registry() {
    check_libraries(registries);
}

#[test]
fn every_library_crate_gives_clippy_the_same_list() {
    let core = read(&root().join("monitor-core/clippy.toml"));
    let everywhere = read(&root().join("clippy.toml"));
    let mut violations = lacking("monitor-core", &everywhere, &core);
    for package in packages().iter().filter(|package| package.is_library()) {
        let own = read(&root().join(&package.dir).join("clippy.toml"));
        violations.extend(lacking(&package.name, &core, &own));
    }
    crate::assert_none(&violations);
}

/// The settings that a crate's list for clippy lacks and should not.
fn lacking(package: &str, wanted: &str, own: &str) -> Vec<String> {
    let exempt = |line: &str| {
        let path = line.split('"').nth(1).unwrap_or_default();
        let of_exec = is_below(path, "std::path") || OF_EXEC.iter().any(|p| is_below(path, p));
        package == "monitor-exec" && of_exec
    };
    let lines = wanted.lines().filter(|line| !line.starts_with('#') && !exempt(line));
    let lacking = lines.filter(|line| !own.lines().any(|own| own == *line));
    lacking.map(|line| format!("{package}/clippy.toml lacks `{}`", line.trim())).collect()
}

fn check_libraries(rule: fn(&Source) -> Vec<String>) {
    let libraries = packages().into_iter().filter(|package| package.is_library());
    let sources = libraries.flat_map(|package| package.sources("src"));
    crate::assert_none(&sources.flat_map(|source| rule(&source)).collect::<Vec<_>>());
}

fn is_below(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn effects(source: &Source) -> Vec<String> {
    let exec = source.path.starts_with("monitor-exec/");
    let mut violations = Vec::new();
    for named in paths(&source.shipped) {
        let path = named.path.strip_prefix("std::").filter(|p| p.ends_with('!'));
        let path = path.unwrap_or(&named.path);
        let allowed = OF_ITS_OWN_THREAD.contains(&path)
            || (exec && OF_EXEC.iter().any(|prefix| is_below(path, prefix)));
        let effect = EFFECTS.iter().find(|(prefix, _)| is_below(path, prefix));
        if let Some((_, instead)) = effect.filter(|_| !allowed) {
            violations.push(source.at(named.offset, format_args!("{path}: {instead}")));
        }
    }
    violations
}

fn clocks(source: &Source) -> Vec<String> {
    let reads = |path: &str| {
        is_below(path, "std::time::SystemTime")
            || is_below(path, "std::time::UNIX_EPOCH")
            || path == "std::time::Instant::now"
            || path.ends_with("Timestamp::now")
    };
    let exec = source.path.starts_with("monitor-exec/");
    let allowed = |path: &str| exec && OF_EXEC.iter().any(|prefix| is_below(path, prefix));
    let named = paths(&source.shipped).into_iter();
    let named = named.filter(|named| reads(&named.path) && !allowed(&named.path));
    let violation = named
        .map(|named| source.at(named.offset, format_args!("{}: time is an argument", named.path)));
    violation.filter(|_| source.path != TIME).collect()
}

fn registries(source: &Source) -> Vec<String> {
    let code = &source.shipped;
    let mut violations = Vec::new();
    for offset in words(code, "static").filter(|_| source.path != TIME) {
        let declared = code[offset..].split(['=', ';']).next().unwrap_or_default();
        let keeps = REGISTRIES.iter().find(|name| words(declared, name).next().is_some());
        if let Some(name) = keeps {
            violations.push(source.at(offset, format_args!("a static {name}: the host owns it")));
        }
        if words(declared, "mut").next().is_some() {
            violations.push(source.at(offset, "a static that changes: the host owns it"));
        }
    }
    violations
}

#[test]
fn effects_are_seen_under_any_name_and_not_in_prose_or_tests() {
    let seen = |text: &str| effects(&Source::new("monitor-events/src/x.rs", text)).len();
    assert_eq!(seen("fn f() { std::fs::read(p); }"), 1);
    assert_eq!(seen("use std::{env, io::{self, Write}};\nfn f() { io::stdout(); }"), 2);
    assert_eq!(seen("use std::thread as t;\nfn f() { t::spawn(g); t::panicking(); }"), 1);
    assert_eq!(seen("fn f() { println!(); std::eprint!(); }"), 2);
    assert_eq!(seen("// std::fs\n/// println!()\nfn f() { g(\"std::net\") }"), 0);
    assert_eq!(seen("#[cfg(test)]\nmod tests { use std::fs; }\nthread_local! {}"), 0);
    assert!(effects(&Source::new("monitor-exec/src/x.rs", "use std::fs;")).is_empty());
    assert_eq!(effects(&Source::new("monitor-exec/src/x.rs", "use std::env;")).len(), 1);
}

#[test]
fn a_shorter_list_for_clippy_is_seen() {
    let wanted = "# why\n  { path = \"std::fs::read\" },\n  { path = \"std::env::var\" },\n";
    assert_eq!(lacking("monitor-events", wanted, "").len(), 2);
    assert_eq!(lacking("monitor-exec", wanted, "").len(), 1);
    assert_eq!(lacking("monitor-events", wanted, wanted).len(), 0);
}

#[test]
fn clocks_and_registries_are_seen() {
    let of = |text: &str| Source::new("monitor-core/src/x.rs", text);
    assert_eq!(clocks(&of("use std::time::Instant;\nfn f() { Instant::now(); }")).len(), 1);
    assert_eq!(clocks(&of("fn f() { crate::Timestamp::now(); self.now(); }")).len(), 1);
    assert!(clocks(&Source::new(TIME, "use std::time::SystemTime;")).is_empty());
    assert_eq!(registries(&of("static A: OnceLock<u8> = OnceLock::new();")).len(), 1);
    assert_eq!(registries(&of("static mut A: u8 = 0;")).len(), 1);
    assert!(registries(&of("static A: AtomicU64 = x; fn f(_: &'static Mutex<u8>) {}")).is_empty());
}
