//! Status documents of `monitor-run`, read leniently: what was read and written reads back equal,
//! the written form keeps its limit, and `monitor-host` reads the same from a file.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use monitor_core::Timestamp;
use monitor_fuzz::ScratchFolder;
use monitor_host::{RunSource, report};
use monitor_run::{RunReport, RunStatus, file_stem};

thread_local! {
    static FOLDER: RefCell<ScratchFolder> = RefCell::new(ScratchFolder::new());
}

/// The shortest limit that a document keeps to, bytes.
const MIN_LIMIT: usize = 4_096;

/// The longest file stem in bytes.
const MAX_STEM_BYTES: usize = 200;

fuzz_target!(|json: &[u8]| {
    if let Ok(text) = std::str::from_utf8(json) {
        check_stem(text);
    }
    let parsed = RunStatus::parse(json);
    assert_eq!(parsed.is_ok(), RunStatus::parse_local(json, 19_800).is_ok());
    check_file(json, parsed.is_ok());
    let Ok(status) = parsed else { return };
    let whole = status.to_json(usize::MAX);
    let again = RunStatus::parse(&whole).expect("a written document is readable");
    assert_eq!(again, status);
    for limit in [MIN_LIMIT, 16_384] {
        let json = status.to_json(limit);
        assert!(json.len() <= limit, "{} bytes of at most {limit}", json.len());
        let short = RunStatus::parse(&json).expect("a shortened document is readable");
        assert_eq!(short.total_of_steps(), status.total_of_steps());
        assert_eq!(short.total_of_messages(), status.total_of_messages());
        assert_eq!(short.total_of_errors(), status.total_of_errors());
    }
    check_report(&status);
});

fn check_stem(name: &str) {
    let Ok(stem) = file_stem(name) else { return assert!(name.is_empty()) };
    assert!(stem.len() <= MAX_STEM_BYTES && !stem.starts_with('.'), "{stem:?}");
    assert!(!stem.contains(['/', '\\', '\0', '\n']), "{stem:?}");
}

/// A report has no control character but line feeds and tabs, and no markup of the document in its page.
fn check_report(status: &RunStatus) {
    let report = RunReport::new(status, status.last_update);
    for text in [report.text(), report.summary()] {
        let control = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(control, None, "{text:?}");
    }
    let page = report::run_html(&report);
    let empty =
        RunStatus::parse(br#"{"experiment_name": "", "start_time": "2025-01-01T00:00:00Z"}"#);
    let empty = empty.expect("the document is readable");
    let plain = report::run_html(&RunReport::new(&empty, empty.last_update));
    let scripts = |page: &str| page.matches("<script").count();
    assert_eq!(scripts(&page), scripts(&plain), "{page}");
}

fn check_file(json: &[u8], is_status: bool) {
    FOLDER.with_borrow(|folder| {
        folder.write("status/run_status.json", json);
        let source = RunSource::new(folder.path());
        assert_eq!(source.status("run").is_ok(), is_status);
        let now = Timestamp::from_secs(1_750_000_000);
        assert_eq!(source.status_and_liveness("run", now).is_ok(), is_status);
        assert_eq!(source.list(now).map(|runs| runs.len()).ok(), Some(1));
    });
}
