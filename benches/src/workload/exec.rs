//! Running a command and watching it: against std, by part, and against the truth of the run.

pub mod accuracy;
pub mod apart;
pub mod cost;
pub mod looks;
pub mod spawn;

mod cgroup;
pub(crate) mod peers;
pub(crate) mod programs;

use crate::claim::Group;

pub(crate) const EXEC: Group = Group {
    name: "exec",
    claims: &[
        spawn::true_at_p10,
        spawn::true_at_p50,
        spawn::hold,
        spawn::hold_gate,
        spawn::hold_in_fat_host,
        spawn::before_its_time,
        spawn::missing_program,
        spawn::not_executable,
        spawn::exit_noticed,
        spawn::samples_of_true,
        looks::one_warm,
        looks::one_cold,
        looks::tree_of_100,
        looks::tree_of_100_forked,
        looks::tree_of_1000,
        looks::tree_of_1000_forked,
        looks::unrelated,
        cost::at_10_hz,
        cost::at_100_hz,
        cost::at_1000_hz,
        cost::memory_of_sample,
        cost::memory_of_sampler,
        cost::whole_process,
        cost::whole_process_waited_for,
        accuracy::cpu_threads,
        accuracy::cpu_forks,
        accuracy::cpu_mix,
        accuracy::cpu_orphans,
        accuracy::cpu_unwaited,
        accuracy::peak_spike,
        accuracy::peak_at_exit,
    ],
};
