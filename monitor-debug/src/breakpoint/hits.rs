//! Hit conditions: how often a breakpoint must have been passed.

use crate::error::Error;

/// A comparison of the number of passes with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HitCondition {
    Equal(u64),
    More(u64),
    Fewer(u64),
    /// The remainder by the first is the second.
    Every(u64, u64),
}

impl HitCondition {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let refused = || Error::HitCondition { text: text.chars().take(40).collect() };
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let number = |digits: &str| digits.parse::<u64>().map_err(|_| refused());
        let hits = if let Some(rest) = compact.strip_prefix('%') {
            let (divisor, rest) = rest.split_once("==").unwrap_or((rest, "0"));
            match (number(divisor)?, number(rest)?) {
                (0, _) => return Err(refused()),
                (divisor, rest) => Self::Every(divisor, rest),
            }
        } else if let Some(digits) = compact.strip_prefix(">=") {
            // Nothing is passed fewer than 0 times.
            match number(digits)?.checked_sub(1) {
                Some(least) => Self::More(least),
                None => Self::Every(1, 0),
            }
        } else if let Some(digits) = compact.strip_prefix('>') {
            Self::More(number(digits)?)
        } else if let Some(digits) = compact.strip_prefix("<=") {
            Self::Fewer(number(digits)?.saturating_add(1))
        } else if let Some(digits) = compact.strip_prefix('<') {
            Self::Fewer(number(digits)?)
        } else {
            let digits = compact.trim_start_matches('=');
            if compact.len() - digits.len() > 2 {
                return Err(refused());
            }
            Self::Equal(number(digits)?)
        };
        Ok(hits)
    }

    /// Whether the pass of this number, from 1, is a hit.
    pub(crate) fn is_met_at(self, pass: u64) -> bool {
        match self {
            Self::Equal(number) => pass == number,
            Self::More(number) => pass > number,
            Self::Fewer(number) => pass < number,
            Self::Every(divisor, rest) => pass % divisor == rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(text: &str) -> Vec<u64> {
        let hits = HitCondition::parse(text).unwrap();
        (1..=7).filter(|&pass| hits.is_met_at(pass)).collect()
    }

    #[test]
    fn every_form_means_what_it_says() {
        assert_eq!(passes("5"), [5]);
        assert_eq!(passes("== 5"), [5]);
        assert_eq!(passes(" >= 3 "), [3, 4, 5, 6, 7]);
        assert_eq!(passes(">= 0").len(), 7);
        assert_eq!(passes("> 5"), [6, 7]);
        assert_eq!(passes("<= 2"), [1, 2]);
        assert_eq!(passes("< 2"), [1]);
        assert_eq!(passes("% 3 == 0"), [3, 6]);
        assert_eq!(passes("%3==1"), [1, 4, 7]);
        assert_eq!(passes("% 2"), [2, 4, 6]);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "x", ">", "> -1", "% 0 == 0", "===5", "5 5x", "99999999999999999999"] {
            assert!(HitCondition::parse(text).is_err(), "{text}");
        }
    }
}
