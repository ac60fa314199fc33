//! Control sequences of terminals (ECMA-48, and xterm's additions), one byte at a time.

/// The most parameters of a sequence that are kept; the rest are read and forgotten.
const PARAMETERS: usize = 4;

/// The longest string (title, link, image) that is skipped. What is longer is taken for text
/// again: a stray byte of a binary file must not swallow the rest of the output.
const LONGEST_STRING: u32 = 1 << 16;

/// Where in a sequence the stream is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum EscapeState {
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
pub(super) enum EscapeAction {
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
pub(super) struct EscapeParser {
    place: EscapeState,
    parameters: [u16; PARAMETERS],
    count: usize,
    private: bool,
    string_bytes: u32,
}

impl EscapeParser {
    /// Whether the next byte is text or a control character, and not part of a sequence.
    pub(super) fn is_outside(&self) -> bool {
        self.place == EscapeState::Text
    }

    /// The parameter of that number, if it was given and is not 0.
    pub(super) fn parameter(&self, number: usize) -> Option<u16> {
        self.parameters.get(number).copied().filter(|&value| value > 0)
    }

    /// Reads the next byte, which is a control character or inside of a sequence.
    pub(super) fn read(&mut self, byte: u8) -> EscapeAction {
        match (self.place, byte) {
            (_, 0x18 | 0x1a) => self.end_sequence(),
            (EscapeState::String, _) => self.read_string(byte),
            (EscapeState::StringEscape, b'\\') => self.end_sequence(),
            (_, 0x1b) => self.enter(EscapeState::Escape),
            (EscapeState::Text, _) => EscapeAction::Control(byte),
            (EscapeState::StringEscape | EscapeState::Escape, b'[') => {
                self.enter(EscapeState::Control)
            }
            (EscapeState::StringEscape | EscapeState::Escape, b']' | b'P' | b'X' | b'^' | b'_') => {
                self.enter(EscapeState::String)
            }
            (_, 0..0x20) => EscapeAction::Control(byte),
            (EscapeState::Control, _) => self.read_control(byte),
            (_, 0x20..0x30) => self.enter(EscapeState::Intermediate),
            (EscapeState::Intermediate, _) => self.end_sequence(),
            _ => {
                self.place = EscapeState::Text;
                EscapeAction::Escape(byte)
            }
        }
    }

    fn enter(&mut self, place: EscapeState) -> EscapeAction {
        *self = Self { place, ..Self::default() };
        EscapeAction::Nothing
    }

    fn end_sequence(&mut self) -> EscapeAction {
        self.enter(EscapeState::Text)
    }

    fn read_control(&mut self, byte: u8) -> EscapeAction {
        match byte {
            b'0'..=b'9' => {
                if let Some(value) = self.parameters.get_mut(self.count) {
                    *value = value.saturating_mul(10).saturating_add(u16::from(byte - b'0'));
                }
            }
            b';' | b':' => self.count = self.count.saturating_add(1),
            b'<'..=b'?' => self.private = true,
            0x40..=0x7e => {
                self.place = EscapeState::Text;
                return EscapeAction::Sequence { last: byte, private: self.private };
            }
            _ => {}
        }
        EscapeAction::Nothing
    }

    /// A string ends with BEL or `ESC \`; a line feed means that it never was one.
    fn read_string(&mut self, byte: u8) -> EscapeAction {
        self.string_bytes += 1;
        match byte {
            0x07 => self.end_sequence(),
            0x1b => self.enter(EscapeState::StringEscape),
            b'\n' => {
                self.place = EscapeState::Text;
                EscapeAction::Control(byte)
            }
            _ if self.string_bytes >= LONGEST_STRING => self.end_sequence(),
            _ => EscapeAction::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meanings(bytes: &[u8]) -> Vec<EscapeAction> {
        let mut escape = EscapeParser::default();
        let all = bytes.iter().map(|byte| escape.read(*byte));
        all.filter(|meaning| *meaning != EscapeAction::Nothing).collect()
    }

    #[test]
    fn a_sequence_has_its_last_byte_and_its_parameters() {
        let mut escape = EscapeParser::default();
        for byte in b"\x1b[12;0;7H" {
            escape.read(*byte);
        }
        assert!(escape.is_outside());
        assert_eq!([0, 1, 2, 9].map(|n| escape.parameter(n)), [Some(12), None, Some(7), None]);
        let hidden = EscapeAction::Sequence { last: b'l', private: true };
        assert_eq!(meanings(b"\x1b[?25l"), [hidden]);
    }

    #[test]
    fn control_characters_count_inside_a_sequence() {
        let up = EscapeAction::Sequence { last: b'A', private: false };
        assert_eq!(meanings(b"\x1b[\r1A"), [EscapeAction::Control(b'\r'), up]);
        assert_eq!(meanings(b"\x1b[3\x18\n"), [EscapeAction::Control(b'\n')]);
    }

    #[test]
    fn strings_are_skipped_to_their_end_or_to_the_end_of_the_line() {
        assert_eq!(meanings(b"\x1b]0;title\x07\r"), [EscapeAction::Control(b'\r')]);
        assert_eq!(meanings(b"\x1b]8;;a\x1b\\\x1b7"), [EscapeAction::Escape(b'7')]);
        assert_eq!(meanings(b"\x1bPq\n"), [EscapeAction::Control(b'\n')]);
        let long = [b"\x1b]".as_slice(), &[b'x'; LONGEST_STRING as usize], b"\r"].concat();
        assert_eq!(meanings(&long), [EscapeAction::Control(b'\r')]);
    }
}
