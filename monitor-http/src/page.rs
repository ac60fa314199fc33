//! The page: one document with its style and its script inside, and the policy it lives under.
//!
//! Style and script are bundled from the modules beside them by `ci/page.sh --write`; what it wrote
//! is kept in `built/`, so that cargo builds the page without Node. How a view joins is told at the
//! top of `src/frame/view.ts`, in the folder of the page.

use std::io::Write as _;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::api::answer::text_response;

const INDEX: &str = include_str!("../page/index.html");
const ICON: &str = include_str!("../page/icon.svg");
const STYLE: &str = include_str!("../page/built/page.css");
const SCRIPT: &str = include_str!("../page/built/page.js");

/// The page of one host: it says what there is to be shown.
#[derive(Debug)]
pub(crate) struct HtmlPage {
    html: Bytes,
    zipped: Bytes,
    policy: HeaderValue,
}

impl HtmlPage {
    /// `has` names what there is, `may` what may be changed; `vocabulary` says what the words of the
    /// documents mean, a subject each.
    pub(crate) fn new(has: &str, may: &str, vocabulary: &Value) -> Self {
        let html = INDEX
            .replace("{{has}}", has)
            .replace("{{may}}", may)
            .replace("{{vocabulary}}", &escape_attribute(&vocabulary.to_string()))
            .replace("{{version}}", env!("CARGO_PKG_VERSION"))
            .replace("{{icon}}", &icon_data_url())
            .replace("<style></style>", &format!("<style>{STYLE}</style>"))
            .replace(
                "<script type=\"module\"></script>",
                &format!("<script type=\"module\">{SCRIPT}</script>"),
            );
        let zipped = gzip_bytes(html.as_bytes());
        Self { html: html.into(), zipped, policy: content_security_policy() }
    }

    /// The page, packed for who can unpack it.
    pub(crate) fn to_response(&self, headers: &HeaderMap) -> Response {
        let accepted = headers.get_all(header::ACCEPT_ENCODING).iter();
        let mut accepted = accepted.filter_map(|value| value.to_str().ok());
        let is_zipped = !self.zipped.is_empty()
            && accepted.any(|value| value.split(',').any(|one| one.trim() == "gzip"));
        let policy = (header::CONTENT_SECURITY_POLICY, self.policy.clone());
        let body = if is_zipped { &self.zipped } else { &self.html };
        let mut answer =
            ([policy], text_response("text/html; charset=utf-8", body.clone())).into_response();
        if is_zipped {
            let gzip = HeaderValue::from_static("gzip");
            answer.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        }
        answer
    }
}

/// A text as the value of an attribute in double quotes.
fn escape_attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// The icon as an address that has it in it.
fn icon_data_url() -> String {
    let mut address = String::from("data:image/svg+xml,");
    for letter in ICON.trim().chars() {
        match letter {
            '\n' => {}
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            '#' => address.push_str("%23"),
            other => address.push(other),
        }
    }
    address
}

/// The same packed; empty if that does not work, which in memory it always does.
fn gzip_bytes(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(zipped) => zipped.into(),
        Err(_) => Bytes::new(),
    }
}

/// What the page may do: run its own script and style, by their hashes, and talk to where it came
/// from. Widths of bars are set by the script, which no policy forbids.
fn content_security_policy() -> HeaderValue {
    let hash =
        |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        hash(SCRIPT),
        hash(STYLE),
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words() -> Value {
        json!({"jobs": {"states": {"say \"<&\"": "good"}}})
    }

    fn html() -> String {
        String::from_utf8(HtmlPage::new("status jobs feed", "metrics", &words()).html.to_vec())
            .unwrap()
    }

    #[test]
    fn the_page_is_one_file_that_names_nobody_else() {
        let html = html();
        assert_eq!((html.matches("<script").count(), html.matches("<style>").count()), (1, 1));
        assert!(!html.contains("{{"), "something is missing in it");
        assert!(html.contains(STYLE) && html.contains(SCRIPT));
        let foreign: Vec<_> =
            html.match_indices("://").map(|(at, _)| &html[at - 5..at + 20]).collect();
        assert!(foreign.iter().all(|url| url.contains("www.w3.org")), "{foreign:?}");
    }

    #[test]
    fn the_vocabulary_is_an_attribute_that_ends_where_it_should() {
        let value =
            "{&quot;jobs&quot;:{&quot;states&quot;:{&quot;say \\&quot;&lt;&amp;\\&quot;&quot;";
        assert!(html().contains(&format!("data-vocabulary=\"{value}:&quot;good&quot;}}}}}}\"")));
    }

    #[test]
    fn the_page_has_at_most_60_kilobytes_packed() {
        let bytes = HtmlPage::new("status jobs feed", "metrics", &words()).zipped.len();
        assert!((1..60_000).contains(&bytes), "{bytes} bytes");
    }

    #[test]
    fn nothing_from_outside_becomes_html() {
        let words = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("];
        assert!(!words.iter().any(|word| html().contains(word)));
        assert_eq!(content_security_policy().to_str().unwrap().matches("'sha256-").count(), 2);
    }
}
