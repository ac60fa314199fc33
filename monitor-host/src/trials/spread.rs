//! How the values of many runs are spread.

/// The value in the middle and how far the others are from it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SampleSpread {
    /// Half of the values are not above it, and half not below.
    pub median: f64,
    /// A quarter of the values is below.
    pub lower_quartile: f64,
    /// A quarter of the values is above.
    pub upper_quartile: f64,
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub greatest: f64,
    /// The mean.
    pub mean: f64,
    /// The standard deviation of the sample; 0 for a single value.
    pub deviation: f64,
    /// Values whose modified z-score is above 3.5: that far from the median is hardly chance
    /// (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993).
    pub outliers: usize,
}

impl SampleSpread {
    /// The spread of these values; all zero if there are none.
    #[must_use]
    pub fn from_values(values: &[f64]) -> Self {
        let sorted = sorted(values);
        let (Some(&least), Some(&greatest)) = (sorted.first(), sorted.last()) else {
            return Self::default();
        };
        let count = float(sorted.len());
        let mean = sorted.iter().sum::<f64>() / count;
        let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
        Self {
            median: quantile(&sorted, 0.5),
            lower_quartile: quantile(&sorted, 0.25),
            upper_quartile: quantile(&sorted, 0.75),
            least,
            greatest,
            mean,
            deviation: if sorted.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 },
            outliers: sorted.iter().filter(|value| is_outlier(&sorted, **value)).count(),
        }
    }
}

/// Whether a value is far from the median, in units of how far the values usually are.
fn is_outlier(sorted_values: &[f64], value: f64) -> bool {
    let median = quantile(sorted_values, 0.5);
    let distances: Vec<f64> = sorted_values.iter().map(|other| (other - median).abs()).collect();
    let usual = quantile(&sorted(&distances), 0.5);
    0.674_5 * (value - median).abs() > 3.5 * usual && usual > 0.0
}

pub(super) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Between the two nearest values, in proportion.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * float(sorted.len().saturating_sub(1));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the place of a value"
    )]
    let below = place.floor() as usize;
    let at = |index: usize| sorted.get(index).or(sorted.last()).copied().unwrap_or(0.0);
    let fraction = place - place.floor();
    at(below) + (at(below + 1) - at(below)) * fraction
}

#[expect(clippy::cast_precision_loss, reason = "a number of runs")]
const fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_of_five_values_is_known() {
        let spread = SampleSpread::from_values(&[5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!((spread.median, spread.least, spread.greatest), (3.0, 1.0, 5.0));
        assert_eq!((spread.lower_quartile, spread.upper_quartile), (2.0, 4.0));
        assert!((spread.deviation - 2.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(SampleSpread::from_values(&[]), SampleSpread::default());
        assert_eq!(SampleSpread::from_values(&[7.0]).deviation, 0.0);
    }

    #[test]
    fn one_far_value_is_an_outlier_and_even_ones_are_none() {
        let mut values = vec![1.0, 1.01, 0.99, 1.02, 0.98, 1.0, 1.01];
        assert_eq!(SampleSpread::from_values(&values).outliers, 0);
        values.push(1.5);
        assert_eq!(SampleSpread::from_values(&values).outliers, 1);
        assert_eq!(SampleSpread::from_values(&[1.0; 9]).outliers, 0);
    }
}
