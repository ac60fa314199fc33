//! `/proc/PID/status`: the most memory that a process ever had, `VmHWM`.

use super::stat::parse_u64;

/// The peak of the resident set since exec, proc_pid_status(5); `None` for a zombie, which has no
/// memory any more.
pub(crate) fn peak_rss_bytes(bytes: &[u8]) -> Option<u64> {
    let line = bytes.split(|&byte| byte == b'\n').find_map(|line| line.strip_prefix(b"VmHWM:"))?;
    let digits = line.trim_ascii().strip_suffix(b" kB")?;
    Some(parse_u64(digits)?.saturating_mul(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_in_kibibytes() {
        let text = b"Name:\tcat\nVmPeak:\t    9000 kB\nVmHWM:\t    1864 kB\nVmRSS:\t    1800 kB\n";
        assert_eq!(peak_rss_bytes(text), Some(1864 * 1024));
    }

    #[test]
    fn a_zombie_has_none() {
        assert_eq!(peak_rss_bytes(b"Name:\tcat\nState:\tZ (zombie)\nThreads:\t1\n"), None);
    }
}
