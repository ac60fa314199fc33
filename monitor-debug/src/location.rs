//! Breakpoint locations: what a breakpoint is on, its words in JSON, and the checkpoints it covers.

use crate::error::Error;

/// What a breakpoint is on, inside the routine that the breakpoint names.
///
/// `N` is the form of a name: text in a [`Breakpoint`](crate::Breakpoint), a number where
/// checkpoints compare it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BreakpointLocation<N = String> {
    /// Every activation of the routine, at its beginning.
    Routine,
    /// Activations by one slot.
    Slot(N),
    /// One event that the routine emits.
    Event(N),
    /// Checkpoints with this label.
    Label(N),
    /// Every checkpoint that has a label.
    AnyLabel,
    /// An activation that fails.
    Error,
}

/// The names of a location as its JSON form has them, each under a key of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocationNames {
    /// The slot.
    pub slot_name: Option<String>,
    /// The event.
    pub event_name: Option<String>,
    /// The label.
    pub label: Option<String>,
}

/// One location for each word, without its name.
const ALL: [BreakpointLocation<()>; 5] = [
    BreakpointLocation::Routine,
    BreakpointLocation::Slot(()),
    BreakpointLocation::Event(()),
    BreakpointLocation::Label(()),
    BreakpointLocation::Error,
];

impl BreakpointLocation {
    /// Reads the JSON form: the word under `type` and the names. Names of other locations are
    /// ignored. Without a word the location is the first that has a name: a slot, an event, a
    /// label, else the routine.
    ///
    /// # Errors
    /// [`Error::UnknownLocation`] for another word, [`Error::MissingPoint`] for a slot or event
    /// without its name.
    pub fn parse(word: Option<&str>, names: LocationNames) -> Result<Self, Error> {
        let LocationNames { slot_name, event_name, label } = names;
        let location = match word {
            Some(word) => {
                ALL.into_iter().find(|location| location.as_str() == word).ok_or_else(|| {
                    Error::UnknownLocation {
                        word: word.chars().take(40).collect(),
                        expected: all_words(),
                    }
                })?
            }
            None if slot_name.is_some() => BreakpointLocation::Slot(()),
            None if event_name.is_some() => BreakpointLocation::Event(()),
            None if label.is_some() => BreakpointLocation::Label(()),
            None => BreakpointLocation::Routine,
        };
        let named = |name: Option<String>, what| name.ok_or(Error::MissingPoint { what });
        Ok(match location {
            BreakpointLocation::Routine => Self::Routine,
            BreakpointLocation::Slot(()) => Self::Slot(named(slot_name, "a slot")?),
            BreakpointLocation::Event(()) => Self::Event(named(event_name, "an event")?),
            BreakpointLocation::Label(()) | BreakpointLocation::AnyLabel => {
                label.map_or(Self::AnyLabel, Self::Label)
            }
            BreakpointLocation::Error => Self::Error,
        })
    }

    /// The names of the JSON form; the word is [`BreakpointLocation::as_str`].
    #[must_use]
    pub fn names(&self) -> LocationNames {
        let mut names = LocationNames::default();
        match self {
            Self::Slot(name) => names.slot_name = Some(name.clone()),
            Self::Event(name) => names.event_name = Some(name.clone()),
            Self::Label(name) => names.label = Some(name.clone()),
            Self::Routine | Self::AnyLabel | Self::Error => {}
        }
        names
    }
}

/// The words of all locations, as in `routine, slot or event`.
fn all_words() -> String {
    let [first @ .., last] = ALL.map(|location| location.as_str());
    format!("{} or {last}", first.join(", "))
}

impl<N> BreakpointLocation<N> {
    /// The word for it, which the JSON form has under `type`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Slot(_) => "slot",
            Self::Event(_) => "event",
            Self::Label(_) | Self::AnyLabel => "label",
            Self::Error => "error",
        }
    }

    /// The name of the slot, event or label.
    #[inline]
    pub fn name(&self) -> Option<&N> {
        match self {
            Self::Slot(name) | Self::Event(name) | Self::Label(name) => Some(name),
            Self::Routine | Self::AnyLabel | Self::Error => None,
        }
    }

    /// The same location with another form of its name.
    pub(crate) fn map<M>(&self, form: impl FnOnce(&N) -> M) -> BreakpointLocation<M> {
        match self {
            Self::Routine => BreakpointLocation::Routine,
            Self::Slot(name) => BreakpointLocation::Slot(form(name)),
            Self::Event(name) => BreakpointLocation::Event(form(name)),
            Self::Label(name) => BreakpointLocation::Label(form(name)),
            Self::AnyLabel => BreakpointLocation::AnyLabel,
            Self::Error => BreakpointLocation::Error,
        }
    }
}

impl<N: PartialEq> BreakpointLocation<N> {
    /// Whether a breakpoint here is on a checkpoint at that location. A checkpoint is at the slot
    /// by which an activation begins, at an event, at a label, or at the error of an activation.
    #[inline]
    pub(crate) fn covers(&self, checkpoint: &Self) -> bool {
        match (self, checkpoint) {
            (Self::Routine, Self::Slot(_)) | (Self::AnyLabel, Self::Label(_)) => true,
            _ => self == checkpoint,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(slot: Option<&str>, event: Option<&str>, label: Option<&str>) -> LocationNames {
        let [slot_name, event_name, label] = [slot, event, label].map(|name| name.map(Into::into));
        LocationNames { slot_name, event_name, label }
    }

    #[test]
    fn every_location_is_read_from_what_it_writes() {
        let named = ALL.into_iter().map(|location| location.map(|()| "n".to_owned()));
        for location in named.chain([BreakpointLocation::AnyLabel]) {
            let read = BreakpointLocation::parse(Some(location.as_str()), location.names());
            assert_eq!(read, Ok(location));
        }
    }

    #[test]
    fn without_a_word_the_first_name_says_what_it_is_on() {
        let read = |names| BreakpointLocation::parse(None, names).unwrap();
        let n = Some("n");
        assert_eq!(read(names(n, n, n)), BreakpointLocation::Slot("n".to_owned()));
        assert_eq!(read(names(None, n, n)), BreakpointLocation::Event("n".to_owned()));
        assert_eq!(read(names(None, None, n)), BreakpointLocation::Label("n".to_owned()));
        assert_eq!(read(names(None, None, None)), BreakpointLocation::Routine);
    }

    #[test]
    fn a_checkpoint_is_covered_by_its_own_location_and_by_a_wider_one() {
        use BreakpointLocation::{AnyLabel, Error, Event, Label, Routine, Slot};
        let checkpoints = [Slot(1), Slot(2), Event(1), Event(2), Label(1), Label(2), Error];
        let covered = |location: BreakpointLocation<u32>| {
            checkpoints.iter().filter(|at| location.covers(at)).copied().collect::<Vec<_>>()
        };
        assert_eq!(covered(Routine), [Slot(1), Slot(2)]);
        assert_eq!(covered(AnyLabel), [Label(1), Label(2)]);
        for own in [Slot(1), Event(2), Label(1), Error] {
            assert_eq!(covered(own), [own]);
        }
    }
}
