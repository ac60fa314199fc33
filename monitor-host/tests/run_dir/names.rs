//! Whatever a run is called, its files stay in their folders.

use std::fs;

use monitor_host::{Error, RunDir, RunSource};

use crate::listing::names;
use crate::place::empty_dir;

#[test]
fn any_name_makes_a_run_that_is_found_by_its_id() {
    let base = empty_dir("names");
    let long = "é".repeat(150);
    let all = ["../x", "a/b", "..", ".", "/", &long, "🦀 emoji", "x<y", "%2F", "con:1", "a\nb\0"];
    for name in all {
        let run = RunDir::create(base.join("runs"), name).unwrap();
        assert_eq!(run.status().experiment_name, name);
        run.save_plot(name, b"p").unwrap();
        run.log("line");
        run.complete("");
    }
    assert_eq!(names(&base), ["runs"], "nothing is written beside the base");
    let source = RunSource::new(base.join("runs"));
    let mut found: Vec<_> = source
        .list(monitor_core::Timestamp::now())
        .unwrap()
        .into_iter()
        .map(|run| {
            let status = source.status(&run.id).unwrap();
            assert_eq!(source.plots(&run.id).unwrap().len(), 1, "{}", run.id);
            assert!(source.log_last(&run.id, 1_000).unwrap().bytes.ends_with(b"INFO - line\n"));
            status.experiment_name
        })
        .collect();
    found.sort();
    let mut expected = all.map(str::to_owned);
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn names_that_differ_have_files_that_differ() {
    let long = |end: char| format!("{}{end}", "x".repeat(300));
    let all = ["a/b".to_owned(), "a%2Fb".to_owned(), long('1'), long('2')];
    let base = empty_dir("differ");
    let mut paths: Vec<_> = all
        .iter()
        .map(|name| RunDir::create(&base, name).unwrap().status_path().to_owned())
        .collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), 4);
}

#[test]
fn a_run_without_a_name_is_refused() {
    let error = RunDir::create(empty_dir("nameless"), "").unwrap_err();
    assert_eq!(error.to_string(), "run name is empty");
}

#[test]
fn a_plot_that_is_not_listed_is_not_served() {
    let base = empty_dir("plots");
    let run = RunDir::create(&base, "t").unwrap();
    run.save_plot("a.svg", b"<svg/>").unwrap();
    run.save_plot("link.svg", b"<svg/>").unwrap();
    run.flush().unwrap();
    fs::write(base.join("secret"), "s").unwrap();
    fs::remove_file(base.join("plots/link.svg")).unwrap();
    std::os::unix::fs::symlink(base.join("secret"), base.join("plots/link.svg")).unwrap();
    let source = RunSource::new(&base);
    assert_eq!(source.plot("t", "a.svg").unwrap(), b"<svg/>");
    for file in ["link.svg", "../secret", "/etc/passwd", "b.svg", ""] {
        assert!(matches!(source.plot("t", file), Err(Error::NoPlot { .. })), "{file}");
    }
}
