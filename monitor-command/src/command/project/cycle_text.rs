//! What a cycle has done, as text.

use std::collections::BTreeMap;
use std::io::{self, Write};

use monitor_host::cycle::CycleReport;
use monitor_state::{LedgerEntry, Transition};

use crate::output::print;

/// The moves: what each analysis came to, or with `verbose` every step and its cause.
pub(crate) fn write_transitions(
    out: &mut dyn Write,
    report: &CycleReport,
    verbose: bool,
) -> io::Result<()> {
    if verbose {
        for moved in &report.transitions {
            writeln!(
                out,
                "> {}: {} -> {}: {}",
                moved.key,
                moved.from,
                moved.to,
                cause_text(moved)
            )?;
        }
        for entry in &report.plan.entries {
            if let LedgerEntry::Opened(intent) = entry {
                writeln!(out, "* {}: {} as {}", intent.key, intent.action, intent.tag)?;
            }
        }
        return Ok(());
    }
    let mut of_each: BTreeMap<&str, (&Transition, &Transition)> = BTreeMap::new();
    for moved in &report.transitions {
        of_each.entry(moved.key.as_str()).or_insert((moved, moved)).1 = moved;
    }
    for (key, (first, last)) in of_each {
        writeln!(out, "> {key}: {} -> {}: {}", first.from, last.to, cause_text(last))?;
    }
    Ok(())
}

fn cause_text(moved: &Transition) -> String {
    match &moved.raw {
        Some(raw) => format!("{} ({raw})", moved.cause),
        None => moved.cause.to_string(),
    }
}

/// What went wrong and what is worth saying, to the standard error.
pub(crate) fn print_warnings(report: &CycleReport) {
    if !report.gone.is_empty() {
        let shown: Vec<&str> = report.gone.iter().take(8).map(|key| key.as_str()).collect();
        let more = if report.gone.len() > shown.len() { ", …" } else { "" };
        print::write_note(format_args!(
            "not in the project's file any more, looked after, and not submitted again: {}{more}",
            shown.join(", ")
        ));
    }
    for warning in &report.plan.warnings {
        print::write_note(warning);
    }
    for trouble in &report.troubles {
        print::write_note(format_args!("{}: {}", trouble.with, trouble.what));
    }
    if report.troubles_dropped > 0 {
        print::write_note(format_args!("{} more went wrong", report.troubles_dropped));
    }
    if !report.open.is_empty() && !report.dry_run {
        print::write_note(format_args!(
            "of {} it is not known yet what became of it; the next cycle looks again",
            report.open.len()
        ));
    }
}
