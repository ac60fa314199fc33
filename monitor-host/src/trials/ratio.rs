//! How much one command takes of what another one does: the median of the ratios of runs that
//! were made next to each other, with an interval that assumes nothing about how they are spread.

use super::spread::{quantile, sorted};

/// What a good interval is thought to miss at most, at both ends together.
const MISSED: f64 = 0.05;

/// The median of paired ratios, and where it is with some confidence.
///
/// The interval is between two of the ratios themselves, chosen by the binomial distribution (the
/// sign test turned round; David and Nagaraja, Order Statistics, 7.1): exact for any distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct PairedRatio {
    /// The median.
    pub median: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
    /// How likely such an interval has the true median in it, from 0 to 1: at least 0.95, but for
    /// fewer than six runs, where it is less.
    pub confidence: f64,
}

impl PairedRatio {
    /// Whether the interval leaves out 1: there is a difference.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.confidence >= 1.0 - MISSED && (self.low > 1.0 || self.high < 1.0)
    }
}

/// The ratios of each value to the one beside it; `None` if one of those is nothing.
pub(super) fn ratio(values: &[f64], others: &[f64]) -> Option<PairedRatio> {
    if values.is_empty() || others.iter().any(|other| *other <= 0.0) {
        return None;
    }
    let ratios: Vec<f64> = values.iter().zip(others).map(|(value, other)| value / other).collect();
    let sorted = sorted(&ratios);
    let (rank, missed) = rank(sorted.len());
    let low = sorted.get(rank).copied()?;
    let high = sorted.get(sorted.len() - 1 - rank).copied()?;
    Some(PairedRatio { median: quantile(&sorted, 0.5), low, high, confidence: 1.0 - missed })
}

/// How many values may be left out at each end, and how likely the median is beyond.
fn rank(count: usize) -> (usize, f64) {
    // The chance that exactly `below` of `count` values are below the median.
    let number = i32::try_from(count).unwrap_or(i32::MAX);
    let mut chance = 0.5_f64.powi(number);
    let mut beyond = chance;
    let mut below = 0;
    // Beyond a thousand runs the first chances are too small to be told from nothing; leaving out
    // fewer values than possible only makes the interval wider.
    while below + 1 < count.div_ceil(2) {
        #[expect(clippy::cast_precision_loss, reason = "a number of runs")]
        let next = chance * (count - below) as f64 / (below + 1) as f64;
        if 2.0 * (beyond + next) > MISSED || chance <= 0.0 {
            break;
        }
        (chance, beyond, below) = (next, beyond + next, below + 1);
    }
    (below, (2.0 * beyond).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranks_are_those_of_the_tables() {
        // Order statistics for a 95 % interval of a median, 0-based.
        for (count, rank_of_table) in [(6, 0), (8, 0), (9, 1), (12, 2), (20, 5), (30, 9), (50, 17)]
        {
            assert_eq!(rank(count).0, rank_of_table, "{count}");
            assert!(rank(count).1 <= 0.05);
        }
        assert!((rank(5).1 - 0.0625).abs() < 1e-12);
        assert!((rank(1).1 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn twice_is_twice_and_clear() {
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        let twice: Vec<f64> = values.iter().map(|value| value * 2.0).collect();
        let found = ratio(&twice, &values).unwrap();
        assert_eq!((found.median, found.low, found.high), (2.0, 2.0, 2.0));
        assert!(found.is_clear() && !ratio(&values, &values).unwrap().is_clear());
        assert_eq!(ratio(&values, &[0.0; 20]), None);
        assert_eq!(ratio(&[], &[]), None);
    }
}
