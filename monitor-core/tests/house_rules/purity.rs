//! The library crates take data in and give data out; what they would do to the world is the
//! host's to do. Clippy forbids the calls, by the lists beside each manifest; here it is checked
//! that the lists are the same everywhere and are lifted nowhere.

use crate::code::{Source, words};
use crate::workspace::{packages, read, root};

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
const REGISTRIES: [&str; 9] = [
    "ArcSwap",
    "LazyLock",
    "Lazy",
    "Mutex",
    "NonPoisonMutex",
    "OnceCell",
    "OnceLock",
    "RwLock",
    "UnsafeCell",
];

#[test]
fn only_the_file_that_reads_the_clock_lifts_a_list_of_clippy() {
    check_libraries(lifted);
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

/// Where a file of `src` lets itself do what a list of clippy forbids.
fn lifted(source: &Source) -> Vec<String> {
    let lifted = source.shipped.match_indices("clippy::disallowed_");
    let lifted = lifted.filter(|_| source.path != TIME);
    lifted.map(|(at, _)| source.at(at, "a library crate lifts no list of clippy")).collect()
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
fn a_lifted_list_is_seen_in_code_and_not_in_tests() {
    let lifting = "#![expect(clippy::disallowed_methods, reason = \"x\")]";
    let of = |path: &str, text: &str| lifted(&Source::new(path, text)).len();
    assert_eq!(of("monitor-events/src/x.rs", lifting), 1);
    assert_eq!(of("monitor-events/src/x.rs", "#[allow(clippy::disallowed_types)]\nfn f() {}"), 1);
    assert_eq!(
        of("monitor-events/src/x.rs", &format!("#[cfg(test)]\nmod tests {{ {lifting} }}")),
        0
    );
    assert_eq!(of(TIME, lifting), 0);
}

#[test]
fn a_shorter_list_for_clippy_is_seen() {
    let wanted = "# why\n  { path = \"std::fs::read\" },\n  { path = \"std::env::var\" },\n";
    assert_eq!(lacking("monitor-events", wanted, "").len(), 2);
    assert_eq!(lacking("monitor-exec", wanted, "").len(), 1);
    assert_eq!(lacking("monitor-events", wanted, wanted).len(), 0);
}

#[test]
fn registries_are_seen() {
    let of = |text: &str| Source::new("monitor-core/src/x.rs", text);
    assert_eq!(registries(&of("static A: OnceLock<u8> = OnceLock::new();")).len(), 1);
    assert_eq!(registries(&of("static A: NonPoisonMutex<u8> = NonPoisonMutex::new(0);")).len(), 1);
    assert_eq!(registries(&of("static mut A: u8 = 0;")).len(), 1);
    assert!(registries(&of("static A: AtomicU64 = x; fn f(_: &'static Mutex<u8>) {}")).is_empty());
}
