//! Amounts as people read them.

/// Bytes, in the largest binary unit that leaves a whole part: `12.3 MiB`.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "one digit after the point is shown")]
    let mut amount = bytes as f64 / 1024.0;
    let mut unit = 0;
    // What would be rounded to 1024.0 is one of the next unit.
    while amount >= 1023.95 && unit + 1 < UNITS.len() {
        amount /= 1024.0;
        unit += 1;
    }
    let digits = if amount < 100.0 { 1 } else { 0 };
    format!("{amount:.digits$} {}", UNITS.get(unit).unwrap_or(&"PiB"))
}

/// A length of time from seconds, with three to four digits: `310 µs`, `1.23 s`, `2 h 05 min`.
pub(crate) fn seconds(seconds: f64) -> String {
    let whole = seconds.max(0.0).round();
    if seconds < 0.000_999_5 {
        format!("{:.0} µs", seconds.max(0.0) * 1e6)
    } else if seconds < 0.099_95 {
        format!("{:.1} ms", seconds * 1e3)
    } else if seconds < 0.999_5 {
        format!("{:.0} ms", seconds * 1e3)
    } else if seconds < 9.995 {
        format!("{seconds:.2} s")
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else if whole < 3600.0 {
        format!("{:.0} min {:02.0} s", (whole / 60.0).floor(), whole % 60.0)
    } else {
        let minutes = (whole / 60.0).round();
        format!("{:.0} h {:02.0} min", (minutes / 60.0).floor(), minutes % 60.0)
    }
}

/// A percentage with three digits: `9.31 %`, `45.1 %`, `187 %`.
pub(crate) fn percent(percent: f64) -> String {
    let digits = match percent.abs() {
        amount if amount < 0.005 => 0,
        amount if amount < 9.995 => 2,
        amount if amount < 99.95 => 1,
        _ => 0,
    };
    format!("{percent:.digits$} %")
}

/// A count with its thousands set apart: `1 234 567`.
pub(crate) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// `1 process`, `2 processes`.
pub(crate) fn counted_text(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_have_the_unit_that_leaves_a_whole_part() {
        let cases = [0, 1023, 1024, 1536, (1 << 20) - 1, 1 << 20, 123 << 20, u64::MAX];
        let texts = cases.map(bytes);
        assert_eq!(
            texts,
            ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1.0 MiB", "1.0 MiB", "123 MiB", "16384 PiB"]
        );
    }

    #[test]
    fn lengths_of_time_never_round_to_sixty() {
        let cases = [0.0, 0.000_31, 0.012_34, 0.5, 1.234, 12.34, 59.99, 3599.9, 7500.0];
        let texts = cases.map(seconds);
        assert_eq!(
            texts,
            [
                "0 µs",
                "310 µs",
                "12.3 ms",
                "500 ms",
                "1.23 s",
                "12.3 s",
                "1 min 00 s",
                "1 h 00 min",
                "2 h 05 min"
            ]
        );
    }

    #[test]
    fn counts_and_percentages_are_readable() {
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(count(999), "999");
        assert_eq!(counted_text(1, "process", "processes"), "1 process");
        assert_eq!([0.0, 9.314, 45.12, 187.4].map(percent), ["0 %", "9.31 %", "45.1 %", "187 %"]);
    }
}
