//! Names are unique and readable without their path, and texts for users call a thing a thing.
//!
//! What is counted, in `src` of the crates and without tests: types (`struct`, `enum`, `trait`)
//! whose name is one word, type names that are defined more than once, and functions whose name is
//! one word that std does not use with the same meaning. The ceilings are what was reached; lower
//! them when a change reaches less.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::code::{Source, in_word, words};
use crate::workspace::{packages, root};

const ONE_WORD_TYPES_PERCENT: usize = 8;
const REUSED_TYPE_NAMES: usize = 12;
const ONE_WORD_FUNCTIONS_PERCENT: usize = 24;

/// One-word functions of std, which mean the same here.
const STD_FUNCTIONS: &str = "new len get iter push pop next spawn wait kill poll map clone default \
     from into fmt drop eq cmp hash deref index add sub read write flush close open send recv lock \
     load store take insert remove contains clear extend drain first last min max sum start stop \
     run main build name id parse join abort enter exit record call apply reset capacity filter \
     find fold count all any then unwrap with append create seek sync copy split trim size args \
     arg env stdin stdout stderr status output path value key values keys entry on once off emit \
     attach detach subscribe observe enable disable merge render encode decode serialize \
     deserialize";

/// Words for persons, which no process, client or file is.
const PERSONAL: [&str; 7] =
    ["somebody", "nobody", "whoever", "whomever", "everybody", "anybody", "whom"];

/// The name of the error of each crate, which its path tells apart.
const ERROR: &str = "Error";

#[test]
fn no_two_crates_export_one_name() {
    let mut crates: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages() {
        for source in package.sources("src") {
            if source.path.ends_with("src/lib.rs") {
                for name in exported_names(&source.shipped) {
                    crates.entry(name).or_default().insert(package.name.clone());
                }
            }
        }
    }
    assert!(crates.len() > 100, "nothing was read: {crates:?}");
    let twice = crates.iter().filter(|(name, crates)| crates.len() > 1 && *name != ERROR);
    let violations: Vec<_> =
        twice.map(|(name, crates)| format!("{name} is exported by {crates:?}")).collect();
    crate::assert_none(&violations);
}

#[test]
fn names_do_not_become_shorter_or_more_alike() {
    let crates = packages()
        .into_iter()
        .filter(|package| package.dir.to_str().is_some_and(|dir| dir.starts_with("monitor-")));
    let sources: Vec<_> = crates.flat_map(|package| package.sources("src")).collect();
    let counts = NameCounts::new(&sources);
    assert!(counts.types.len() > 500 && counts.functions > 2_000, "{counts:?}");
    let mut violations = Vec::new();
    let mut check = |what: &str, count: usize, ceiling: usize| {
        if count > ceiling {
            violations.push(format!("{what}: {count}, and {ceiling} before"));
        }
    };
    check(
        "percent of types with one word",
        counts.one_word_types_percent(),
        ONE_WORD_TYPES_PERCENT,
    );
    check("type names defined more than once", counts.reused_types().len(), REUSED_TYPE_NAMES);
    let percent = counts.one_word_functions_percent();
    check("percent of functions with one word", percent, ONE_WORD_FUNCTIONS_PERCENT);
    violations.extend(counts.reused_types().into_iter().map(|name| format!("  reused: {name}")));
    if violations.iter().all(|violation| violation.starts_with("  ")) {
        violations.clear();
    }
    crate::assert_none(&violations);
}

#[test]
fn no_text_for_users_calls_a_thing_a_person() {
    let mut violations = Vec::new();
    for package in packages() {
        for source in package.sources("src") {
            let personal = personal_in_literals(&source);
            violations.extend(personal.into_iter().map(|at| source.at(at, "a person?")));
        }
    }
    let page = root().join("monitor-http/page/src");
    let mut scripts = 0;
    for path in files_below(&page) {
        let text = fs::read_to_string(&path).unwrap();
        scripts += 1;
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            if !code.starts_with("//") && !code.starts_with('*') && !code.starts_with("/*") {
                let has_person = PERSONAL.iter().any(|word| has_word(code, word));
                if has_person {
                    violations.push(format!("{}:{}: a person?", path.display(), number + 1));
                }
            }
        }
    }
    assert!(scripts > 50, "the page was not read");
    crate::assert_none(&violations);
}

#[test]
fn the_glossary_has_each_term_once_in_order_and_only_types_that_exist() {
    let text = fs::read_to_string(root().join("GLOSSARY.md")).unwrap();
    let sources: Vec<_> =
        packages().iter().flat_map(|package| package.sources("src")).map(|s| s.text).collect();
    let violations = glossary_violations(&text, |name| {
        sources.iter().any(|source| words(source, name).next().is_some())
    });
    crate::assert_none(&violations);
    assert!(text.lines().filter(|line| line.starts_with("**")).count() > 50);
}

