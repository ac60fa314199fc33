//! `/proc/PID/io`: what a process and its waited-for children read and wrote.

use super::stat::parse_u64;

/// Bytes read and written, see proc_pid_io(5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Io {
    /// By system calls, whatever is behind the descriptor (`rchar`).
    pub(crate) read_call_bytes: u64,
    /// By system calls (`wchar`).
    pub(crate) write_call_bytes: u64,
    /// From storage (`read_bytes`).
    pub(crate) read_bytes: u64,
    /// To storage, less what was taken back before it got there (`write_bytes` less
    /// `cancelled_write_bytes` is not used: the kernel charges the cancellation to whoever
    /// truncates).
    pub(crate) write_bytes: u64,
}

impl Io {
    /// Reads the seven lines; `None` if the four that count are not all there.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (mut io, mut found) = (Self::default(), 0);
        for line in bytes.split(|&byte| byte == b'\n') {
            let Some(colon) = line.iter().position(|&byte| byte == b':') else {
                continue;
            };
            let slot = match &line[..colon] {
                b"rchar" => &mut io.read_call_bytes,
                b"wchar" => &mut io.write_call_bytes,
                b"read_bytes" => &mut io.read_bytes,
                b"write_bytes" => &mut io.write_bytes,
                _ => continue,
            };
            *slot = parse_u64(line.get(colon + 2..)?)?;
            found += 1;
        }
        (found == 4).then_some(io)
    }

    /// Field by field the sum.
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self {
            read_call_bytes: self.read_call_bytes.saturating_add(other.read_call_bytes),
            write_call_bytes: self.write_call_bytes.saturating_add(other.write_call_bytes),
            read_bytes: self.read_bytes.saturating_add(other.read_bytes),
            write_bytes: self.write_bytes.saturating_add(other.write_bytes),
        }
    }

    /// Field by field the difference, never below zero.
    pub(crate) const fn minus(self, other: Self) -> Self {
        Self {
            read_call_bytes: self.read_call_bytes.saturating_sub(other.read_call_bytes),
            write_call_bytes: self.write_call_bytes.saturating_sub(other.write_call_bytes),
            read_bytes: self.read_bytes.saturating_sub(other.read_bytes),
            write_bytes: self.write_bytes.saturating_sub(other.write_bytes),
        }
    }

    /// Field by field the greater one.
    pub(crate) fn max(self, other: Self) -> Self {
        Self {
            read_call_bytes: self.read_call_bytes.max(other.read_call_bytes),
            write_call_bytes: self.write_call_bytes.max(other.write_call_bytes),
            read_bytes: self.read_bytes.max(other.read_bytes),
            write_bytes: self.write_bytes.max(other.write_bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"rchar: 323934931\nwchar: 323929600\nsyscr: 632687\nsyscw: 632675\nread_bytes: 4096\nwrite_bytes: 323932160\ncancelled_write_bytes: 0\n";

    #[test]
    fn the_four_figures_are_told_apart() {
        let io = Io::parse(TEXT).unwrap();
        assert_eq!((io.read_call_bytes, io.write_call_bytes), (323_934_931, 323_929_600));
        assert_eq!((io.read_bytes, io.write_bytes), (4096, 323_932_160));
    }

    #[test]
    fn a_text_without_all_four_is_refused() {
        assert_eq!(Io::parse(&TEXT[..60]), None);
        assert_eq!(Io::parse(b""), None);
    }
}
