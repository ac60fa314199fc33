//! Every relative link and image of the documents points to a file and a heading that exist.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::workspace::{documents, root, without_dots};

#[test]
fn every_relative_link_points_to_a_file_and_a_heading() {
    let documents = documents();
    let exists = |path: &Path| root().join(path).exists();
    let violations = documents.iter().flat_map(|(path, text)| {
        links(text).into_iter().filter_map(|(line, target)| {
            let why = broken(&documents, exists, path, &target)?;
            Some(format!("{}:{line}: {target}: {why}", path.display()))
        })
    });
    crate::assert_none(&violations.collect::<Vec<_>>());
}

/// Why a link from this document is wrong; `None` if it is right or leaves the repository.
fn broken(
    documents: &BTreeMap<PathBuf, String>,
    exists: impl Fn(&Path) -> bool,
    from: &Path,
    target: &str,
) -> Option<&'static str> {
    if target.contains(':') {
        return None;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let dir = from.parent().unwrap_or(Path::new(""));
    let to = if path.is_empty() { from.to_owned() } else { without_dots(&dir.join(path)) };
    if !exists(&to) {
        return Some("there is no such file");
    }
    let known = documents.get(&to).map(|text| anchors(text)).unwrap_or_default();
    (!anchor.is_empty() && !known.iter().any(|heading| heading == anchor))
        .then_some("there is no such heading")
}

/// The targets of links and images in Markdown and HTML, with the lines that they are on.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    for (number, line) in prose(text) {
        let line = without_code(line);
        for (opening, closing) in
            [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"'), ("href=\"", '"')]
        {
            for (at, _) in line.match_indices(opening) {
                let target = &line[at + opening.len()..];
                let target = &target[..target.find(closing).unwrap_or(target.len())];
                let target = target.split(' ').next().unwrap_or_default();
                links.push((number, target.to_owned()));
            }
        }
    }
    links
}

/// The anchors of the headings, as GitHub makes them.
fn anchors(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (_, line) in prose(text) {
        let title = line.trim_start_matches('#');
        if title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        let slug: String = title.trim().to_lowercase().chars().filter_map(in_anchor).collect();
        let before = seen.entry(slug.clone()).or_default();
        anchors.push(if *before == 0 { slug } else { format!("{slug}-{before}") });
        *before += 1;
    }
    anchors
}

fn in_anchor(c: char) -> Option<char> {
    match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then_some(c),
    }
}

/// The lines outside fenced blocks of code, with their numbers.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut in_code = false;
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            lines.push((at + 1, line));
        }
    }
    lines
}

/// The line without what is between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

#[test]
fn a_broken_link_is_seen() {
    let documents = BTreeMap::from([
        (PathBuf::from("a/b.md"), "# One\n\n## Two: `x` & y\n\n## Two: `x` & y\n".to_owned()),
        (PathBuf::from("c.md"), String::new()),
    ]);
    let exists = |path: &Path| documents.contains_key(path) || path == Path::new("d.png");
    let why = |target: &str| broken(&documents, exists, Path::new("a/b.md"), target);
    for right in ["../c.md", "../d.png", "#one", "b.md#two-x--y-1", "https://example.org/#x"] {
        assert_eq!(why(right), None, "{right}");
    }
    for wrong in ["c.md", "../e.png", "#three", "../c.md#one"] {
        assert!(why(wrong).is_some(), "{wrong}");
    }
}

#[test]
fn links_are_found_in_prose_only() {
    let text =
        "[a](b.md), `[c](d.md)`, ![e](f.png \"g\")\n```\n[h](i.md)\n```\n<img src=\"j.png\">";
    let found: Vec<_> = links(text).into_iter().collect();
    let right = [(1, "b.md"), (1, "f.png"), (5, "j.png")];
    assert_eq!(found, right.map(|(line, target)| (line, target.to_owned())));
}
