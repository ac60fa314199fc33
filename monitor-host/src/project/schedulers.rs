//! Reading the tables of schedulers, and finding a scheduler by its name.

use toml::Spanned;

use super::fault::Fault;
use super::shape::{KindWord, Named, SchedulerTable};
use super::spoken::{Time, Value};
use super::{SchedulerEntry, SchedulerKind};

pub(super) fn schedulers(tables: Named<SchedulerTable>) -> Result<Vec<SchedulerEntry>, Fault> {
    let mut all = Vec::new();
    for (name, table) in tables.0 {
        let span = name.span();
        let kind = match (table.kind, name.get_ref().as_str()) {
            (Some(kind), _) => kind,
            (None, "local") => KindWord::Local,
            (None, "slurm") => KindWord::Slurm,
            (None, "htcondor" | "condor") => KindWord::Htcondor,
            (None, other) => {
                let reason = format!(
                    "scheduler {other:?} needs a kind: kind = \"local\", \"slurm\" or \"htcondor\""
                );
                return Err(Fault::at(span, reason));
            }
        };
        let not_for = |word: &str, given: bool, kinds: &[KindWord]| {
            let reason = || format!("{word} means nothing to this kind of scheduler");
            if given && !kinds.contains(&kind) {
                return Err(Fault::at(span.clone(), reason()));
            }
            Ok(())
        };
        let by_command = [KindWord::Slurm, KindWord::Htcondor];
        not_for("commands_in", table.commands_in.is_some(), &by_command)?;
        not_for("env", !table.env.is_empty(), &by_command)?;
        not_for("timeout", table.timeout.is_some(), &by_command)?;
        not_for("everyone", table.everyone.is_some(), &[KindWord::Slurm])?;
        not_for("schedd", table.schedd.is_some(), &[KindWord::Htcondor])?;
        not_for("pool", table.pool.is_some(), &[KindWord::Htcondor])?;
        not_for("slots", table.slots.is_some(), &[KindWord::Local])?;
        all.push(SchedulerEntry {
            name: name.get_ref().as_str().into(),
            kind: match kind {
                KindWord::Local => SchedulerKind::Local { slots: table.slots },
                KindWord::Slurm => SchedulerKind::Slurm { everyone: table.everyone == Some(true) },
                KindWord::Htcondor => {
                    SchedulerKind::HtCondor { schedd: table.schedd, pool: table.pool }
                }
            },
            commands_in: table.commands_in.map(Into::into),
            env: table.env.into_iter().map(|(name, Value(value))| (name, value)).collect(),
            timeout: table.timeout.map(|Time(time)| time),
        });
    }
    if all.is_empty() {
        all.push(SchedulerEntry {
            name: "local".into(),
            kind: SchedulerKind::Local { slots: None },
            commands_in: None,
            env: Vec::new(),
            timeout: None,
        });
    }
    Ok(all)
}

/// The name of a scheduler that there is.
pub(super) fn scheduler(
    schedulers: &[SchedulerEntry],
    name: &Spanned<String>,
) -> Result<Box<str>, Fault> {
    if schedulers.iter().any(|entry| *entry.name == **name.get_ref()) {
        return Ok(name.get_ref().as_str().into());
    }
    let names: Vec<&str> = schedulers.iter().map(|entry| &*entry.name).collect();
    let reason =
        format!("there is no scheduler {:?}; there is {}", name.get_ref(), names.join(", "));
    Err(Fault::at(name.span(), reason))
}
