#![doc = include_str!("../README.md")]

mod cause;
mod error;
mod job;
mod ledger;
mod machine;
mod parse;
mod plan;
mod policy;
mod report;
mod scheduler_answers;
mod state;
mod sweep;
mod why;

pub use cause::{Cause, Clock, Limit};
pub use error::Error;
pub use job::{JobRef, JobState};
pub use ledger::{
    Active, ActiveType, Batch, Counts, Entry, Filter, Glance, Ledger, LedgerLimits, Marks, Move,
    NewAnalysis, Note, Pulse, Row, Transition,
};
pub use machine::{By, Class, Edge, Finding, Guard, Look, Machine, MachineBuilder, Rule, Verdict};
pub use plan::{Action, Answer, Ask, Intent, Outcome, Plan, Question, Warning};
pub use policy::Policy;
pub use scheduler_answers::{
    Answered, CONDOR_Q_ATTRIBUTES, HtCondorWords, SACCT_FORMAT, SQUEUE_FORMAT, htcondor_state,
    is_slurm_outage, local_state, parse_condor_q, parse_exit_record, parse_htcondor_json,
    parse_sacct, parse_slurm_json, parse_squeue, slurm_state,
};
pub use state::{HostState, State};
pub use sweep::{Coverage, Details, Health, Observation, Sweep};
pub use why::{Awaited, Deadline, Why};
