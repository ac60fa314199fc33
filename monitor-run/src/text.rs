//! Texts that are cut to a bound, at a character's end and visibly.

/// The beginning of `text`, at most `max` bytes; what was cut is marked with an ellipsis.
pub(crate) fn truncate_text(text: &str, max: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= max {
        return text.to_owned();
    }
    let room = max.saturating_sub(MARK.len());
    let end = text.floor_char_boundary(room);
    if max < MARK.len() { text[..end].to_owned() } else { format!("{}{MARK}", &text[..end]) }
}

/// The beginning of `text`, short enough for a message about it.
pub(crate) fn text_excerpt(text: &str) -> String {
    truncate_text(text, 60)
}
