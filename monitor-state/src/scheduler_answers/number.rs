//! Numbers and times in the forms that schedulers write them.

use monitor_core::Timestamp;

/// Seconds since the Unix epoch, or `2026-01-02T03:04:05` taken as UTC; zero and words such as `N/A`
/// are no time.
pub(super) fn parse_time(text: &str) -> Option<Timestamp> {
    if let Ok(seconds) = text.parse::<i64>() {
        return (seconds > 0).then(|| Timestamp::from_secs(seconds));
    }
    if text.len() != 19 || !text.is_ascii() {
        return None;
    }
    format!("{text}Z").parse().ok()
}

/// What is before the first of the separators.
pub(super) fn first_word<'a>(text: &'a str, separators: &[char]) -> &'a str {
    text.split(separators).next().unwrap_or_default()
}
