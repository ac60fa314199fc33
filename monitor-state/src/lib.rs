#![doc = include_str!("../README.md")]

mod analysis;
mod console;
mod error;
mod run;

pub use analysis::{
    Action, Active, ActiveType, Answer, Answered, Ask, Awaited, Batch, By, CONDOR_Q_ATTRIBUTES,
    Cause, Class, Clock, Counts, Coverage, Deadline, Details, Edge, Entry, Filter, Finding, Glance,
    Guard, Health, HostState, HtCondorWords, Intent, JobRef, JobState, Ledger, LedgerLimits, Limit,
    Look, Machine, MachineBuilder, Marks, Move, NewAnalysis, Note, Observation, Outcome, Plan,
    Policy, Pulse, Question, Row, Rule, SACCT_FORMAT, SQUEUE_FORMAT, State, Sweep, Transition,
    Verdict, Warning, Why, htcondor_state, is_slurm_outage, local_state, parse_condor_q,
    parse_exit_record, parse_htcondor_json, parse_sacct, parse_slurm_json, parse_squeue,
    slurm_state,
};
pub use console::{
    BarReading, Console, ConsoleBar, ConsoleBarId, ConsoleCounts, ConsoleLimits, Sighting,
};
pub use error::Error;
pub use run::{
    BarId, BarState, BarStatus, Dropped, Estimator, Eta, Level, Liveness, LoggedError, Message,
    Moved, Patience, PlotFile, Presence, ReportPlot, Ring, Run, RunDelta, RunLimits, RunReport,
    RunState, RunStatus, Series, Step, Writer, duration_text, file_stem,
};
