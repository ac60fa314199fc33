//! The errors of what the system refused on the way to a program.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::error::{Error, SpawnStep};

/// The longest first line that the kernel reads, execve(2).
const SCRIPT_LINE_BYTES: usize = 256;

/// The error for a step that the system refused.
pub(crate) fn spawn_error(step: SpawnStep) -> impl FnOnce(io::Error) -> Error {
    move |source| Error::Spawn { step, source }
}

/// The error for a program that was not executed, by what the kernel said. A name is looked for
/// in `path`, the value of `PATH`; `cwd` is the directory that a relative path starts from.
pub(crate) fn exec_error(
    program: PathBuf,
    source: io::Error,
    bytes: usize,
    path: Option<&OsStr>,
    cwd: Option<&Path>,
) -> Error {
    match source.raw_os_error() {
        Some(libc::ENOENT | libc::ENOTDIR) => match missing_interpreter(&program, path, cwd) {
            Some(interpreter) => Error::NoInterpreter { program, interpreter },
            None => Error::NotFound { program },
        },
        Some(libc::EACCES | libc::EPERM | libc::EISDIR) => Error::PermissionDenied { program },
        Some(libc::ENOEXEC) => Error::BadFormat { program },
        Some(libc::E2BIG) => Error::ArgumentsTooLong { bytes },
        _ => Error::Spawn { step: SpawnStep::Exec, source },
    }
}

/// What a program that is there needs and lacks: the kernel says ENOENT of both.
fn missing_interpreter(
    program: &Path,
    path: Option<&OsStr>,
    cwd: Option<&Path>,
) -> Option<PathBuf> {
    let here = cwd.unwrap_or(Path::new(""));
    let found = if program.as_os_str().as_bytes().contains(&b'/') {
        here.join(program)
    } else {
        let mut folders = std::env::split_paths(path.unwrap_or(OsStr::new("/bin:/usr/bin")));
        folders.find_map(|folder| Some(here.join(folder).join(program)).filter(|p| p.is_file()))?
    };
    if !found.is_file() {
        return None;
    }
    let file = File::open(found).ok()?;
    let mut start = [0; SCRIPT_LINE_BYTES];
    let length = file.read_at(&mut start, 0).ok()?;
    let start = start.get(..length)?;
    let interpreter = match start.strip_prefix(b"#!") {
        Some(line) => script_interpreter(line),
        None => binary_loader(&file, start)?,
    };
    let interpreter = PathBuf::from(OsString::from_vec(interpreter));
    (!here.join(&interpreter).exists()).then_some(interpreter)
}

/// The first word of a script's first line after `#!`.
fn script_interpreter(line: &[u8]) -> Vec<u8> {
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | 0);
    let words = line.split(is_blank);
    words.into_iter().find(|word| !word.is_empty()).unwrap_or_default().to_vec()
}

/// The path in the program header `PT_INTERP` of a 64-bit little-endian binary, elf(5).
fn binary_loader(file: &File, start: &[u8]) -> Option<Vec<u8>> {
    const PT_INTERP: u64 = 3;
    const HEADER_BYTES: u64 = 56;
    if !start.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    let (offset, count) = (number(start.get(32..40)?), number(start.get(56..58)?));
    for index in 0..count {
        let mut header = [0; HEADER_BYTES as usize];
        file.read_exact_at(&mut header, offset.checked_add(index * HEADER_BYTES)?).ok()?;
        if number(&header[..4]) == PT_INTERP {
            let length = usize::try_from(number(&header[32..40])).ok()?.min(4096);
            let mut path = vec![0; length];
            file.read_exact_at(&mut path, number(&header[8..16])).ok()?;
            path.truncate(path.iter().position(|byte| *byte == 0)?);
            return Some(path);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_exec_has_its_type() {
        let error =
            |errno| exec_error("p".into(), io::Error::from_raw_os_error(errno), 9, None, None);
        assert!(matches!(error(libc::ENOENT), Error::NotFound { .. }));
        assert!(matches!(error(libc::EACCES), Error::PermissionDenied { .. }));
        assert!(matches!(error(libc::ENOEXEC), Error::BadFormat { .. }));
        assert!(matches!(error(libc::E2BIG), Error::ArgumentsTooLong { bytes: 9 }));
        assert!(matches!(error(libc::ENOMEM), Error::Spawn { step: SpawnStep::Exec, .. }));
    }

    #[test]
    fn the_interpreter_is_the_first_word_of_the_first_line() {
        assert_eq!(script_interpreter(b" /bin/a -x\nno"), b"/bin/a");
        assert_eq!(script_interpreter(b"/bin/sh\r\n"), b"/bin/sh\r");
        assert!(script_interpreter(b"\n").is_empty());
    }

    #[test]
    fn the_loader_of_a_binary_is_read_from_its_headers() {
        let path = std::fs::read_link("/proc/self/exe").unwrap();
        let file = File::open(path).unwrap();
        let mut start = [0; SCRIPT_LINE_BYTES];
        file.read_exact_at(&mut start, 0).unwrap();
        // A test program for musl is linked as a whole and names none.
        let loader = binary_loader(&file, &start);
        assert!(loader.is_none_or(|path| path.starts_with(b"/") && path.len() > 4));
        assert_eq!(binary_loader(&file, b"#!"), None);
    }
}
