//! A made-up chip: what an instrument would read there, with noise.

use std::thread;
use std::time::Duration;

use crate::curve::Shape;

/// What went wrong with one reading.
#[derive(Debug, thiserror::Error)]
#[error("the amplifier was saturated at {at:.4}")]
pub(crate) struct Saturated {
    at: f64,
}

/// Reads one point, which takes its time. One in forty is saturated at the first try.
pub(crate) fn read(
    shape: Shape,
    truth: f64,
    x: f64,
    attempt: u32,
    pace: Duration,
) -> Result<f64, Saturated> {
    thread::sleep(pace);
    let noise = noise(x.to_bits() ^ u64::from(attempt).rotate_left(32));
    if attempt == 0 && noise.abs() > 0.975 {
        return Err(Saturated { at: x });
    }
    Ok(shape.at(x, truth) + 0.08 * noise)
}

/// From -1 to 1, the same for the same seed (SplitMix64's finaliser).
#[expect(clippy::cast_precision_loss, reason = "53 bits are enough for noise")]
fn noise(seed: u64) -> f64 {
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}
