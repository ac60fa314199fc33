//! The keys that a type of settings is read from, as serde's derive names them.

use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The keys of a struct; `None` for a map and other types that take any key.
pub(super) fn setting_keys<S: DeserializeOwned>() -> Option<&'static [&'static str]> {
    match S::deserialize(KeyProbe) {
        Err(SettingProbe(keys)) => keys,
        Ok(_) => None,
    }
}

/// A deserializer that only notes which struct is asked for.
struct KeyProbe;

/// The error with which every probe ends.
#[derive(Debug)]
struct SettingProbe(Option<&'static [&'static str]>);

impl<'de> Deserializer<'de> for KeyProbe {
    type Error = SettingProbe;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, SettingProbe> {
        Err(SettingProbe(Some(fields)))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, SettingProbe> {
        Err(SettingProbe(None))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl fmt::Display for SettingProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the probe has no value")
    }
}

impl std::error::Error for SettingProbe {}

impl de::Error for SettingProbe {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self(None)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(serde::Deserialize)]
    struct Settings {
        #[expect(dead_code, reason = "only its name is looked at")]
        queue: String,
        #[serde(rename = "server-name")]
        #[expect(dead_code, reason = "only its name is looked at")]
        server: Option<String>,
    }

    #[test]
    fn the_keys_of_a_struct_are_known_and_a_map_takes_any() {
        assert_eq!(setting_keys::<Settings>(), Some(["queue", "server-name"].as_slice()));
        assert_eq!(setting_keys::<BTreeMap<String, String>>(), None);
    }
}
