//! Everything of a spawn that allocates or can fail, before a child exists.

use std::ffi::{CString, OsStr, OsString, c_char};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use crate::command::{Exec, Group};
use crate::error::Error;

/// What the kernel is told, as C strings and pointers that live until the exec.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) candidates: Vec<CString>,
    pub(super) candidate_pointers: Vec<*const c_char>,
    pub(super) argv: Vec<*const c_char>,
    pub(super) envp: Vec<*const c_char>,
    pub(super) cwd: Option<CString>,
    pub(super) umask: Option<u32>,
    pub(super) user: User,
    pub(super) group: Group,
    pub(super) unblock_signals: bool,
    /// What becomes of 0, 1 and 2; each has a number above 2, so that none overwrites another.
    pub(super) streams: [Option<OwnedFd>; 3],
    _strings: Vec<CString>,
}

/// Turns the builder's command into a plan.
///
/// # Errors
///
/// The program name is empty, there is no such program, or a text has a NUL byte.
pub(crate) fn prepare(exec: &Exec, streams: [Option<OwnedFd>; 3]) -> Result<Plan, Error> {
    let program = exec.program.as_os_str();
    if program.is_empty() {
        return Err(Error::EmptyCommand);
    }
    let environment = exec.environment.resolve();
    let mut candidates = candidates(program, environment.path.as_deref())?;
    // To look costs a fifth of a refused exec.
    candidates.retain(|path| !is_missing(path));
    if candidates.is_empty() {
        return Err(Error::NotFound { program: program.into() });
    }
    let mut strings = Vec::with_capacity(1 + exec.args.len() + environment.pairs.len());
    strings.push(c_string(exec.name.as_deref().unwrap_or(program), "the program")?);
    for arg in &exec.args {
        strings.push(c_string(arg, "an argument")?);
    }
    let argc = strings.len();
    for pair in environment.pairs {
        strings.push(
            CString::new(pair.into_vec())
                .map_err(|_| Error::NulByte { part: "an environment variable" })?,
        );
    }
    let pointers = |texts: &[CString]| {
        let mut pointers: Vec<*const c_char> = texts.iter().map(|text| text.as_ptr()).collect();
        pointers.push(std::ptr::null());
        pointers
    };
    let (args, variables) = strings.split_at(argc);
    Ok(Plan {
        candidate_pointers: candidates.iter().map(|path| path.as_ptr()).collect(),
        candidates,
        argv: pointers(args),
        envp: pointers(variables),
        cwd: exec
            .cwd
            .as_ref()
            .map(|path| c_string(path.as_os_str(), "the working directory"))
            .transpose()?,
        umask: exec.umask,
        user: exec.user,
        group: exec.group,
        unblock_signals: exec.unblock_signals,
        streams,
        _strings: strings,
    })
}

impl Plan {
    /// The path that was executed, by its number.
    pub(crate) fn executable(&self, candidate: usize) -> Option<PathBuf> {
        let path = self.candidates.get(candidate)?;
        Some(PathBuf::from(OsStr::from_bytes(path.as_bytes())))
    }

    /// How many bytes of arguments and environment the kernel is handed.
    pub(crate) fn text_bytes(&self) -> usize {
        self._strings.iter().map(|text| text.as_bytes_with_nul().len()).sum()
    }
}

fn c_string(text: &OsStr, part: &'static str) -> Result<CString, Error> {
    CString::new(text.as_bytes()).map_err(|_| Error::NulByte { part })
}

/// Whether a look is enough to know that there is nothing to execute, so that no child is made for
/// it. What is relative depends on the child's working directory and is left to the exec.
fn is_missing(path: &CString) -> bool {
    let path = Path::new(OsStr::from_bytes(path.as_bytes()));
    path.is_absolute() && matches!(path.try_exists(), Ok(false))
}

/// The paths to try in order, as execvp(3) does: a name with a slash is itself, any other name is
/// looked for in every directory of `PATH`.
fn candidates(program: &OsStr, path: Option<&OsStr>) -> Result<Vec<CString>, Error> {
    if program.as_bytes().contains(&b'/') {
        return Ok(vec![c_string(program, "the program")?]);
    }
    let path = path.unwrap_or(OsStr::new("/bin:/usr/bin"));
    path.as_bytes()
        .split(|&byte| byte == b':')
        .map(|dir| {
            let dir =
                if dir.is_empty() { Path::new(".") } else { Path::new(OsStr::from_bytes(dir)) };
            c_string(dir.join(program).as_os_str(), "the program")
        })
        .collect()
}

/// The environment of the child, `NAME=value` each, and the `PATH` that it has.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) pairs: Vec<OsString>,
    pub(crate) path: Option<OsString>,
}

/// Whom the child runs as, where that is not the host.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct User {
    pub(crate) uid: Option<u32>,
    pub(crate) gid: Option<u32>,
}

/// What the host changes in the environment that the child inherits.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    pub(crate) cleared: bool,
    pub(crate) changes: Vec<(OsString, Option<OsString>)>,
}

impl Environment {
    /// The host's environment with the changes; a later change of the same name wins.
    fn resolve(&self) -> Resolved {
        let mut pairs: Vec<(OsString, OsString)> = Vec::new();
        if !self.cleared {
            pairs.extend(std::env::vars_os());
        }
        for (name, value) in &self.changes {
            pairs.retain(|(known, _)| known != name);
            if let Some(value) = value {
                pairs.push((name.clone(), value.clone()));
            }
        }
        let path = pairs.iter().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone());
        let joined = |(mut name, value): (OsString, OsString)| {
            name.reserve_exact(value.len() + 1);
            name.push("=");
            name.push(value);
            name
        };
        Resolved { pairs: pairs.into_iter().map(joined).collect(), path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_tried_in_every_directory_and_an_empty_one_is_here() {
        let tried = candidates(OsStr::new("ls"), Some(OsStr::new("/a::/b"))).unwrap();
        let tried: Vec<_> = tried.iter().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(tried, ["/a/ls", "./ls", "/b/ls"]);
    }

    #[test]
    fn a_path_is_itself() {
        assert_eq!(candidates(OsStr::new("./ls"), None).unwrap(), [c"./ls".to_owned()]);
    }

    #[test]
    fn the_last_change_of_a_variable_wins() {
        let environment = Environment {
            cleared: true,
            changes: vec![
                ("A".into(), Some("1".into())),
                ("B".into(), Some("2".into())),
                ("A".into(), Some("3".into())),
                ("B".into(), None),
            ],
        };
        assert_eq!(environment.resolve().pairs, ["A=3"]);
    }
}
