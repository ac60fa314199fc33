//! Analyses: what state each is in, what may become of it, and the cycle that looks after them.

mod action;
mod batch;
mod cause;
mod class;
mod job;
mod ledger;
mod machine;
mod oldest;
mod plan;
mod policy;
mod report;
mod rule;
mod scheduler;
mod state;
mod sweep;
mod why;

pub use action::{Action, Answer, Ask, Intent, Outcome, Question};
pub use batch::{Batch, Entry, Note, Pulse, Transition};
pub use cause::{Cause, Clock, Limit};
pub use class::Class;
pub use job::{JobRef, JobState};
pub use ledger::{
    Active, ActiveType, Counts, Filter, Glance, Ledger, LedgerLimits, Marks, Move, NewAnalysis, Row,
};
pub use machine::{By, Edge, Finding, Machine, MachineBuilder};
pub use plan::{Plan, Warning};
pub use policy::Policy;
pub use rule::{Guard, Look, Rule, Verdict};
pub use scheduler::{
    Answered, CONDOR_Q_ATTRIBUTES, HtCondorWords, SACCT_FORMAT, SQUEUE_FORMAT, htcondor_state,
    is_slurm_outage, local_state, parse_condor_q, parse_exit_record, parse_htcondor_json,
    parse_sacct, parse_slurm_json, parse_squeue, slurm_state,
};
pub use state::{HostState, State};
pub use sweep::{Coverage, Details, Health, Observation, Sweep};
pub use why::{Awaited, Deadline, Why};
