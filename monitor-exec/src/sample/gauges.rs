//! What processes have at one instant, and sums of it.

use crate::counters::gauge_counters;

macro_rules! declare_gauges {
    ($(#[$doc:meta] $name:ident: $type:ty = $unit:ident,)*) => {
        /// The gauges of a sample: figures of an instant.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub(crate) struct Gauges {
            $(#[$doc] pub(crate) $name: $type,)*
        }

        impl Gauges {
            /// Field by field the sum.
            pub(crate) const fn plus(self, other: Self) -> Self {
                Self { $($name: self.$name.saturating_add(other.$name),)* }
            }
        }
    };
}
gauge_counters!(declare_gauges);
