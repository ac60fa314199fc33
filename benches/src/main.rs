//! `monitor-benches compare GROUP`: ours and its peers side by side, in one table.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a command")]

use std::error::Error;
use std::ffi::OsString;
use std::process::ExitCode;

use monitor_benches::workload::GROUPS;
use monitor_benches::workload::exec::apart::apart;
use monitor_benches::{Effort, Group, compare};

struct Asked {
    groups: Vec<&'static Group>,
    effort: Effort,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let Some((first, rest)) = words.split_first()
        && first == "apart"
    {
        apart(rest)?;
        return Ok(ExitCode::SUCCESS);
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(asked) = asked(&arguments) else {
        let names: Vec<_> = GROUPS.iter().map(|group| group.name).collect();
        eprintln!("usage: monitor-benches compare {}|all [--quick]", names.join("|"));
        return Ok(ExitCode::from(2));
    };
    let Effort { rounds, slice } = asked.effort;
    println!("medians of {rounds} rounds, in each of which every contender ran for {slice:?};");
    println!("a ratio is the median of the rounds' ratios\n");
    for group in asked.groups {
        compare(group, asked.effort, |row| println!("{row}"))?;
        println!();
    }
    Ok(ExitCode::SUCCESS)
}

fn asked(arguments: &[String]) -> Option<Asked> {
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let mut words = arguments.iter().map(String::as_str).filter(|&word| word != "--quick");
    let (Some("compare"), Some(name), None) = (words.next(), words.next(), words.next()) else {
        return None;
    };
    let groups: Vec<_> =
        GROUPS.iter().filter(|group| name == "all" || group.name == name).collect();
    let effort = if quick { Effort::QUICK } else { Effort::FULL };
    if groups.is_empty() { None } else { Some(Asked { groups, effort }) }
}
