//! A command that is to have a controlling terminal. With a real one: `monitor run`'s tests.
#![cfg(all(target_os = "linux", not(monitor_unsupported)))]

use monitor_exec::{Error, ExecCommand, ProcessGroup, SpawnStep, StreamTarget};

#[test]
fn a_command_without_a_terminal_among_its_streams_cannot_take_one() {
    let refused = ExecCommand::new("true")
        .group(ProcessGroup::Terminal)
        .stdout(StreamTarget::Null)
        .stderr(StreamTarget::Null)
        .run();
    assert!(matches!(refused, Err(Error::Spawn { step: SpawnStep::Terminal, .. })), "{refused:?}");
}
