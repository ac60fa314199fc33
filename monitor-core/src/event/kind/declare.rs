//! What follows from the rows of `event/kind.rs`: the macro that writes it.

/// Declares the kinds of events and everything that each kind needs.
///
/// First the groups whose kinds have a payload each, then those whose kinds share one payload and
/// differ by its phase. See `event/kind.rs` for the columns.
macro_rules! event_kinds {
    (
        $(
            $(#[$group_doc:meta])*
            $group:ident: $event:ident by $part:ident {
                $(
                    $(#[$doc:meta])*
                    $kind:ident = $wire:literal, $how:ident $maker:ident, $can_say:literal
                        => $phase:ident: $payload:item
                )*
            }
        )*
        ;
        $(
            $(#[$shared_group_doc:meta])*
            $shared_group:ident:
            $(#[$variant_doc:meta])*
            $variant:ident($shared_event:ident) by
            $(#[$phases_doc:meta])*
            $phases:ident {
                $(
                    $(#[$shared_doc:meta])*
                    $shared_kind:ident = $shared_wire:literal
                        => $(#[$default:ident])? $shared_phase:ident;
                )*
            }
        )*
    ) => {
        /// What happened. Its text form is its wire name.
        ///
        /// ```
        /// use monitor_core::EventKind;
        ///
        /// assert_eq!(EventKind::JobProgressUpdated.as_str(), "job.progress.updated");
        /// assert_eq!("worker.claimed_job".parse(), Ok(EventKind::WorkerClaimedJob));
        /// ```
        ///
        /// | kind | wire name | made by | special to it |
        /// |---|---|---|---|
        $($(#[doc = declare::row!($kind, $wire, $event, $maker, $can_say)])*)*
        $($(#[doc = declare::row!($shared_kind, $shared_wire, $shared_event, $phases, $shared_phase)])*)*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum EventKind {
            $($($(#[$doc])* $kind,)*)*
            $($($(#[$shared_doc])* $shared_kind,)*)*
        }

        impl EventKind {
            $(
                $(#[$group_doc])*
                pub const $group: KindSet<Self> = KindSet::from_bits(0 $(| 1 << Self::$kind as u64)*);
            )*
            $(
                $(#[$shared_group_doc])*
                pub const $shared_group: KindSet<Self> =
                    KindSet::from_bits(0 $(| 1 << Self::$shared_kind as u64)*);
            )*

            /// The wire name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($(Self::$kind => $wire,)*)*
                    $($(Self::$shared_kind => $shared_wire,)*)*
                }
            }
        }

        impl KindIndex for EventKind {
            const ALL: &'static [Self] = &[
                $($(Self::$kind,)*)*
                $($(Self::$shared_kind,)*)*
            ];

            #[inline]
            fn index(self) -> usize {
                self as usize
            }
        }

        /// The rows of the table of kinds in the documentation.
        #[cfg(test)]
        const ROWS: &[&str] = &[
            $($(declare::row!($kind, $wire, $event, $maker, $can_say),)*)*
            $($(declare::row!($shared_kind, $shared_wire, $shared_event, $phases, $shared_phase),)*)*
        ];

        /// What happened, and what is known of it: one variant a kind, or one for a family of kinds
        /// that all say the same.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Payload {
            $($($(#[$doc])* $kind($event<$phase>),)*)*
            $($(#[$variant_doc])* $variant(Box<$shared_event>),)*
        }

        impl Payload {
            /// What kind of event has this payload.
            #[must_use]
            #[inline]
            pub fn kind(&self) -> EventKind {
                match self {
                    $($(Self::$kind(_) => EventKind::$kind,)*)*
                    $(Self::$variant(event) => event.phase.kind(),)*
                }
            }

            pub(crate) fn job(&self) -> Option<&Job> {
                match self {
                    $($(Self::$kind(event) => event.about_job(),)*)*
                    $(Self::$variant(event) => event.about_job(),)*
                }
            }

            pub(crate) fn worker(&self) -> Option<&WorkerId> {
                match self {
                    $($(Self::$kind(event) => event.about_worker(),)*)*
                    $(Self::$variant(event) => event.about_worker(),)*
                }
            }

            /// Reads what an event of this kind says.
            pub(crate) fn read_data(kind: EventKind, wire: &mut WireEvent) -> Result<Self, Error> {
                match kind {
                    $($(EventKind::$kind => EventBody::read_data(wire).map(Self::$kind),)*)*
                    $($(EventKind::$shared_kind => {
                        let mut event = <$shared_event>::read_data(wire)?;
                        event.phase = $phases::$shared_phase;
                        Ok(Self::$variant(Box::new(event)))
                    })*)*
                }
            }

            /// Writes the field `data`.
            pub(crate) fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error> {
                match self {
                    $($(Self::$kind(event) => event.write_data(object),)*)*
                    $(Self::$variant(event) => event.write_data(object),)*
                }
            }
        }

        $($(
            // Each payload is to be in the list of exports in `lib.rs`.
            #[warn(unnameable_types)]
            $(#[$doc])*
            $payload

            impl crate::event::sealed::Sealed for $phase {}

            impl $part for $phase {
                #[inline]
                fn into_payload(event: $event<Self>) -> Payload {
                    Payload::$kind(event)
                }
            }

            declare::constructor! { $how $event<$phase> { $(#[$doc])* $maker } }
        )*)*

        $(
            $(#[$phases_doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum $phases {
                $($(#[$shared_doc])* $(#[$default])? $shared_phase,)*
            }

            impl $phases {
                /// The kind of an event of this phase.
                #[must_use]
                pub const fn kind(self) -> EventKind {
                    match self {
                        $(Self::$shared_phase => EventKind::$shared_kind,)*
                    }
                }
            }
        )*
    };
}
pub(super) use event_kinds;

/// The row of a kind in the documentation.
macro_rules! row {
    ($kind:ident, $wire:literal, $event:ident, $maker:ident, $can_say:literal) => {
        concat!(
            "| `",
            stringify!($kind),
            "` | `",
            $wire,
            "` | `",
            stringify!($event),
            "::",
            stringify!($maker),
            "` | ",
            $can_say,
            " |",
        )
    };
    ($kind:ident, $wire:literal, $event:ident, $phases:ident, $phase:ident) => {
        concat!(
            "| `",
            stringify!($kind),
            "` | `",
            $wire,
            "` | `",
            stringify!($event),
            "::new` | `",
            stringify!($phases),
            "::",
            stringify!($phase),
            "` |",
        )
    };
}
pub(super) use row;

/// The function that makes an event of a kind, for payloads that begin as their default.
macro_rules! constructor {
    (uniform JobEvent<$phase:ident> { $(#[$doc:meta])* $maker:ident }) => {
        impl JobEvent<$phase> {
            $(#[$doc])*
            #[must_use]
            #[inline]
            pub fn $maker(job: impl Into<Job>) -> Self {
                Self::from_phase(job, $phase::default())
            }
        }
    };
    (uniform WorkerEvent<$phase:ident> { $(#[$doc:meta])* $maker:ident }) => {
        impl WorkerEvent<$phase> {
            $(#[$doc])*
            #[must_use]
            #[inline]
            pub fn $maker(worker: impl Into<WorkerId>) -> Self {
                Self::from_phase(worker, $phase::default())
            }
        }
    };
    (uniform SystemEvent<$phase:ident> { $(#[$doc:meta])* $maker:ident }) => {
        impl SystemEvent<$phase> {
            $(#[$doc])*
            #[must_use]
            #[inline]
            pub fn $maker() -> Self {
                Self { phase: $phase::default() }
            }
        }
    };
    (special $event:ident<$phase:ident> { $(#[$doc:meta])* $maker:ident }) => {};
}
pub(super) use constructor;
