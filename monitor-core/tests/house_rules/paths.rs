//! The paths that code names, in full: imports are spelled out, and what they bring in is
//! followed to where it is used.

use std::collections::HashMap;

use crate::code::{bracketed, in_word, words};

/// A path that code names somewhere.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Where: a byte of the code.
    pub(crate) offset: usize,
    /// Segments with `::` between them; a glob's last is `*`, a macro's last ends with `!`.
    pub(crate) path: String,
    /// Whether a `use` names it.
    pub(crate) imported: bool,
}

/// Every path in the code, comments and literals blanked.
pub(crate) fn paths(code: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut names = HashMap::new();
    let mut body = code.to_owned();
    for offset in words(code, "use").filter(|&at| begins_statement(&code[..at])) {
        let statement = code[offset..].split(';').next().unwrap_or_default();
        let mut imports = Vec::new();
        spell_out("", &statement["use".len()..], &mut imports);
        for (name, path) in imports {
            names.insert(name, path.clone());
            found.push(Named { offset, path, imported: true });
        }
        body.replace_range(offset..offset + statement.len(), &" ".repeat(statement.len()));
    }
    for (offset, path) in inline(&body) {
        let (first, rest) = path.split_at(path.find([':', '!']).unwrap_or(path.len()));
        let first = names.get(first).map_or(first, String::as_str);
        found.push(Named { offset, path: format!("{first}{rest}"), imported: false });
    }
    found
}

fn begins_statement(before: &str) -> bool {
    let before = before.trim_end();
    let visible = before.ends_with("pub") || (before.ends_with(')') && before.contains("pub("));
    visible || before.is_empty() || before.ends_with(['{', '}', ';', ']'])
}

/// Turns the tree of one `use` into pairs of the name that it brings in and the whole path.
fn spell_out(prefix: &str, tree: &str, imports: &mut Vec<(String, String)>) {
    let mut rest = tree;
    while !rest.trim().is_empty() {
        let end = rest.find([',', '{']).unwrap_or(rest.len());
        let head: String = rest[..end].split_whitespace().collect::<Vec<_>>().join(" ");
        if rest[end..].starts_with('{') {
            let len = bracketed(&rest[end..], '{', '}');
            let inner = &rest[end + 1..end + len - 1];
            spell_out(&format!("{prefix}{}", head.replace(' ', "")), inner, imports);
            rest = rest[end + len..].trim_start().trim_start_matches(',');
        } else {
            let (path, alias) = head.split_once(" as ").unwrap_or((&head, ""));
            let path = format!("{prefix}{}", path.replace(' ', ""));
            let path = path.strip_suffix("::self").unwrap_or(&path).trim_start_matches("::");
            let last = path.rsplit("::").next().unwrap_or_default();
            let name = if alias.is_empty() { last } else { alias };
            imports.push((name.to_owned(), path.to_owned()));
            rest = rest[end..].trim_start_matches(',');
        }
    }
}

/// Paths outside of imports: identifiers joined by `::`. Fields and methods are none.
fn inline(code: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut end = 0; // of the identifier before
    let mut rest = code;
    while let Some(start) = rest.find(in_word) {
        let offset = code.len() - rest.len() + start;
        let len = rest[start..].find(|c| !in_word(c)).unwrap_or(rest.len() - start);
        let word = &code[offset..offset + len];
        let between = code[end..offset].trim();
        let bang = code[offset + len..].starts_with('!') && !code[offset + len..].starts_with("!=");
        let word = if bang { format!("{word}!") } else { word.to_owned() };
        match found.last_mut() {
            Some((_, path)) if between == "::" => *path = format!("{path}::{word}"),
            _ if between.ends_with('.') && !between.ends_with("..") => {
                found.push((offset, word.clone() + "."))
            }
            _ => found.push((offset, word)),
        }
        end = offset + len;
        rest = &code[end..];
    }
    found.retain(|(_, path)| !path.ends_with('.'));
    found
}

#[test]
fn imports_are_spelled_out_and_followed() {
    let code = "pub use a::{b::{self, c as d}, e::*};\nfn f() -> impl G + use<> { d::h!(i.j) }";
    let found: Vec<String> = paths(code).into_iter().map(|named| named.path).collect();
    for path in ["a::b", "a::b::c", "a::e::*", "a::b::c::h!", "i"] {
        assert!(found.iter().any(|f| f == path), "{path} is not in {found:?}");
    }
    assert!(!found.iter().any(|f| f == "j" || f == "d::h!"), "{found:?}");
}
