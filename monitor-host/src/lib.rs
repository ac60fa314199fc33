#![doc = include_str!("../README.md")]

mod error;

#[cfg(feature = "http")]
pub mod http;

pub use error::Error;
