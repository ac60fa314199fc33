#![doc = include_str!("../README.md")]

mod command;
pub mod demo;
mod error;
mod exit_codes;
mod options;
mod output;
mod signals;

pub use command::run;
pub use error::Error;
