//! The shape of the file: which tables there are and which words each may have.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use monitor_state::CyclePolicy;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use toml::Spanned;

use crate::spoken::{CommandText, DurationText, OptionalDuration, TextList, VariableText};

/// Tables by name, in the order of the file.
#[derive(Debug)]
pub(super) struct NamedTable<T>(pub(super) Vec<(Spanned<String>, T)>);

impl<T> Default for NamedTable<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NamedTable<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct ProjectTables<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ProjectTables<T> {
            type Value = NamedTable<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("tables with names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NamedTable<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = map.next_entry::<Spanned<String>, T>()? {
                    all.push(entry);
                }
                all.sort_by_key(|(name, _)| name.span().start);
                Ok(NamedTable(all))
            }
        }

        from.deserialize_map(ProjectTables(PhantomData))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ProjectFile {
    pub(super) name: Option<String>,
    pub(super) machine: Option<MachineWord>,
    pub(super) policy: PolicyTable,
    pub(super) limits: LimitsTable,
    pub(super) schedulers: NamedTable<SchedulerTable>,
    pub(super) pipelines: NamedTable<PipelineTable>,
    pub(super) subjects: NamedTable<SubjectTable>,
    pub(super) analyses: NamedTable<AnalysisTable>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum MachineWord {
    #[default]
    Standard,
    Asimov,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LimitsTable {
    pub(super) command: Option<DurationText>,
    pub(super) questions: Option<DurationText>,
}

/// An entry of a scheduler. Its other keys are the settings of its kind.
#[derive(Debug, Deserialize)]
pub(super) struct SchedulerTable {
    pub(super) kind: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PipelineTable {
    pub(super) run: Option<CommandText>,
    pub(super) file: Option<Spanned<String>>,
    pub(super) dir: Option<Spanned<String>>,
    pub(super) output: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) env: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    pub(super) options: Vec<Spanned<String>>,
    pub(super) scheduler: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) variables: BTreeMap<Spanned<String>, VariableText>,
    pub(super) complete: Option<EvidenceTable>,
    pub(super) rescue: Option<RescueTable>,
    pub(super) process: Option<ProcessTable>,
    pub(super) upload: Option<UploadTable>,
}

/// How something is seen: by files that are there, by a command that ends with exit code 0, or by
/// both.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct EvidenceTable {
    pub(super) file: Option<TextList>,
    pub(super) command: Option<CommandText>,
    pub(super) timeout: Option<DurationText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RescueTable {
    pub(super) run: Option<CommandText>,
    pub(super) file: Option<Spanned<String>>,
    pub(super) options: Option<Vec<Spanned<String>>>,
    pub(super) when: Option<EvidenceTable>,
    pub(super) limit: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProcessTable {
    pub(super) run: Option<CommandText>,
    pub(super) file: Option<Spanned<String>>,
    pub(super) options: Option<Vec<Spanned<String>>>,
    pub(super) scheduler: Option<Spanned<String>>,
    pub(super) complete: Option<EvidenceTable>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UploadTable {
    pub(super) run: CommandText,
    pub(super) timeout: Option<DurationText>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SubjectTable {
    pub(super) variables: BTreeMap<Spanned<String>, VariableText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnalysisTable {
    pub(super) pipeline: Spanned<String>,
    #[serde(default)]
    pub(super) needs: Vec<Spanned<String>>,
    pub(super) state: Option<Spanned<String>>,
    pub(super) scheduler: Option<Spanned<String>>,
    pub(super) job: Option<Spanned<VariableText>>,
    #[serde(default)]
    pub(super) variables: BTreeMap<Spanned<String>, VariableText>,
}

/// Declares the table of the policy: each word is a field of [`CyclePolicy`].
macro_rules! policy_table {
    (plain { $($plain:ident: $of:ty,)* } times { $($time:ident,)* } clocks { $($clock:ident,)* }) => {
        #[derive(Debug, Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(super) struct PolicyTable {
            $($plain: Option<$of>,)*
            $($time: Option<DurationText>,)*
            $($clock: Option<OptionalDuration>,)*
            max_in_flight: Option<u32>,
        }

        impl PolicyTable {
            /// The policy, with the usual one where nothing is said.
            pub(super) fn policy(&self, mut policy: CyclePolicy) -> CyclePolicy {
                $(if let Some(said) = self.$plain { policy.$plain = said; })*
                $(if let Some(DurationText(said)) = self.$time { policy.$time = said; })*
                $(if let Some(OptionalDuration(said)) = self.$clock { policy.$clock = said; })*
                if self.max_in_flight.is_some() {
                    policy.max_in_flight = self.max_in_flight;
                }
                policy
            }
        }
    };
}

policy_table! {
    plain {
        submit: bool,
        max_attempts: u32,
        max_resurrections: u32,
        max_retries: u32,
        max_actions: u32,
        missing_sweeps: u32,
        outage_percent: u8,
        outage_jobs: u32,
    }
    times { backoff, missing_for, settle, }
    clocks {
        submitting, queued, held, suspended, running, heartbeat, progress, lost, processing,
        stopping,
    }
}
