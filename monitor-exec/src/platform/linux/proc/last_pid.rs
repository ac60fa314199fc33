//! `/proc/loadavg`: the number given last, by which one reading tells that nothing forked.

use std::fs::File;
use std::os::unix::fs::FileExt;

use super::stat::parse_u64;

/// A kept `/proc/loadavg`; its fifth field is the last pid of our pid namespace, proc_loadavg(5).
#[derive(Debug)]
pub(crate) struct LastPid {
    file: Option<File>,
}

impl LastPid {
    pub(crate) fn open() -> Self {
        Self { file: File::open("/proc/loadavg").ok() }
    }

    /// The number given last to a process or thread; `None` if the file is not there.
    pub(crate) fn read(&self) -> Option<u64> {
        let mut buffer = [0; 128];
        let read = self.file.as_ref()?.read_at(&mut buffer, 0).ok()?;
        parse(buffer.get(..read)?)
    }
}

fn parse(bytes: &[u8]) -> Option<u64> {
    let field = bytes.trim_ascii_end().rsplit(|&byte| byte == b' ').next()?;
    parse_u64(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_field_is_the_last_pid() {
        assert_eq!(parse(b"0.20 0.18 0.12 1/80 11206\n"), Some(11206));
        assert_eq!(parse(b"\n"), None);
    }
}
