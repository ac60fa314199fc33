//! Machines: what they allow, what a host adds to them, what is wrong with one, and pictures.

use crate::world::{KEY, World, at, bilby, says};
use monitor_state::{
    AnalysisState, Error, HostAnswer, JobState, LintFinding, MachineBuilder, PlanWarning,
    RuleContext, RuleVerdict, StateClass, StateMachine, TransitionCause, TransitionTrigger,
};

fn calibrating() -> AnalysisState {
    "calibrating".parse().unwrap()
}

fn live() -> StateClass {
    StateClass { active: true, live: true, slot: true, ..StateClass::default() }
}

#[test]
fn built_in_machines_have_no_fault() {
    assert_eq!(StateMachine::standard().lint(), []);
    assert_eq!(StateMachine::asimov().lint(), []);
}

#[test]
fn what_is_final_is_left_by_nothing() {
    for machine in [StateMachine::standard(), StateMachine::asimov()] {
        for from in machine.states().filter(|&state| machine.class(state).unwrap().terminal) {
            for to in machine.states() {
                assert_eq!(
                    machine.check_transition(from, to),
                    Err(Error::Terminal { state: from })
                );
            }
            for job in JobState::ALL {
                assert_eq!(machine.next(from, job), None, "{from} {job}");
            }
        }
    }
}

#[test]
fn what_a_job_says_never_leads_where_the_machine_does_not_allow() {
    for machine in [StateMachine::standard(), StateMachine::asimov()] {
        for from in machine.states() {
            for job in JobState::ALL {
                let Some(to) = machine.next(from, job) else { continue };
                let direct = machine.check_transition(from, to).is_ok();
                let through = machine.check_transition(from, AnalysisState::Running).is_ok()
                    && machine.check_transition(AnalysisState::Running, to).is_ok();
                assert!(direct || through, "{from} -> {to} because of {job}");
            }
        }
    }
}

#[test]
fn asimovs_words_are_shown_for_states_that_it_does_not_have() {
    let machine = StateMachine::asimov();
    let words = [
        (AnalysisState::Queued, "running"),
        (AnalysisState::Lost, "running"),
        (AnalysisState::Held, "stuck"),
        (AnalysisState::Failed, "stuck"),
        (AnalysisState::Stopping, "stop"),
        (AnalysisState::Submitting, "ready"),
        (AnalysisState::Uploaded, "uploaded"),
    ];
    for (state, word) in words {
        assert_eq!(&*machine.word(state), word);
    }
}

#[test]
fn the_rule_of_a_pipeline_wins_over_that_of_all() {
    let machine = MachineBuilder::standard()
        .state(calibrating(), live())
        .allow(AnalysisState::Running, calibrating(), TransitionTrigger::Rule)
        .allow(calibrating(), AnalysisState::Running, TransitionTrigger::Job)
        .allow(calibrating(), AnalysisState::Stop, TransitionTrigger::Command)
        .rule(AnalysisState::Running, None, |_: &RuleContext<'_>| RuleVerdict::Stay)
        .rule(AnalysisState::Running, Some("bilby"), |look: &RuleContext<'_>| {
            assert_eq!((look.pipeline, look.attempts), ("bilby", 1));
            RuleVerdict::Go { to: calibrating(), reason: "no samples yet".into() }
        })
        .build()
        .unwrap();
    let mut world = World::new(machine);
    let rift = monitor_state::NewAnalysis::new("GW150914/rift", "rift", "slurm");
    world.add([bilby(KEY), rift]);
    world.cycle(says(HostAnswer::Unknown));
    for _ in 0..2 {
        world.everything(JobState::Running, "R");
        world.now += 300;
        world.cycle(says(HostAnswer::Unknown));
    }
    assert_eq!(world.state(KEY), calibrating());
    assert_eq!(world.last_cause(KEY), TransitionCause::Rule { reason: "no samples yet".into() });
    world.everything(JobState::Held, "PD");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    assert_eq!(world.state("GW150914/rift"), AnalysisState::Running, "its rule lets it stay");
}

#[test]
fn a_rule_that_wants_what_the_machine_does_not_have_is_named() {
    let machine = MachineBuilder::standard()
        .rule(AnalysisState::Running, None, |_: &RuleContext<'_>| RuleVerdict::Go {
            to: AnalysisState::Uploaded,
            reason: "hope".into(),
        })
        .build()
        .unwrap();
    let mut world = World::new(machine);
    world.add([bilby(KEY)]);
    for _ in 0..2 {
        world.cycle(says(HostAnswer::Unknown));
        world.everything(JobState::Running, "R");
        world.now += 300;
    }
    let plan = world.cycle(says(HostAnswer::Unknown));
    let (from, to) = (AnalysisState::Running, AnalysisState::Uploaded);
    assert_eq!(plan.warnings, [PlanWarning::Illegal { key: KEY.into(), from, to }]);
    assert_eq!(world.state(KEY), AnalysisState::Running);
}

