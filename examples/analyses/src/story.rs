//! The project from its first cycle to its last.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use monitor_core::Timestamp;
use monitor_host::cycle::CycleEngine;
use monitor_state::{AnalysisFilter, AnalysisState, Ledger};

use crate::arguments::Arguments;
use crate::person::Person;

const PROJECT: &str = include_str!("project.toml");

/// How long between two cycles. It would be minutes, if the commands took hours.
const INTERVAL: Duration = Duration::from_millis(150);

/// How long it may take; most of it is patience.
const LONGEST: Duration = Duration::from_secs(120);

/// Where everything should be at the end.
const END: [(&str, AnalysisState); 8] = [
    ("GW150914/fit", AnalysisState::Uploaded),
    ("GW150914/flaky", AnalysisState::Complete),
    ("GW150914/held", AnalysisState::Complete),
    ("GW170817/broken", AnalysisState::Failed),
    ("GW170817/endless", AnalysisState::Stopped),
    ("GW170817/fit", AnalysisState::Uploaded),
    ("catalogue/fetch", AnalysisState::Complete),
    ("project_analyses/population", AnalysisState::Complete),
];

/// Looks after the project until its end; says whether that is as it should be.
pub(crate) fn tell(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let folder = match &arguments.keep {
        Some(folder) => folder.clone(),
        None => fresh_folder(),
    };
    make(&folder, arguments.slurm)?;
    println!("the project is in {}", folder.display());
    let engine = CycleEngine::new(&folder)?.monitor(&arguments.monitor);
    println!(
        "what a first cycle would do:\n{}",
        engine.plan(AnalysisFilter::all(), Timestamp::now())?.plan
    );
    let ended = look_after(&engine, &arguments.monitor);
    let well = match &ended {
        Ok(ledger) => show(ledger),
        Err(_) => false,
    };
    if arguments.keep.is_none() {
        fs::remove_dir_all(&folder)?;
    }
    ended.map(|_| well)
}

fn fresh_folder() -> PathBuf {
    std::env::temp_dir().join(format!("monitor-analyses-{}", std::process::id()))
}

/// Writes the project's file. At Slurm a job is held by another option.
fn make(folder: &Path, slurm: bool) -> Result<(), Box<dyn Error>> {
    fs::create_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    fs::create_dir(folder.join("archive"))?;
    let text = if slurm {
        let at_slurm = PROJECT.replace("[schedulers.local]\nslots = 4", "[schedulers.slurm]");
        at_slurm.replace("\"--held\"", "\"--hold\"")
    } else {
        PROJECT.to_owned()
    };
    fs::write(folder.join("project.toml"), text)?;
    Ok(())
}

/// One cycle after the other, until nothing is left to be done.
fn look_after(engine: &CycleEngine, monitor: &Path) -> Result<Ledger, Box<dyn Error>> {
    let schedulers = engine.project()?.schedulers(monitor)?;
    let (began, mut person) = (Instant::now(), Person::default());
    for number in 1.. {
        let report = engine.cycle(AnalysisFilter::all(), Timestamp::now())?;
        for moved in &report.transitions {
            println!("{number:4}  {}: {} -> {}: {}", moved.key, moved.from, moved.to, moved.cause);
        }
        for trouble in &report.troubles {
            println!("{number:4}  {}: {}", trouble.with, trouble.what);
        }
        let now = Timestamp::now();
        let ledger = engine.ledger(now)?;
        for done in person.looks(engine, &ledger, &schedulers, now)? {
            println!("   a person: {done}");
        }
        if END.iter().all(|&(key, state)| ledger.state(key) == Some(state)) {
            return Ok(ledger);
        }
        if began.elapsed() > LONGEST {
            println!("it has taken too long");
            return Ok(ledger);
        }
        sleep(INTERVAL);
    }
    Err("there are no more numbers for cycles".into())
}

/// Says where everything is, and whether it should be there.
fn show(ledger: &Ledger) -> bool {
    let should: BTreeMap<&str, AnalysisState> = END.into_iter().collect();
    let mut well = true;
    println!();
    for key in ledger.keys() {
        let (Some(state), Some(should)) = (ledger.state(key), should.get(key)) else { continue };
        let rescues = ledger.row_for(key).map_or(0, |row| row.resurrections);
        let rescued =
            if rescues > 0 { format!(", rescued {rescues} times") } else { String::new() };
        let wrong = if state == *should { String::new() } else { format!(", and not {should}") };
        println!("{key}: {state}{rescued}{wrong}");
        well &= state == *should;
    }
    well
}
