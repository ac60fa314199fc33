//! How commands print: results to the standard output, everything else to the standard error.

use std::fmt::Display;
use std::io::{self, BufWriter, Write};

use crate::error::Error;

/// Writes a result to the standard output. A reader that leaves early has seen enough: that is no
/// error.
pub(crate) fn write_result(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::StandardOutput { source })
        }
        _ => Ok(()),
    }
}

/// Tells the user something that is not the result.
pub(crate) fn write_note(what: impl Display) {
    let text = what.to_string();
    let mut lines = text.trim_end().lines();
    let mut note = format!("monitor: {}\n", lines.next().unwrap_or_default());
    for line in lines {
        note.push_str(&format!("  {line}\n"));
    }
    // In one piece, so that it stays together; there is nobody left to tell if this fails.
    let _ = io::stderr().lock().write_all(note.as_bytes());
}

/// Tells the user what is wrong, on one line.
pub(crate) fn write_error(what: impl Display) {
    // There is nobody left to tell if this fails.
    let _ = writeln!(io::stderr().lock(), "monitor: {what}");
}
