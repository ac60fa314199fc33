//! What real programs write, and what is recognised of it.

#[path = "console/seen.rs"]
mod seen;

mod console {
    mod any_bytes;
    mod drawing;
    mod recordings;
}
