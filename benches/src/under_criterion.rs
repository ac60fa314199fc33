//! The claims as criterion benches.

use std::error::Error;
use std::time::Duration;

use criterion::Criterion;

use crate::claim::{Make, Measure};

/// Has criterion measure every contender of these claims, one after the other. What criterion
/// cannot repeat, such as the longest wait in a while, is left to `compare`.
///
/// # Errors
/// If a claim cannot be made ready.
pub fn under_criterion(claims: &[Make]) -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    for make in claims {
        let mut claim = make()?;
        let mut group = criterion.benchmark_group(claim.what);
        for contender in claim.contenders() {
            match &mut contender.measure {
                Measure::Times(times) => {
                    group.bench_function(contender.name, |bench| bench.iter_custom(&mut *times));
                }
                Measure::Each(each) => {
                    group.bench_function(contender.name, |bench| {
                        bench.iter_custom(|count| (0..count).map(|_| each()).sum());
                    });
                }
                Measure::Watch(_) | Measure::Figure(_) => {}
            }
        }
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}
