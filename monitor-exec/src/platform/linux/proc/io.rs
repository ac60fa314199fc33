//! `/proc/PID/io`: what a process and its waited-for children read and wrote.

use super::stat::parse_u64;
use crate::totals::used::Io;

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
