//! A table of samples: a heading and one line each, numbers and words only, so nothing is quoted.

use std::io::{self, Write};

use crate::sample::Sample;

/// The first line.
pub(crate) const HEADING: &[u8] =
    b"at,elapsed_ns,cpu_ns,cpu_percent,rss_bytes,peak_rss_bytes,virtual_bytes,read_bytes,write_bytes,\
      read_call_bytes,write_call_bytes,minor_faults,major_faults,processes,threads,state\n";

pub(in crate::format) fn heading(line: &mut Vec<u8>) {
    line.extend_from_slice(HEADING);
}

pub(in crate::format) fn row(line: &mut Vec<u8>, sample: &Sample) -> io::Result<()> {
    let state = serde_json::to_value(sample.state)?;
    writeln!(
        line,
        "{},{},{},{:.2},{},{},{},{},{},{},{},{},{},{},{},{}",
        sample.at,
        sample.elapsed_ns,
        sample.cpu_ns,
        sample.cpu_percent,
        sample.rss_bytes,
        sample.peak_rss_bytes,
        sample.virtual_bytes,
        sample.read_bytes,
        sample.write_bytes,
        sample.read_call_bytes,
        sample.write_call_bytes,
        sample.minor_faults,
        sample.major_faults,
        sample.processes,
        sample.threads,
        state.as_str().unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_as_many_columns_as_the_heading() {
        let (mut head, mut line) = (Vec::new(), Vec::new());
        heading(&mut head);
        row(&mut line, &crate::sample::store::tests::sample(3)).unwrap();
        let columns = |text: &[u8]| text.iter().filter(|&&byte| byte == b',').count();
        assert_eq!(columns(&head), columns(&line));
        assert!(String::from_utf8(line).unwrap().ends_with(",running\n"));
    }
}
