//! `/proc/PID/stat`: state, family, CPU and faults of the dead children, threads and memory.

/// The fields that a sample needs, see proc_pid_stat(5). CPU times are those of waited-for
/// children only: the process' own come from its CPU clock, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stat {
    /// The name of the program, 15 bytes at most.
    pub(crate) name: Name,
    pub(crate) state: u8,
    pub(crate) ppid: i32,
    pub(crate) group: i32,
    pub(crate) session: i32,
    pub(crate) minor_faults: u64,
    pub(crate) children_minor_faults: u64,
    pub(crate) major_faults: u64,
    pub(crate) children_major_faults: u64,
    pub(crate) children_cpu_ns: u64,
    pub(crate) threads: u32,
    pub(crate) start_ticks: u64,
    pub(crate) virtual_bytes: u64,
    pub(crate) rss_bytes: u64,
    /// SIGCHLD is ignored, so that what its children used is counted nowhere.
    pub(crate) ignores_children: bool,
}

/// A program's name as the kernel keeps it, `comm` in proc_pid_comm(5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    bytes: [u8; 15],
    len: u8,
}

impl Name {
    /// The first 15 bytes of `text`.
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut name = Self::default();
        for (slot, byte) in name.bytes.iter_mut().zip(text) {
            *slot = *byte;
            name.len += 1;
        }
        name
    }

    /// The name as text; what is not UTF-8 is replaced.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes[..usize::from(self.len)]).into_owned()
    }
}

impl Stat {
    /// Reads one line. The name may hold blanks and brackets, so what counts is the last bracket.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let open = bytes.iter().position(|&byte| byte == b'(')?;
        let close = bytes.iter().rposition(|&byte| byte == b')')?;
        let name = Name::new(bytes.get(open + 1..close)?);
        let mut fields = bytes.get(close + 2..)?.split(|&byte| byte == b' ');
        let state = *fields.next()?.first()?;
        // The numbers below are the field's number in proc_pid_stat(5).
        let mut number = 3;
        let mut field = |wanted: usize| -> Option<u64> {
            let text = fields.nth(wanted - number - 1)?;
            number = wanted;
            parse_u64(text)
        };
        let pid = |value: u64| i32::try_from(value).unwrap_or(0);
        let ticks = 1_000_000_000 / procfs::ticks_per_second().max(1);
        Some(Self {
            name,
            state,
            ppid: pid(field(4)?),
            group: pid(field(5)?),
            session: pid(field(6)?),
            minor_faults: field(10)?,
            children_minor_faults: field(11)?,
            major_faults: field(12)?,
            children_major_faults: field(13)?,
            children_cpu_ns: field(16)?.saturating_add(field(17)?).saturating_mul(ticks),
            threads: u32::try_from(field(20)?).unwrap_or(u32::MAX),
            start_ticks: field(22)?,
            virtual_bytes: field(23)?,
            rss_bytes: field(24)?.saturating_mul(procfs::page_size()),
            ignores_children: field(33)? & (1 << (libc::SIGCHLD - 1)) != 0,
        })
    }

    /// Whether the process has ended and only waits to be reaped.
    pub(crate) const fn is_dead(&self) -> bool {
        matches!(self.state, b'Z' | b'X')
    }
}

/// A number in decimal; a negative one counts as zero.
pub(super) fn parse_u64(text: &[u8]) -> Option<u64> {
    let digits = text.strip_prefix(b"-");
    if digits.is_some() {
        return Some(0);
    }
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |value, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        Some(value.wrapping_mul(10).wrapping_add(u64::from(digit)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &[u8] = b"4711 (a (b) c) S 17 4711 4711 0 -1 4194560 2000 3000 4 5 60 70 80 90 20 0 3 0 12345 8192000 250 18446744073709551615 1 1 0 0 0 0 0 4096 65536 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let stat = Stat::parse(LINE).unwrap();
        assert_eq!(stat.name.text(), "a (b) c");
        assert_eq!((stat.state, stat.ppid, stat.group, stat.session), (b'S', 17, 4711, 4711));
        assert_eq!((stat.minor_faults, stat.children_minor_faults), (2000, 3000));
        assert_eq!((stat.major_faults, stat.children_major_faults), (4, 5));
        assert_eq!(stat.children_cpu_ns, (80 + 90) * (1_000_000_000 / procfs::ticks_per_second()));
        assert_eq!((stat.threads, stat.start_ticks, stat.virtual_bytes), (3, 12345, 8_192_000));
        assert_eq!(stat.rss_bytes, 250 * procfs::page_size());
    }

    #[test]
    fn an_ignored_sigchld_is_seen() {
        assert!(Stat::parse(LINE).is_some_and(|stat| !stat.ignores_children));
        let text = String::from_utf8(LINE.to_vec()).unwrap().replace(" 4096 65536 ", " 65536 0 ");
        assert!(Stat::parse(text.as_bytes()).is_some_and(|stat| stat.ignores_children));
    }

    #[test]
    fn what_is_cut_short_is_no_stat() {
        for len in 0..130 {
            assert_eq!(Stat::parse(&LINE[..len]), None, "{len}");
        }
    }

    #[test]
    fn our_own_line_is_read() {
        let own =
            crate::platform::linux::proc::read_stat(i32::try_from(std::process::id()).unwrap())
                .unwrap();
        assert!(own.threads >= 1 && own.rss_bytes > 0 && own.virtual_bytes > own.rss_bytes);
    }
}
