//! The environment, the user and the signal settings of a command, where they are not the host's.

use std::ffi::{OsStr, OsString};

/// The environment of the child, names and values.
#[derive(Debug)]
pub(crate) struct ResolvedEnvironment {
    pub(crate) pairs: Vec<(OsString, OsString)>,
}

impl ResolvedEnvironment {
    /// The `PATH` that the child has.
    pub(crate) fn path(&self) -> Option<&OsStr> {
        self.pairs.iter().find(|(name, _)| name == "PATH").map(|(_, value)| value.as_os_str())
    }
}

/// Whom the child runs as, where that is not the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ChildUser {
    pub(crate) uid: Option<u32>,
    pub(crate) gid: Option<u32>,
}

/// How the child starts with signals.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ChildSignals {
    /// The signals that are blocked, as bits; those of the thread that spawns otherwise.
    pub(crate) mask: Option<u64>,
    /// Signals that are ignored besides those that the host ignores: signal N is bit N - 1.
    pub(crate) ignored: u64,
}

/// What the host changes in the environment that the child inherits.
#[derive(Debug, Default)]
pub(crate) struct ChildEnvironment {
    pub(crate) cleared: bool,
    pub(crate) changes: Vec<(OsString, Option<OsString>)>,
}

impl ChildEnvironment {
    /// The host's environment with the changes; a later change of the same name wins.
    pub(crate) fn resolve(&self) -> ResolvedEnvironment {
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
        ResolvedEnvironment { pairs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_change_of_a_variable_wins() {
        let environment = ChildEnvironment {
            cleared: true,
            changes: vec![
                ("A".into(), Some("1".into())),
                ("B".into(), Some("2".into())),
                ("A".into(), Some("3".into())),
                ("B".into(), None),
            ],
        };
        assert_eq!(environment.resolve().pairs, [("A".into(), "3".into())]);
    }
}
