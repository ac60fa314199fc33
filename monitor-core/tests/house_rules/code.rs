//! Rust text with everything blanked that is not code, so that a rule can search it for words.
//!
//! What is blanked becomes spaces, and ends of lines stay: a position in the blanked text is on
//! the same line as in the file.

/// A Rust file in three forms.
pub(crate) struct Source {
    /// Relative to the root of the workspace, with slashes.
    pub(crate) path: String,
    /// As it is on disk.
    pub(crate) text: String,
    /// Without comments and the contents of literals.
    pub(crate) code: String,
    /// That, without what is compiled for tests only.
    pub(crate) shipped: String,
}

impl Source {
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let code = without_comments_and_literals(&text);
        let shipped = without_test_items(&code);
        Self { path: path.into(), text, code, shipped }
    }

    /// A violation at a byte of the blanked text.
    pub(crate) fn at(&self, offset: usize, what: impl std::fmt::Display) -> String {
        let line = 1 + self.code[..offset].matches('\n').count();
        format!("{}:{line}: {what}", self.path)
    }

    /// Whether this byte of the blanked text is compiled for tests only.
    pub(crate) fn is_test_only(&self, offset: usize) -> bool {
        self.path.contains("/tests/") || self.shipped.as_bytes()[offset] == b' '
    }
}

/// Whether the character can be inside an identifier.
pub(crate) fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the word stands in the code, as a word of its own and not as the name of a lifetime.
pub(crate) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(|c| in_word(c) || c == '\'') && !after.is_some_and(in_word)
    })
}

/// The length of the text up to and with the bracket that closes its first one.
pub(crate) fn bracketed(code: &str, open: char, close: char) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + c.len_utf8();
            }
        }
    }
    code.len()
}

fn without_comments_and_literals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let blank = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => 1 + string(&rest[1..]),
            'b' | 'c' | 'r' if !in_word(before) => raw_string(rest),
            '\'' => character(rest),
            _ => 0,
        };
        let (gone, kept) = if blank == 0 { (0, c.len_utf8()) } else { (blank, 0) };
        blank_into(&mut out, &rest[..gone]);
        out.push_str(&rest[gone..gone + kept]);
        before = c;
        rest = &rest[gone + kept..];
    }
    out
}

fn blank_into(out: &mut String, text: &str) {
    out.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let here = &text.as_bytes()[at..];
        if here.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// The length of a string from behind its first quote, with its last one.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the raw string that begins here, zero if none does.
fn raw_string(text: &str) -> usize {
    let Some(behind) = text.trim_start_matches(['b', 'c']).strip_prefix('r') else { return 0 };
    let hashes = behind.len() - behind.trim_start_matches('#').len();
    let Some(body) = behind[hashes..].strip_prefix('"') else { return 0 };
    let end = format!("\"{}", "#".repeat(hashes));
    let body_len = body.find(&end).map_or(body.len(), |at| at + end.len());
    text.len() - body.len() + body_len
}

/// The length of the character literal that begins here, zero if it is a lifetime.
fn character(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((escaped, c))) => {
            let behind = escaped + c.len_utf8();
            text[behind..].find('\'').map_or(0, |at| behind + at + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 0,
    }
}

fn without_test_items(code: &str) -> String {
    let mut out = code.to_owned();
    for head in ["#[cfg(test)]", "#[cfg(all(test"] {
        for (at, _) in code.match_indices(head) {
            let item = &code[at..];
            let attribute = bracketed(item, '[', ']');
            let end = match item[attribute..].find(['{', ';']).map(|body| attribute + body) {
                Some(body) if item[body..].starts_with('{') => {
                    body + bracketed(&item[body..], '{', '}')
                }
                Some(semicolon) => semicolon + 1,
                None => item.len(),
            };
            let mut blank = String::new();
            blank_into(&mut blank, &item[..end]);
            out.replace_range(at..at + end, &blank);
        }
    }
    out
}

#[test]
fn comments_literals_and_test_modules_are_not_code() {
    let source = Source::new(
        "x.rs",
        r##"a /* b /* c */ d */ e // f
            "g \" h" r#"i " j"# 'k' '\'' br"l" &'m n
            #[cfg(test)]
            mod o { fn p() {} }
            q"##,
    );
    let squeezed = |code: &str| code.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(squeezed(&source.code), "a e &'m n #[cfg(test)] mod o { fn p() {} } q");
    assert_eq!(squeezed(&source.shipped), "a e &'m n q");
    assert_eq!(source.text.matches('\n').count(), source.shipped.matches('\n').count());
}
