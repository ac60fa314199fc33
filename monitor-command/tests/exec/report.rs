//! `monitor report`: a text, and a page that needs nobody else.

use crate::program::{Scratch, err, exec, monitor, out, run};

const SCRIPT: &str = "head -c 2000000 /dev/zero | cat > /dev/null; sleep 0.1";

#[test]
fn every_form_of_samples_is_reported_on() {
    let scratch = Scratch::new();
    for (name, schema) in [
        ("a.jsonl", "monitor"),
        ("a.json", "monitor"),
        ("a.csv", "monitor"),
        ("denet.jsonl", "denet"),
    ] {
        let path = scratch.path(name);
        exec(&["-q", "--interval-ms", "10", "--out", &path, "--schema", schema], SCRIPT);
        let output = run(&["report", &path]);
        assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""), "{name}");
        let text = out(&output);
        for word in ["CPU: ", "Memory: ", "by system calls, read: ", "█"] {
            assert!(text.contains(word), "{name}, {word}: {text}");
        }
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{name}: {text}");
        let page = scratch.path("page.html");
        assert!(run(&["report", &path, "--html", &page]).status.success());
        let html = scratch.read("page.html");
        assert!(html.matches("<figure").count() >= 4, "{name}");
    }
}

#[test]
fn the_page_names_no_other_host_and_runs_nothing_that_it_was_given() {
    let scratch = Scratch::new();
    let page = scratch.path("page.html");
    let bad = "<script>alert(1)</script> \"quoted\" '&amp;'";
    let output = monitor(&["exec", "-q", "--report", &page, "--", "echo", bad]).output().unwrap();
    assert_eq!(out(&output), format!("{bad}\n"));
    let html = scratch.read("page.html");
    assert!(!html.contains("<script>alert") && html.contains("&lt;script&gt;alert(1)"));
    for foreign in ["http:", "https:", "src=", "href=", "@import", "url("] {
        assert!(!html.contains(foreign), "{foreign}");
    }
    assert!(html.contains("Content-Security-Policy\" content=\"default-src 'none'; style-src"));
    assert!(!html.contains("style=\"") && !html.contains("onclick"));
}

#[test]
fn a_hundred_thousand_samples_are_less_than_a_megabyte_with_every_spike() {
    let scratch = Scratch::new();
    let heading = "at,elapsed_ns,cpu_ns,cpu_percent,rss_bytes,peak_rss_bytes,virtual_bytes,\
                   read_bytes,write_bytes,read_call_bytes,write_call_bytes,minor_faults,\
                   major_faults,processes,threads,state\n";
    let mut text = heading.to_owned();
    for number in 0..100_000_u64 {
        let noise = number * 7919 % 10_007;
        let rss = if number == 54_321 { 9_876_543_210 } else { 50_000_000 + noise * 1000 };
        let total = number * (number % 977);
        text.push_str(&format!(
            "2026-01-02T03:04:05.000000Z,{},{},{}.5,{rss},{rss},0,{total},0,{total},{},0,0,{},{},running\n",
            number * 10_000_000,
            number * 5_000_000,
            noise % 400,
            number * 4000,
            1 + noise % 50,
            1 + noise % 300,
        ));
    }
    let file = scratch.write("big.csv", &text);
    let page = scratch.path("page.html");
    assert!(run(&["report", &file, "--html", &page]).status.success());
    let html = scratch.read("page.html");
    assert!(html.len() < 1_000_000, "{}", html.len());
    assert!(html.contains("9876543210"));
}

#[test]
fn a_recording_that_was_cut_off_is_reported_on_and_says_so() {
    let scratch = Scratch::new();
    let path = scratch.path("a.jsonl");
    exec(&["-q", "--out", &path], SCRIPT);
    let whole = scratch.read("a.jsonl");
    let cut = scratch.write("cut.jsonl", &whole[..whole.len() - 50]);
    let text = out(&run(&["report", &cut]));
    assert!(text.contains("no summary") && text.contains("not whole"), "{text}");
}

#[test]
fn what_is_no_recording_is_refused_with_its_name() {
    let scratch = Scratch::new();
    for (name, text) in [("empty", ""), ("text", "hello\n"), ("object", "{\"a\":1}\n")] {
        let path = scratch.write(name, text);
        let output = run(&["report", &path]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(err(&output).contains(&path), "{}", err(&output));
    }
    assert_eq!(run(&["report", "/no/such/file"]).status.code(), Some(1));
    let file = scratch.path("ok.jsonl");
    exec(&["-q", "--out", &file], "true");
    assert_eq!(run(&["report", &file, "--html", "/dev/full"]).status.code(), Some(1));
}
