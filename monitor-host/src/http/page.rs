//! The page: one document with its style and its script inside, and the policy it lives under.

use std::sync::LazyLock;

use axum::http::HeaderValue;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const INDEX: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/style.css");
const SCRIPTS: [&str; 5] = [
    include_str!("page/dom.js"),
    include_str!("page/charts.js"),
    include_str!("page/live.js"),
    include_str!("page/views.js"),
    include_str!("page/app.js"),
];

/// The page and its policy.
pub(crate) struct Page {
    pub(crate) html: String,
    pub(crate) policy: HeaderValue,
}

/// Made once, by whoever asks first.
pub(crate) static PAGE: LazyLock<Page> = LazyLock::new(|| {
    let script = SCRIPTS.join("\n");
    Page {
        html: INDEX.replace("{{style}}", STYLE).replace("{{script}}", &script),
        policy: policy(&script),
    }
});

/// What the page may do: run its own script and style, by their hashes, and talk to where it came
/// from. Widths of bars are set by the script, which no policy forbids.
fn policy(script: &str) -> HeaderValue {
    let hash =
        |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(script),
        hash(STYLE),
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_one_file_that_names_nobody_else() {
        let html = &PAGE.html;
        assert_eq!((html.matches("<script>").count(), html.matches("<style>").count()), (1, 1));
        assert!(!html.contains("{{"), "something is missing in it");
        let foreign: Vec<_> =
            html.match_indices("://").map(|(at, _)| &html[at - 5..at + 20]).collect();
        assert!(foreign.iter().all(|url| url.contains("www.w3.org")), "{foreign:?}");
        assert!(html.len() < 60_000, "{} bytes", html.len());
    }

    #[test]
    fn nothing_from_outside_becomes_html() {
        for word in ["innerHTML =", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!PAGE.html.contains(word), "{word}");
        }
        assert_eq!(PAGE.policy.to_str().unwrap().matches("'sha256-").count(), 2);
    }
}
