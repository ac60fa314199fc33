//! The totals of samples and summaries as a list, for what shows all of them.

use crate::counters::shown_counters;
use crate::sample::Sample;
use crate::summary::{Summary, SummaryTotal};
use crate::totals::ResourceFigure;

/// What a counter of a sample is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CounterUnit {
    /// Bytes.
    Bytes,
    /// A number of events or things.
    Count,
}

/// A total that samples and summaries have under the same name, and how it is shown to people.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CounterDescriptor {
    /// The name of its field.
    pub name: &'static str,
    /// Its unit.
    pub unit: CounterUnit,
    /// The title of its row in a report of a run, if it has a row of its own.
    pub title: Option<&'static str>,
    /// The titles of the chart that its rate is in and of its line there, if it is in one.
    pub chart: Option<(&'static str, &'static str)>,
    of_sample: fn(&Sample) -> u64,
    of_summary: fn(&Summary) -> u64,
    figure: fn(&Summary) -> Option<ResourceFigure>,
}

impl CounterDescriptor {
    /// Its amount up to a sample.
    #[must_use]
    pub fn of_sample(&self, sample: &Sample) -> u64 {
        (self.of_sample)(sample)
    }

    /// Its amount in a whole run.
    #[must_use]
    pub fn of_summary(&self, summary: &Summary) -> u64 {
        (self.of_summary)(summary)
    }

    /// Its amount in a whole run, with how sure it is and where it comes from; `None` where that is
    /// not recorded.
    #[must_use]
    pub fn figure_of_summary(&self, summary: &Summary) -> Option<ResourceFigure> {
        (self.figure)(summary)
    }
}

macro_rules! declare_totals {
    ($(
        $name:ident: $unit:ident as $type:ident,
        title [$($title:literal)?],
        chart [$($chart:expr)?];
    )*) => {
        impl CounterDescriptor {
            /// All of them but CPU time, in the order of the fields.
            pub const ALL: &[Self] = &[$(
                Self {
                    name: stringify!($name),
                    unit: CounterUnit::$unit,
                    title: only(&[$($title)?]),
                    chart: only(&[$($chart)?]),
                    of_sample: |sample| sample.$name,
                    of_summary: |summary| summary.$name.amount(),
                    figure: |summary| summary.$name.figure(),
                },
            )*];
        }
    };
}
shown_counters!(declare_totals);

/// The element, if there is one.
const fn only<T: Copy>(entry: &[T]) -> Option<T> {
    match entry {
        [only] => Some(*only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::totals::FigureSource;
    use crate::totals::used::Used;

    #[test]
    fn amounts_are_those_of_the_field_of_the_same_name() {
        let used = Used { read_bytes: 3, minor_faults: 5, ..Used::default() };
        let summary = Summary::from_totals(&used, true, FigureSource::Zombie);
        let shown: Vec<_> = CounterDescriptor::ALL
            .iter()
            .filter(|total| total.of_summary(&summary) > 0)
            .map(|total| {
                (total.name, total.of_summary(&summary), total.figure_of_summary(&summary))
            })
            .collect();
        let read = ResourceFigure::new(3, true, FigureSource::Zombie);
        assert_eq!(shown, [("read_bytes", 3, Some(read)), ("minor_faults", 5, None)]);
    }
}
