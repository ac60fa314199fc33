//! The name of a run as the name of a file.

use std::fmt::Write;

use crate::error::Error;

/// The longest result in bytes: a file's name may have 255, and a date and a suffix follow.
const MAX_BYTES: usize = 200;

/// What stands for the end of a name that is too long: `~` and 16 hexadecimal digits.
const MARK_BYTES: usize = 17;

/// The name of a run in a form that is safe as the beginning of a file's name on every system.
///
/// Different names give different results. Letters, digits, spaces and most other characters stay
/// as they are; a `/`, what else a path or a shell would stumble over, control characters, a dot
/// at the beginning and `%` become `%` and two hexadecimal digits a byte. More than 200 bytes
/// become the beginning, `~` and a hash of the whole name.
///
/// ```
/// use monitor_run::file_stem;
///
/// assert_eq!(file_stem("autocalibration_run_20250101")?, "autocalibration_run_20250101");
/// assert_eq!(file_stem("../x")?, "%2E.%2Fx");
/// assert_eq!(file_stem("a/b")?, "a%2Fb");
/// # Ok::<(), monitor_run::Error>(())
/// ```
///
/// # Errors
/// [`Error::EmptyName`] for an empty name.
pub fn file_stem(name: &str) -> Result<String, Error> {
    if name.is_empty() {
        return Err(Error::EmptyName);
    }
    let mut stem = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        if is_unsafe(c) || (at == 0 && c == '.') {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(stem, "%{byte:02X}");
            }
        } else {
            stem.push(c);
        }
    }
    if stem.len() > MAX_BYTES {
        let kept = stem.floor_char_boundary(MAX_BYTES - MARK_BYTES);
        stem.truncate(kept);
        let _ = write!(stem, "~{:016x}", fnv1a(name.as_bytes()));
    }
    Ok(stem)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '%' | '~' | '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '@')
}

/// FNV-1a, 64 bits (draft-eastlake-fnv): the same on every machine and in every release.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
