//! The submit description of a command, in HTCondor's language.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

use crate::error::Error;
use crate::scheduler::JobRequest;

/// The text that condor_submit reads for this command.
///
/// The program is looked for where the job runs, by a shell that is told it word for word; nothing
/// is transferred. Lines of the work's options come later, and so win.
///
/// # Errors
/// [`Error::Work`] for what this language cannot say: ends of lines, and a `$$(`, which HTCondor
/// would replace when the job starts.
pub(super) fn description(
    command: &[OsString],
    work: &JobRequest,
    label: &str,
) -> Result<Vec<u8>, Error> {
    if command.is_empty() {
        return Err(Error::Work { what: "the command", reason: "is empty" });
    }
    let mut text =
        b"universe = vanilla\nexecutable = /bin/sh\ntransfer_executable = False\n".to_vec();
    text.extend_from_slice(b"arguments = \"-c 'exec \"\"$(DOLLAR)0\"\" \"\"$(DOLLAR)@\"\"'");
    for word in command {
        text.push(b' ');
        quote(&mut text, word.as_bytes(), "the command")?;
    }
    text.extend_from_slice(b"\"\n");
    if !work.env.is_empty() {
        text.extend_from_slice(b"environment = \"");
        for (at, (name, value)) in work.env.iter().enumerate() {
            if name.is_empty() || name.contains(['=', ' ', '\'', '"', '$', '\n', '\t']) {
                return Err(Error::Work { what: "the name of a variable", reason: "is none" });
            }
            text.extend_from_slice(if at > 0 { b" " } else { b"" });
            text.extend_from_slice(name.as_bytes());
            text.push(b'=');
            quote(&mut text, value.as_bytes(), "the value of a variable")?;
        }
        text.extend_from_slice(b"\"\n");
    }
    if let Some(output) = &work.output {
        for stream in ["output", "error"] {
            text.extend_from_slice(stream.as_bytes());
            text.extend_from_slice(b" = ");
            plain(&mut text, output.as_os_str().as_bytes(), "the file for the output")?;
            text.push(b'\n');
        }
    }
    for line in &work.options {
        if line.contains(['\n', '\r']) {
            return Err(Error::Work { what: "an option", reason: "is more than one line" });
        }
        text.extend_from_slice(line.as_bytes());
        text.push(b'\n');
    }
    text.extend_from_slice(format!("+MonitorKey = \"{label}\"\nqueue\n").as_bytes());
    Ok(text)
}

/// A word in single quotes, as between the double quotes of HTCondor's new syntax for arguments and
/// environments: either quote is written twice.
fn quote(text: &mut Vec<u8>, word: &[u8], what: &'static str) -> Result<(), Error> {
    text.push(b'\'');
    let mut quoted = Vec::with_capacity(word.len());
    for &byte in word {
        quoted.push(byte);
        if matches!(byte, b'\'' | b'"') {
            quoted.push(byte);
        }
    }
    plain(text, &quoted, what)?;
    text.push(b'\'');
    Ok(())
}

/// A text in which nothing is replaced.
fn plain(text: &mut Vec<u8>, word: &[u8], what: &'static str) -> Result<(), Error> {
    if word.iter().any(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
        return Err(Error::Work { what, reason: "has the end of a line or a NUL byte in it" });
    }
    if word.windows(3).any(|some| some == b"$$(") {
        return Err(Error::Work { what, reason: "has $$( in it, which HTCondor replaces" });
    }
    for &byte in word {
        match byte {
            b'$' => text.extend_from_slice(b"$(DOLLAR)"),
            byte => text.push(byte),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(work: &JobRequest, command: &[&str]) -> Result<String, Error> {
        let command: Vec<OsString> = command.iter().map(Into::into).collect();
        description(&command, work, "a/b:1").map(|text| String::from_utf8(text).unwrap())
    }

    #[test]
    fn quotes_and_dollars_stay_what_they_are() {
        let work = JobRequest::command(["x"], "/").env("A", "b c").options(["request_cpus = 2"]);
        let text = text(&work, &["echo", "it's \"$HOME\""]).unwrap();
        assert!(text.contains("'echo' 'it''s \"\"$(DOLLAR)HOME\"\"'\"\n"), "{text}");
        assert!(text.contains("environment = \"A='b c'\"\n"), "{text}");
        assert!(text.ends_with("request_cpus = 2\n+MonitorKey = \"a/b:1\"\nqueue\n"), "{text}");
    }

    #[test]
    fn what_the_language_cannot_say_is_refused() {
        let work = JobRequest::command(["x"], "/");
        assert!(matches!(text(&work, &[]), Err(Error::Work { .. })));
        assert!(matches!(text(&work, &["a\nqueue 1000"]), Err(Error::Work { .. })));
        assert!(matches!(text(&work, &["$$(x)"]), Err(Error::Work { .. })));
        let work = work.options(["a\nb"]);
        assert!(matches!(text(&work, &["x"]), Err(Error::Work { .. })));
    }
}
