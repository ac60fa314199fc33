//! Everything of a spawn that allocates or can fail, before a child exists.

use std::ffi::{CStr, CString, OsStr, c_char};
use std::ops::Range;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::sync::atomic::AtomicPtr;

use nix::errno::Errno;

use crate::command::environment::{ChildSignals, ChildUser};
use crate::command::{ExecCommand, ProcessGroup};
use crate::error::Error;

/// What reads a script whose first line names no interpreter, see execvp(3).
pub(super) const SHELL: &CStr = c"/bin/sh";

/// What the kernel is told, as C strings and pointers that live until the exec.
#[derive(Debug)]
pub(crate) struct SpawnPlan {
    pub(super) candidates: Vec<CString>,
    pub(super) candidate_pointers: Vec<*const c_char>,
    pub(super) argv: Vec<*const c_char>,
    /// The arguments if the shell has to read the program; the child puts its path at 1.
    pub(super) shell_argv: Vec<AtomicPtr<c_char>>,
    pub(super) envp: Vec<*const c_char>,
    pub(super) cwd: Option<CString>,
    pub(super) umask: Option<u32>,
    pub(super) user: ChildUser,
    pub(super) group: ProcessGroup,
    pub(super) signals: ChildSignals,
    /// What becomes of 0, 1 and 2; each has a number above 2, so that none overwrites another.
    pub(super) streams: [Option<OwnedFd>; 3],
    texts: CStringList,
}

/// Turns the builder's command into a plan.
///
/// # Errors
///
/// The program name is empty, there is no such program, or a text has a NUL byte.
pub(crate) fn prepare(
    exec: &ExecCommand,
    streams: [Option<OwnedFd>; 3],
) -> Result<SpawnPlan, Error> {
    let program = exec.program.as_os_str();
    if program.is_empty() {
        return Err(Error::EmptyCommand);
    }
    let environment = exec.environment.resolve();
    let candidates = candidates(program, environment.path())?;
    if candidates.is_empty() {
        return Err(Error::NotFound { program: program.into() });
    }
    let mut texts = CStringList::default();
    texts.push(&[exec.name.as_deref().unwrap_or(program)], "the program")?;
    for arg in &exec.args {
        texts.push(&[arg], "an argument")?;
    }
    let argc = texts.starts.len();
    for (name, value) in &environment.pairs {
        texts.push(&[name, OsStr::new("="), value], "an environment variable")?;
    }
    let argv = texts.pointers(0..argc);
    let shell_argv = [SHELL.as_ptr(), std::ptr::null()]
        .into_iter()
        .chain(argv.iter().skip(1).copied())
        .map(|text| AtomicPtr::new(text.cast_mut()))
        .collect();
    Ok(SpawnPlan {
        candidate_pointers: candidates.iter().map(|path| path.as_ptr()).collect(),
        candidates,
        argv,
        shell_argv,
        envp: texts.pointers(argc..texts.starts.len()),
        cwd: exec
            .cwd
            .as_ref()
            .map(|path| c_string(path.as_os_str(), "the working directory"))
            .transpose()?,
        umask: exec.umask,
        user: exec.user,
        group: exec.group,
        signals: exec.signals,
        streams,
        texts,
    })
}

impl SpawnPlan {
    /// The path that was executed, by its number.
    pub(crate) fn executable(&self, candidate: usize) -> Option<PathBuf> {
        let path = self.candidates.get(candidate)?;
        Some(PathBuf::from(OsStr::from_bytes(path.as_bytes())))
    }

    /// How many bytes of arguments and environment the kernel is handed.
    pub(crate) fn text_bytes(&self) -> usize {
        self.texts.bytes.len()
    }
}

/// Arguments and variables one after the other, each with its NUL byte.
#[derive(Debug, Default)]
struct CStringList {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl CStringList {
    /// One more, in pieces; `part` says what it is if it cannot be.
    fn push(&mut self, pieces: &[&OsStr], part: &'static str) -> Result<(), Error> {
        self.starts.push(self.bytes.len());
        for piece in pieces {
            let bytes = piece.as_bytes();
            if bytes.contains(&0) {
                return Err(Error::NulByte { part });
            }
            self.bytes.extend_from_slice(bytes);
        }
        self.bytes.push(0);
        Ok(())
    }

    /// Where they are, and a null pointer. Nothing may be pushed after this.
    fn pointers(&self, range: Range<usize>) -> Vec<*const c_char> {
        let starts = self.starts.get(range).unwrap_or_default();
        let pointers = starts.iter().map(|start| self.bytes[*start..].as_ptr().cast());
        pointers.chain([std::ptr::null()]).collect()
    }
}

fn c_string(text: &OsStr, part: &'static str) -> Result<CString, Error> {
    CString::new(text.as_bytes()).map_err(|_| Error::NulByte { part })
}

/// Whether a look is enough to know that there is nothing to execute, so that no child is made for
/// it, or tries in vain: to look costs a fifth of a refused exec. What is relative depends on the
/// child's working directory and is left to the exec.
fn is_missing(path: &CStr) -> bool {
    use nix::unistd::{AccessFlags, access};
    let missing = |errno| matches!(errno, Errno::ENOENT | Errno::ENOTDIR);
    path.to_bytes().starts_with(b"/") && access(path, AccessFlags::F_OK).is_err_and(missing)
}

/// The paths to try in order, from the first that is there on, as execvp(3) does: a name with a
/// slash is itself, any other name is looked for in every directory of `PATH`.
fn candidates(program: &OsStr, path: Option<&OsStr>) -> Result<Vec<CString>, Error> {
    let tried = if program.as_bytes().contains(&b'/') {
        vec![c_string(program, "the program")?]
    } else {
        let path = path.unwrap_or(OsStr::new("/bin:/usr/bin"));
        let folders = path.as_bytes().split(|&byte| byte == b':');
        let within = |folder: &[u8]| {
            let folder = if folder.is_empty() { b".".as_slice() } else { folder };
            let path = [folder, b"/", program.as_bytes()].concat();
            CString::new(path).map_err(|_| Error::NulByte { part: "the program" })
        };
        folders.map(within).collect::<Result<_, _>>()?
    };
    Ok(tried.into_iter().skip_while(|path| is_missing(path)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_tried_in_every_directory_and_an_empty_one_is_here() {
        let tried = |path| {
            let tried = candidates(OsStr::new("ls"), Some(OsStr::new(path))).unwrap();
            tried.iter().map(|path| path.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(tried("/no/a::/no/b"), ["./ls", "/no/b/ls"]);
        assert!(tried("/no/a:/no/b").is_empty());
    }

    #[test]
    fn a_path_is_itself() {
        assert_eq!(candidates(OsStr::new("./ls"), None).unwrap(), [c"./ls".to_owned()]);
    }
}
