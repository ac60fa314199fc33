//! Control sequences of terminals (ECMA-48, and xterm's additions), one byte at a time.

/// The most parameters of a sequence that are kept; the rest are read and forgotten.
const PARAMETERS: usize = 4;

/// The longest string (title, link, image) that is skipped. What is longer is taken for text
/// again: a stray byte of a binary file must not swallow the rest of the output.
const LONGEST_STRING: u32 = 1 << 16;

/// Where in a sequence the stream is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    Escape,
    Intermediate,
    Control,
    String,
    StringEscape,
}

/// What a byte of a sequence means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing yet, or nothing that matters here.
    Nothing,
    /// A control character, which counts also inside a sequence.
    Control(u8),
    /// `ESC` and this byte.
    Escape(u8),
    /// A control sequence that ends with this byte; `?` and the like come first.
    Sequence { last: u8, private: bool },
}

/// The sequence that is being read.
#[derive(Clone, Debug, Default)]
pub(super) struct Escape {
    place: Place,
    parameters: [u16; PARAMETERS],
    count: usize,
    private: bool,
    string_bytes: u32,
}

impl Escape {
    /// Whether the next byte is text or a control character, and not part of a sequence.
    pub(super) fn is_outside(&self) -> bool {
        self.place == Place::Text
    }

    /// The parameter of that number, if it was given and is not 0.
    pub(super) fn parameter(&self, number: usize) -> Option<u16> {
        self.parameters.get(number).copied().filter(|&value| value > 0)
    }

    /// Reads the next byte, which is a control character or inside of a sequence.
    pub(super) fn read(&mut self, byte: u8) -> Meaning {
        match (self.place, byte) {
            (_, 0x18 | 0x1a) => self.leave(),
            (Place::String, _) => self.string(byte),
            (Place::StringEscape, b'\\') => self.leave(),
            (_, 0x1b) => self.enter(Place::Escape),
            (Place::Text, _) => Meaning::Control(byte),
            (Place::StringEscape | Place::Escape, b'[') => self.enter(Place::Control),
            (Place::StringEscape | Place::Escape, b']' | b'P' | b'X' | b'^' | b'_') => {
                self.enter(Place::String)
            }
            (_, 0..0x20) => Meaning::Control(byte),
            (Place::Control, _) => self.control(byte),
            (_, 0x20..0x30) => self.enter(Place::Intermediate),
            (Place::Intermediate, _) => self.leave(),
            _ => {
                self.place = Place::Text;
                Meaning::Escape(byte)
            }
        }
    }

    fn enter(&mut self, place: Place) -> Meaning {
        *self = Self { place, ..Self::default() };
        Meaning::Nothing
    }

    fn leave(&mut self) -> Meaning {
        self.enter(Place::Text)
    }

    fn control(&mut self, byte: u8) -> Meaning {
        match byte {
            b'0'..=b'9' => {
                if let Some(value) = self.parameters.get_mut(self.count) {
                    *value = value.saturating_mul(10).saturating_add(u16::from(byte - b'0'));
                }
            }
            b';' | b':' => self.count = self.count.saturating_add(1),
            b'<'..=b'?' => self.private = true,
            0x40..=0x7e => {
                self.place = Place::Text;
                return Meaning::Sequence { last: byte, private: self.private };
            }
            _ => {}
        }
        Meaning::Nothing
    }

    /// A string ends with BEL or `ESC \`; a line feed means that it never was one.
    fn string(&mut self, byte: u8) -> Meaning {
        self.string_bytes += 1;
        match byte {
            0x07 => self.leave(),
            0x1b => self.enter(Place::StringEscape),
            b'\n' => {
                self.place = Place::Text;
                Meaning::Control(byte)
            }
            _ if self.string_bytes >= LONGEST_STRING => self.leave(),
            _ => Meaning::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meanings(bytes: &[u8]) -> Vec<Meaning> {
        let mut escape = Escape::default();
        let all = bytes.iter().map(|byte| escape.read(*byte));
        all.filter(|meaning| *meaning != Meaning::Nothing).collect()
    }

    #[test]
    fn a_sequence_has_its_last_byte_and_its_parameters() {
        let mut escape = Escape::default();
        for byte in b"\x1b[12;0;7H" {
            escape.read(*byte);
        }
        assert!(escape.is_outside());
        assert_eq!([0, 1, 2, 9].map(|n| escape.parameter(n)), [Some(12), None, Some(7), None]);
        let hidden = Meaning::Sequence { last: b'l', private: true };
        assert_eq!(meanings(b"\x1b[?25l"), [hidden]);
    }

    #[test]
    fn control_characters_count_inside_a_sequence() {
        let up = Meaning::Sequence { last: b'A', private: false };
        assert_eq!(meanings(b"\x1b[\r1A"), [Meaning::Control(b'\r'), up]);
        assert_eq!(meanings(b"\x1b[3\x18\n"), [Meaning::Control(b'\n')]);
    }

    #[test]
    fn strings_are_skipped_to_their_end_or_to_the_end_of_the_line() {
        assert_eq!(meanings(b"\x1b]0;title\x07\r"), [Meaning::Control(b'\r')]);
        assert_eq!(meanings(b"\x1b]8;;a\x1b\\\x1b7"), [Meaning::Escape(b'7')]);
        assert_eq!(meanings(b"\x1bPq\n"), [Meaning::Control(b'\n')]);
        let long = [b"\x1b]".as_slice(), &[b'x'; LONGEST_STRING as usize], b"\r"].concat();
        assert_eq!(meanings(&long), [Meaning::Control(b'\r')]);
    }
}
