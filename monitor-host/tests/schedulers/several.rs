//! Several schedulers at once.

use monitor_host::Error;
use monitor_host::scheduler::{HtCondor, KnownSubmissions, SchedulerSet, SlurmScheduler};
use monitor_state::SchedulerHealth;

use crate::{answers, limits, now, short};

#[test]
fn one_that_is_silent_takes_nothing_from_the_others() {
    let mut all = SchedulerSet::new();
    let silent = SlurmScheduler::new("silent").env("ANSWER", "silent").time_limits(short());
    all.add(silent.commands_in(answers())).unwrap();
    all.add(HtCondor::new("condor").commands_in(answers()).time_limits(limits())).unwrap();
    let swept = all.sweep(|_| KnownSubmissions::none(), now());
    let health: Vec<_> =
        swept.iter().map(|swept| (&*swept.sweep.scheduler, swept.sweep.health)).collect();
    assert_eq!(health, [("silent", SchedulerHealth::Down), ("condor", SchedulerHealth::Ok)]);
}

#[test]
fn a_name_is_that_of_one_scheduler() {
    let mut all = SchedulerSet::new();
    all.add(SlurmScheduler::new("here")).unwrap();
    assert!(matches!(all.add(HtCondor::new("here")), Err(Error::SchedulerTwice { .. })));
    assert_eq!(all.named("here").unwrap().name(), "here");
    assert!(matches!(all.named("there"), Err(Error::NoScheduler { .. })));
}
