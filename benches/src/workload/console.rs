//! Recognising what a program writes: an operation is one mebibyte, in pieces of 64 KiB.
//!
//! Beside the parser of a terminal that does nothing with what it parses. `ConsoleParser` has to do more
//! where things are drawn over, and may do less where they are not.

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use monitor_run::{ConsoleParser, ConsoleParserLimits};
use vte::{Parser, Perform};

use crate::claim::{Claim, Contender};

const MIB: usize = 1 << 20;
const PIECE: usize = 64 << 10;

/// A terminal that shows nothing.
#[derive(Debug)]
struct Blind;

impl Perform for Blind {
    fn print(&mut self, c: char) {
        black_box(c);
    }
}

/// A mebibyte of what `piece` makes of numbers.
fn output(piece: impl Fn(usize) -> String) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..).map(piece).flat_map(String::into_bytes).take(MIB).collect();
    // So that the next round begins a new line.
    bytes.extend(b"\r\n");
    bytes
}

fn recognised(bytes: Vec<u8>) -> Contender {
    let mut console = ConsoleParser::new(ConsoleParserLimits::default());
    Contender::new("ConsoleParser", move || {
        for piece in bytes.chunks(PIECE) {
            console.feed(piece, &mut |seen| {
                black_box(&seen);
            });
        }
    })
}

fn parsed(bytes: Vec<u8>) -> Contender {
    let mut parser = Parser::new();
    Contender::new("vte, showing nothing", move || {
        for piece in bytes.chunks(PIECE) {
            parser.advance(&mut Blind, piece);
        }
    })
}

/// Whole lines of a log.
///
/// # Errors
/// None.
pub fn plain_lines() -> Result<Claim, Box<dyn Error>> {
    let bytes = output(|n| format!("2026-11-22 06:58:55 INFO worker {} did step {n}\n", n % 7));
    let claim = Claim::new("1 MiB of plain lines", recognised(bytes.clone()));
    Ok(claim.at_most(Duration::from_millis(5)).beside(parsed(bytes)))
}

/// Lines with colours.
///
/// # Errors
/// None.
pub fn coloured_lines() -> Result<Claim, Box<dyn Error>> {
    let bytes = output(|n| format!("\x1b[32mINFO\x1b[0m worker {} did step {n}\r\n", n % 7));
    let claim = Claim::new("1 MiB of coloured lines", recognised(bytes.clone()));
    Ok(claim.at_most(Duration::from_millis(10)).beside(parsed(bytes)))
}

/// A bar that is drawn some 13,000 times.
///
/// # Errors
/// None.
pub fn bars() -> Result<Claim, Box<dyn Error>> {
    let bytes = output(|n| {
        let percent = n * 100 / 20_000;
        format!("\rfit: {percent:3}%|█████     | {n}/20000 [00:01<00:02, 33.06it/s]")
    });
    let claim = Claim::new("1 MiB of one bar, drawn again and again", recognised(bytes.clone()));
    Ok(claim.beside(parsed(bytes)))
}
