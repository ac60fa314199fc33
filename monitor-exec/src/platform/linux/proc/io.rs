//! `/proc/PID/io`: what a process and its waited-for children read and wrote.

use super::stat::parse_u64;
use crate::counters::io_counters;

macro_rules! declare_io {
    ($(#[$doc:meta] #[$serde:meta] $name:ident = $key:literal,)*) => {
        /// Bytes read and written, see proc_pid_io(5).
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Io {
            $(#[$doc] pub(crate) $name: u64,)*
        }

        impl Io {
            /// Reads the lines; `None` if those that count are not all there.
            pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
                const WANTED: usize = [$($key.as_slice()),*].len();
                let (mut io, mut found) = (Self::default(), 0);
                for line in bytes.split(|&byte| byte == b'\n') {
                    let Some(colon) = line.iter().position(|&byte| byte == b':') else {
                        continue;
                    };
                    let slot = match &line[..colon] {
                        $($key => &mut io.$name,)*
                        _ => continue,
                    };
                    *slot = parse_u64(line.get(colon + 2..)?)?;
                    found += 1;
                }
                (found == WANTED).then_some(io)
            }
        }
    };
}
io_counters!(declare_io);

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