#[test]
fn a_guard_refuses_plans_and_commands_but_no_facts() {
    let machine = MachineBuilder::standard()
        .guard("night only", |look: &RuleContext<'_>, to| {
            if to == AnalysisState::Submitting && look.now < at(3_600) {
                Err("the day is for others".to_owned())
            } else if to == AnalysisState::Stop || to == AnalysisState::Held {
                Err("never".to_owned())
            } else {
                Ok(())
            }
        })
        .build()
        .unwrap();
    let mut world = World::new(machine);
    world.add([bilby(KEY)]);
    let plan = world.cycle(says(HostAnswer::Unknown));
    assert!(plan.is_empty());
    assert_eq!(
        plan.warnings[0].to_string(),
        "GW150914/bilby: night only refuses submitting: the day is for others"
    );
    world.now += 3_600;
    world.cycle(says(HostAnswer::Unknown));
    world.everything(JobState::Held, "PD");
    world.now += 300;
    world.cycle(says(HostAnswer::Unknown));
    assert_eq!(world.state(KEY), AnalysisState::Held);
    let refused =
        world.ledger.command_batch(KEY, AnalysisState::Stop, "ada", at(world.now)).unwrap_err();
    assert_eq!(refused.to_string(), r#"guard "night only" rejected the transition: never"#);
}

#[test]
fn a_machine_with_a_fault_is_not_built() {
    let state = calibrating();
    let unreachable = MachineBuilder::standard().state(state, live()).build();
    let finding = LintFinding::Unreachable { state };
    assert_eq!(unreachable.unwrap_err(), Error::Machine { finding });
    let dead_end = MachineBuilder::standard()
        .state(state, live())
        .allow(AnalysisState::Running, state, TransitionTrigger::Rule)
        .build();
    assert_eq!(dead_end.unwrap_err(), Error::Machine { finding: LintFinding::DeadEnd { state } });
    let unlimited = MachineBuilder::standard()
        .allow(AnalysisState::Finished, AnalysisState::Submitting, TransitionTrigger::Rule)
        .build()
        .unwrap_err();
    let text = unlimited.to_string();
    assert!(text.starts_with("invalid state machine: without a limit: submitting -> "), "{text}");
    assert!(text.ends_with(" -> finished -> submitting"), "{text}");
    let twice = MachineBuilder::standard().state(AnalysisState::Running, live()).build();
    assert!(matches!(twice.unwrap_err(), Error::Twice { what: "state", .. }));
    let unknown = MachineBuilder::standard()
        .allow(AnalysisState::Running, state, TransitionTrigger::Job)
        .build();
    assert_eq!(unknown.unwrap_err(), Error::UnknownState { state });
    let stay = |_: &RuleContext<'_>| RuleVerdict::Stay;
    let ruled = MachineBuilder::standard()
        .rule(AnalysisState::Running, None, stay)
        .rule(AnalysisState::Running, None, stay)
        .build();
    assert!(matches!(ruled.unwrap_err(), Error::Twice { what: "rule", .. }));
    let many = (0..64).fold(MachineBuilder::standard(), |builder, n| {
        builder.inert_state(format!("s{n}").parse().unwrap())
    });
    assert_eq!(many.build().unwrap_err(), Error::TooMany { what: "states", most: 64 });
}

#[test]
fn words_that_cannot_be_states_are_refused() {
    for word in ["", "Running!", "ä", "two words", "a-word-of-23-characters"] {
        assert!(matches!(word.parse::<AnalysisState>(), Err(Error::StateWord { .. })), "{word:?}");
    }
    for &state in AnalysisState::BUILT_IN {
        assert_eq!(state.as_str().parse(), Ok(state));
    }
    let longest = "a-word-of-22-character";
    assert_eq!(longest.parse::<AnalysisState>().unwrap().as_str(), longest);
    let json = serde_json::to_string(&calibrating()).unwrap();
    assert_eq!(serde_json::from_str::<AnalysisState>(&json).unwrap(), calibrating());
}

#[test]
fn pictures_have_every_state_and_say_why_each_becomes_another() {
    let machine = StateMachine::standard();
    let (dot, mermaid) = (machine.to_dot(), machine.to_mermaid());
    for state in machine.states() {
        assert!(
            dot.contains(&format!("\"{state}\"")) && mermaid.contains(state.as_str()),
            "{state}"
        );
    }
    assert!(dot.starts_with("digraph machine {\n") && dot.ends_with("}\n"));
    assert!(dot.contains("\"ready\" -> \"submitting\" [label=\"plan (limited)\", style=bold];"));
    assert!(dot.contains("\"review\" -> \"reviewed\" [label=\"command\", style=dashed];"));
    assert!(dot.contains("\"uploaded\" [peripheries=2];"));
    assert!(mermaid.starts_with("stateDiagram-v2\n  [*] --> wait\n"));
    assert!(mermaid.contains("  running --> held: job\n"));
    assert!(mermaid.contains("  complete --> [*]\n"));
    assert!(StateMachine::asimov().to_mermaid().contains("analysis_ready"));
}
