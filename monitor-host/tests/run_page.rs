//! The page of a run: whatever the run said is text in it, and the page loads nothing.

use monitor_core::Timestamp;
use monitor_host::report::run_html;
use monitor_run::{LogLevel, ReportPlot, RunLimits, RunRecorder, RunReport};
use serde_json::json;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + secs)
}

#[test]
fn nothing_that_a_run_says_is_more_than_text_in_its_reports() {
    let evil = "<script>alert(1)</script>\" onload='x' \u{1b}[2J";
    let mut run = RunRecorder::new(evil, RunLimits::default(), at(0)).unwrap();
    run.update_progress(evil, 1, 2, Some(evil), at(1));
    run.log(LogLevel::Error, evil, at(1));
    run.metric(evil, 1.0, f64::MAX, at(1)).unwrap();
    run.metric(evil, 2.0, f64::MIN, at(1)).unwrap();
    run.set_extra(evil, json!({ evil: evil }), at(1)).unwrap();
    run.set_extra("output", json!({ "stdout": { "bytes": 27, "file": "t.log" } }), at(1)).unwrap();
    run.begin_bar(evil, Some(2), None, at(1));
    let status = run.status(at(2));
    let plots =
        [evil, "a.svg"].map(|file| ReportPlot { file: file.to_owned(), bytes: b"<svg/>".to_vec() });
    let report = RunReport::new(&status, at(2)).log(evil).plots(&plots);
    let html = run_html(&report);
    assert!(!html.contains("<script") && !html.contains("' \u{1b}"), "{html}");
    assert_eq!(html.matches("onload='").count(), 0);
    assert!(html.contains("data:image/svg+xml;base64,PHN2Zy8+"));
    assert!(html.contains("stdout (bytes 27, file t.log)"));
    assert!(!html.contains("NaN") && !html.contains("inf,"), "{html}");
    assert!(!report.text().contains('\u{1b}'));
}