fn glossary_violations(text: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    let mut violations = Vec::new();
    let mut before = "";
    for line in text.lines().filter(|line| line.starts_with("**")) {
        let Some((term, meaning)) = line[2..].split_once("**: ") else {
            violations.push(format!("no term: {line}"));
            continue;
        };
        if term <= before {
            violations.push(format!("{term} stands behind {before}"));
        }
        before = term;
        let types = meaning.split_once(" Type: ").map_or("", |(_, types)| types);
        let types = types.split(" Wire: ").next().unwrap_or_default();
        for name in types.split('`').skip(1).step_by(2) {
            if !exists(name) {
                violations.push(format!("{term}: there is no type {name}"));
            }
        }
    }
    violations
}

#[test]
fn a_term_out_of_order_and_a_type_that_is_gone_are_found() {
    let text = "**b**: B. Type: `Kept`, `Gone` (x). Wire: `other`.\n**a**: A.\n**no term\n";
    assert_eq!(glossary_violations(text, |name| name == "Kept").len(), 3);
}

/// What the sources define.
#[derive(Debug, Default)]
struct NameCounts {
    /// The files that define each type.
    types: BTreeMap<String, Vec<String>>,
    functions: usize,
    one_word_functions: usize,
}

impl NameCounts {
    fn new(sources: &[Source]) -> Self {
        let std: BTreeSet<&str> = STD_FUNCTIONS.split_whitespace().collect();
        let mut counts = Self::default();
        for source in sources {
            for keyword in ["struct", "enum", "trait"] {
                for name in defined(&source.shipped, keyword) {
                    counts.types.entry(name.to_owned()).or_default().push(source.path.clone());
                }
            }
            for name in defined(&source.shipped, "fn") {
                counts.functions += 1;
                let is_one_word = !name.contains('_') && !std.contains(name);
                counts.one_word_functions += usize::from(is_one_word);
            }
        }
        counts
    }

    fn one_word_types_percent(&self) -> usize {
        let one_word = self.types.keys().filter(|name| !has_second_word(name)).count();
        (100 * one_word).div_ceil(self.types.len().max(1))
    }

    fn reused_types(&self) -> Vec<&str> {
        let reused = self.types.iter().filter(|(name, paths)| paths.len() > 1 && *name != ERROR);
        reused.map(|(name, _)| name.as_str()).collect()
    }

    fn one_word_functions_percent(&self) -> usize {
        (100 * self.one_word_functions).div_ceil(self.functions.max(1))
    }
}

/// The names behind a keyword that begins an item; names of macro arguments are none.
fn defined<'a>(code: &'a str, keyword: &'a str) -> impl Iterator<Item = &'a str> {
    words(code, keyword).filter_map(move |at| {
        let behind = code[at + keyword.len()..].trim_start();
        let end = behind.find(|c| !in_word(c)).unwrap_or(behind.len());
        let name = &behind[..end];
        name.starts_with(|c: char| c.is_alphabetic() || c == '_').then_some(name)
    })
}

/// Whether a name in camel case has a second word.
fn has_second_word(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.windows(2).any(|pair| {
        (pair[0].is_ascii_lowercase() || pair[0].is_ascii_digit()) && pair[1].is_ascii_uppercase()
    })
}

/// The types that a library exports by `pub use`.
fn exported_names(code: &str) -> Vec<String> {
    let exports = code.match_indices("pub use ").filter_map(|(at, _)| {
        let rest = &code[at..];
        rest.find(';').map(|end| &rest[..end])
    });
    exports
        .flat_map(|text| text.split(|c: char| !in_word(c)))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect()
}

/// Where a word for a person is in a literal of shipped code.
fn personal_in_literals(source: &Source) -> Vec<usize> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let is_comment = trimmed.starts_with("//");
        let is_blank = source.shipped[offset..offset + line.len()].trim().is_empty();
        if !is_comment && !is_blank && PERSONAL.iter().any(|word| has_word(line, word)) {
            found.push(offset);
        }
        offset += line.len();
    }
    found
}

fn has_word(text: &str, word: &str) -> bool {
    let lower = text.to_lowercase();
    let text = lower.split("//").next().unwrap_or_default();
    words(text, word).next().is_some()
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

#[test]
fn one_word_names_reused_names_and_persons_are_found() {
    let source = |path: &str| {
        let text = "struct State; enum JobState { A } trait Rpc {}\nfn look() {} fn new() {}\n\
                    fn read_line() { print(\"nobody answers\"); } // nobody\n";
        Source::new(path, text)
    };
    let counts = NameCounts::new(&[source("a.rs"), source("b.rs")]);
    assert_eq!(counts.one_word_types_percent(), 67);
    assert_eq!(counts.reused_types(), ["JobState", "Rpc", "State"]);
    assert_eq!((counts.functions, counts.one_word_functions_percent()), (6, 34));
    assert_eq!(personal_in_literals(&source("a.rs")).len(), 1);
    let exports = exported_names("mod a;\npub use a::{JobState, run, State as Old};\nuse b::C;");
    assert_eq!(exports, ["JobState", "State", "Old"]);
}
