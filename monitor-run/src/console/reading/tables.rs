//! Progress that is printed as a row of a table: curl's meter and wget's dots.

use super::BarReading;

/// Reads a row of curl's meter or of wget's dots.
pub(super) fn read(text: &str, is_redrawn: bool) -> Option<BarReading> {
    if is_redrawn { read_curl(text).or_else(|| read_dots(text)) } else { read_dots(text) }
}

/// curl's default meter, twelve columns: total %, total, received %, received, sent %, sent, speeds
/// down and up, times in all, spent and left, current speed. Prefixes are powers of 1,024.
/// Format: `lib/progress.c` of curl.
fn read_curl(text: &str) -> Option<BarReading> {
    let columns: Vec<&str> = text.split_ascii_whitespace().take(13).collect();
    let &[percent, total, received_percent, received, _, _, speed, _, in_all, spent, left, _] =
        columns.as_slice()
    else {
        return None;
    };
    if !in_all.contains([':', 'd']) || !left.contains([':', 'd']) || !spent.contains([':', 'd']) {
        return None;
    }
    let percent = percent.parse::<f64>().ok().filter(|percent| *percent <= 100.0)?;
    let (total, received) = (parse_bytes(total)?, parse_bytes(received)?);
    let speed = parse_bytes(speed)?;
    // Without a length the total is what has come so far, and nothing percent of it has.
    let is_known = total > received || (total > 0.0 && received_percent != "0");
    Some(BarReading {
        current: Some(received),
        total: is_known.then_some(total),
        unit: Some("B".to_owned()),
        percent: is_known.then_some(percent),
        rate_per_second: Some(speed).filter(|speed| *speed > 0.0),
        elapsed_s: parse_seconds(spent),
        remaining_s: parse_seconds(left),
        ..BarReading::default()
    })
}

/// `1041k` and the like.
fn parse_bytes(column: &str) -> Option<f64> {
    let digits = column.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let power = match column.get(digits.len()..)? {
        "" => 0,
        "k" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        "P" => 5,
        _ => return None,
    };
    Some(digits.parse::<f64>().ok()? * 1024_f64.powi(power))
}

/// `h:mm:ss`; `None` for `--:--:--`.
fn parse_seconds(column: &str) -> Option<f64> {
    let groups = column.split(':').map(|group| group.parse::<f64>().ok());
    groups.reduce(|sum, group| Some(sum? * 60.0 + group?)).flatten()
}

/// wget's dots, a line for each 50 KiB: `  50K .......... ..........  2% 1.32G 0s`.
fn read_dots(text: &str) -> Option<BarReading> {
    let (kib, rest) = text.trim_start().split_once("K ")?;
    let kib = kib.parse::<u32>().ok()?;
    let behind = rest.trim_start_matches([' ', '.', ',']);
    let dots = rest.get(..rest.len() - behind.len())?.bytes().filter(|byte| *byte == b'.').count();
    let (percent, _) = behind.split_once('%')?;
    let percent = percent.parse::<f64>().ok().filter(|percent| *percent <= 100.0)?;
    #[expect(clippy::cast_precision_loss, reason = "at most as many as a row has columns")]
    let current = (f64::from(kib) + dots as f64) * 1024.0;
    (dots > 0).then(|| BarReading {
        current: Some(current),
        unit: Some("B".to_owned()),
        percent: Some(percent),
        ..BarReading::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_meter_of_curl_is_read() {
        let row = " 26 3906k   26 1041k    0     0  1478k      0  0:00:02 --:--:--  0:00:02 1477k";
        let reading = read_curl(row).unwrap();
        assert_eq!(
            (reading.current, reading.total, reading.percent),
            (Some(1041.0 * 1024.0), Some(3906.0 * 1024.0), Some(26.0))
        );
        assert_eq!((reading.elapsed_s, reading.remaining_s), (None, Some(2.0)));
    }

    #[test]
    fn a_transfer_of_unknown_length_has_no_total() {
        let row = "100 1302k    0 1302k    0     0  1441k      0 --:--:--  0:01:01 --:--:-- 1440k";
        let reading = read_curl(row).unwrap();
        assert_eq!((reading.total, reading.percent, reading.elapsed_s), (None, None, Some(61.0)));
    }

    #[test]
    fn the_dots_of_wget_are_read() {
        let reading = read_dots("   50K .......... .......... ..........  2% 1.32G 0s").unwrap();
        assert_eq!((reading.percent, reading.current), (Some(2.0), Some(80.0 * 1024.0)));
        assert_eq!(read_dots("10K things 5%"), None);
    }
}
