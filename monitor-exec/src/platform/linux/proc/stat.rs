//! `/proc/PID/stat`: state, family, CPU and faults of the dead children, threads and memory.

use crate::counters::stat_counters;

macro_rules! declare_stat {
    (
        totals { $(#[$doc:meta] $total:ident = $own:literal $(+ $children:literal)?,)* }
        gauges { $(#[$gauge_doc:meta] $gauge:ident: $type:ty = $field:literal in $scale:ident,)* }
    ) => {
        /// The fields that a sample needs, see proc_pid_stat(5). CPU times are those of waited-for
        /// children only: the process' own come from its CPU clock, in nanoseconds.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Stat {
            /// The name of the program, 15 bytes at most.
            pub(crate) name: CommName,
            pub(crate) state: u8,
            pub(crate) ppid: i32,
            pub(crate) group: i32,
            pub(crate) session: i32,
            /// Totals of the process itself.
            pub(crate) own: StatTotals,
            /// Totals of its waited-for children.
            pub(crate) children: StatTotals,
            pub(crate) children_cpu_ns: u64,
            pub(crate) threads: u32,
            pub(crate) start_ticks: u64,
            /// SIGCHLD is ignored, so that what its children used is counted nowhere.
            pub(crate) ignores_children: bool,
            $(#[$gauge_doc] pub(crate) $gauge: $type,)*
        }

        /// The totals that `stat` has, of a process or of its children.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct StatTotals {
            $(#[$doc] pub(crate) $total: u64,)*
        }

        impl Stat {
            /// The field that is needed last.
            const LAST: usize = greatest(&[
                IGNORED_SIGNALS,
                $($own, $($children,)?)*
                $($field,)*
            ]);

            /// Takes in a field by its number in proc_pid_stat(5).
            fn set(&mut self, field: usize, text: &[u8]) -> Option<()> {
                match field {
                    3 => self.state = *text.first()?,
                    4 => self.ppid = pid(parse_u64(text)?),
                    5 => self.group = pid(parse_u64(text)?),
                    6 => self.session = pid(parse_u64(text)?),
                    16 | 17 => {
                        let ticks_ns = parse_u64(text)?.saturating_mul(tick_ns());
                        self.children_cpu_ns = self.children_cpu_ns.saturating_add(ticks_ns);
                    }
                    20 => self.threads = u32::try_from(parse_u64(text)?).unwrap_or(u32::MAX),
                    22 => self.start_ticks = parse_u64(text)?,
                    IGNORED_SIGNALS => {
                        self.ignores_children = parse_u64(text)? & (1 << (libc::SIGCHLD - 1)) != 0;
                    }
                    $(
                        $own => self.own.$total = parse_u64(text)?,
                        $($children => self.children.$total = parse_u64(text)?,)?
                    )*
                    $($field => self.$gauge = $scale(parse_u64(text)?),)*
                    _ => {}
                }
                Some(())
            }
        }
    };
}
stat_counters!(declare_stat);

/// The field with the signals that the process ignores.
const IGNORED_SIGNALS: usize = 33;

const fn greatest(numbers: &[usize]) -> usize {
    let (mut greatest, mut index) = (0, 0);
    while index < numbers.len() {
        if numbers[index] > greatest {
            greatest = numbers[index];
        }
        index += 1;
    }
    greatest
}

fn pid(value: u64) -> i32 {
    i32::try_from(value).unwrap_or(0)
}

fn tick_ns() -> u64 {
    1_000_000_000 / procfs::ticks_per_second().max(1)
}

/// Pages in bytes.
fn pages(value: u64) -> u64 {
    value.saturating_mul(procfs::page_size())
}

/// A figure in its own unit.
const fn units(value: u64) -> u64 {
    value
}

/// A program's name as the kernel keeps it, `comm` in proc_pid_comm(5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CommName {
    bytes: [u8; 15],
    len: u8,
}

impl CommName {
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
        let name = CommName::new(bytes.get(open + 1..close)?);
        let mut fields = bytes.get(close + 2..)?.split(|&byte| byte == b' ');
        let mut stat = Self { name, ..Self::default() };
        for number in 3..=Self::LAST {
            stat.set(number, fields.next()?)?;
        }
        Some(stat)
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
        assert_eq!((stat.own.minor_faults, stat.children.minor_faults), (2000, 3000));
        assert_eq!((stat.own.major_faults, stat.children.major_faults), (4, 5));
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
