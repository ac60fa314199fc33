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

pub use cause::{DeadlineKind, PolicyLimit, TransitionCause};
pub use error::Error;
pub use job::{JobRef, JobState};
pub use ledger::{
    ActiveAnalysis, ActiveType, AnalysisFilter, AnalysisStatus, AnalysisUpdate, CycleCounts,
    JobPulse, Ledger, LedgerBatch, LedgerEntry, LedgerLimits, LedgerRow, NewAnalysis, RowExtras,
    Transition, TransitionRecord,
};
pub use machine::{
    LintFinding, MachineBuilder, RuleContext, RuleVerdict, StateClass, StateEdge, StateMachine,
    StateRule, TransitionGuard, TransitionTrigger,
};
pub use plan::{
    ActionOutcome, CyclePlan, HostAction, HostAnswer, HostQuestion, Intent, PlanWarning,
    QuestionKind,
};
pub use policy::CyclePolicy;
pub use scheduler_answers::{
    CONDOR_Q_ATTRIBUTES, HtCondorWords, SACCT_FORMAT, SQUEUE_FORMAT, SchedulerAnswer,
    htcondor_state, is_slurm_outage, local_state, parse_condor_q, parse_exit_record,
    parse_htcondor_json, parse_sacct, parse_slurm_json, parse_squeue, slurm_state,
};
pub use state::{AnalysisState, HostState};
pub use sweep::{JobDetails, JobObservation, SchedulerHealth, Sweep, SweepCoverage};
pub use why::{AnalysisExplanation, AwaitedEvent, Deadline};
