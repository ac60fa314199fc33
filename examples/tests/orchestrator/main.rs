//! The orchestrator as its users meet it: its built program, real commands, its output and exit
//! code.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

mod bad_lists;
mod command_line;
mod default_list;
mod ends;
mod order;
mod program;
mod serving;
mod stopping;
