//! How a tag is written on a job, so that every scheduler gives it back as it was.

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Names of jobs longer than this are cut off somewhere on the way to an accounting database.
const LONGEST: usize = 128;

/// What is written on a job for a tag: the tag itself, if it is of letters, digits and `._:/+@=-`
/// and at most 128 bytes long, else `monitor-` with 32 digits of its SHA-256.
///
/// Schedulers cut, quote or split at what they do not like in a name. The same tag always has the
/// same label.
///
/// ```
/// use monitor_host::scheduler::label;
///
/// assert_eq!(label("GW150914/bilby:1"), "GW150914/bilby:1");
/// assert_eq!(label("GW150914/mit Umlaut ä:1").len(), 40);
/// ```
#[must_use]
pub fn label(tag: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/+@=-".contains(&byte);
    if tag.len() <= LONGEST && !tag.is_empty() && tag.bytes().all(plain) {
        return Cow::Borrowed(tag);
    }
    Cow::Owned(digest(tag))
}

/// `monitor-` with 32 digits of the SHA-256 of a tag.
pub(super) fn digest(tag: &str) -> String {
    let mut label = String::from("monitor-");
    for byte in Sha256::digest(tag.as_bytes()).iter().take(16) {
        // Writing to a string does not fail.
        let _ = write!(label, "{byte:02x}");
    }
    label
}
