//! The JSON schema of a document, found out by letting its type read a made-up document.
//!
//! serde tells a deserializer what a type expects, field by field. This one notes it down and
//! hands in something that fits. So the schemas come from the types themselves, and the library
//! crates need to know nothing of schemas. Where a text is refused (a time, a word of a closed
//! set) the whole is tried again with another one.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer,
    MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Value, json};

/// Texts that are handed in, in turn, until one is taken.
const TEXTS: [&str; 7] =
    ["text", "2026-01-02T03:04:05Z", "low", "job.created", "online", "completed", "running"];
/// The one of them that only a time takes.
const TIME: usize = 1;
/// How deep documents may be nested.
const DEEPEST: usize = 24;

/// The JSON schema of what `T` reads; `{}`, which is anything, if it cannot be found out.
pub(crate) fn schema_for<T: DeserializeOwned>() -> Value {
    let trace = SchemaTrace::default();
    loop {
        let mut found = Value::Null;
        let all = SchemaNode { trace: &trace, path: String::new(), depth: 0, found: &mut found };
        match T::deserialize(all) {
            Ok(_) => return found,
            Err(_) if trace.try_another_text() => {}
            Err(_) => return json!({}),
        }
    }
}

/// Which text is handed in at which place.
#[derive(Default)]
struct SchemaTrace {
    texts: RefCell<HashMap<String, usize>>,
    last: Cell<Option<String>>,
}

impl SchemaTrace {
    fn text_index(&self, path: &str) -> usize {
        self.last.set(Some(path.to_owned()));
        self.texts.borrow().get(path).copied().unwrap_or(0)
    }

    /// Takes the next text where the last one was handed in; false if there is no further one.
    fn try_another_text(&self) -> bool {
        let Some(path) = self.last.take() else { return false };
        let mut texts = self.texts.borrow_mut();
        let text = texts.entry(path).or_default();
        *text += 1;
        *text < TEXTS.len()
    }
}

/// One place in the document.
struct SchemaNode<'a> {
    trace: &'a SchemaTrace,
    path: String,
    depth: usize,
    found: &'a mut Value,
}

impl<'a> SchemaNode<'a> {
    fn child_node<'b>(&self, name: &str, found: &'b mut Value) -> SchemaNode<'b>
    where
        'a: 'b,
    {
        let path = format!("{}/{name}", self.path);
        SchemaNode { trace: self.trace, path, depth: self.depth + 1, found }
    }
}

macro_rules! scalars {
    ($($deserialize:ident => $visit:ident($($value:expr)?), $schema:expr;)*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            *self.found = $schema;
            visitor.$visit($($value)?)
        })*
    };
}

impl<'de> Deserializer<'de> for SchemaNode<'_> {
    type Error = Error;

    scalars! {
        deserialize_any => visit_unit(), json!({});
        deserialize_ignored_any => visit_unit(), json!({});
        deserialize_unit => visit_unit(), json!({"type": "null"});
        deserialize_bool => visit_bool(true), json!({"type": "boolean"});
        deserialize_i8 => visit_i8(1), json!({"type": "integer"});
        deserialize_i16 => visit_i16(1), json!({"type": "integer"});
        deserialize_i32 => visit_i32(1), json!({"type": "integer"});
        deserialize_i64 => visit_i64(1), json!({"type": "integer"});
        deserialize_i128 => visit_i128(1), json!({"type": "integer"});
        deserialize_u8 => visit_u8(1), json!({"type": "integer", "minimum": 0});
        deserialize_u16 => visit_u16(1), json!({"type": "integer", "minimum": 0});
        deserialize_u32 => visit_u32(1), json!({"type": "integer", "minimum": 0});
        deserialize_u64 => visit_u64(1), json!({"type": "integer", "minimum": 0});
        deserialize_u128 => visit_u128(1), json!({"type": "integer", "minimum": 0});
        deserialize_f32 => visit_f32(1.0), json!({"type": "number"});
        deserialize_f64 => visit_f64(1.0), json!({"type": "number"});
        deserialize_char => visit_char('x'), json!({"type": "string"});
        deserialize_bytes => visit_bytes(b"x"), json!({"type": "string"});
        deserialize_byte_buf => visit_bytes(b"x"), json!({"type": "string"});
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.trace.text_index(&self.path);
        *self.found = json!({"type": "string"});
        if text == TIME {
            *self.found = json!({"type": "string", "format": "date-time"});
        }
        visitor.visit_str(TEXTS[text])
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut some = Value::Null;
        let value = visitor.visit_some(self.child_node("?", &mut some))?;
        *self.found = json!({"anyOf": [some, {"type": "null"}]});
        Ok(value)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut item = json!({});
        let value =
            visitor.visit_seq(SchemaListItems { node: &self, left: 1, found: vec![&mut item] })?;
        *self.found = json!({"type": "array", "items": item});
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        let mut items = vec![json!({}); len];
        let found = items.iter_mut().rev().collect();
        let value = visitor.visit_seq(SchemaListItems { node: &self, left: len, found })?;
        *self.found =
            json!({"type": "array", "prefixItems": items, "minItems": len, "maxItems": len});
        Ok(value)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut value = json!({});
        let read =
            visitor.visit_map(SchemaMapEntry { node: &self, is_read: false, found: &mut value })?;
        *self.found = json!({"type": "object", "additionalProperties": value});
        Ok(read)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.depth > DEEPEST {
            return Err(Error::custom("too deep"));
        }
        let mut properties = Map::new();
        let each = SchemaStructFields { node: &self, fields, properties: &mut properties };
        let value = visitor.visit_map(each)?;
        *self.found = json!({"type": "object", "properties": properties});
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.found = json!({"type": "string", "enum": variants});
        visitor.visit_enum(EnumWord(variants.first().copied().unwrap_or_default()))
    }
}

/// The items of a list.
struct SchemaListItems<'n, 'a, 'f> {
    node: &'n SchemaNode<'a>,
    left: usize,
    found: Vec<&'f mut Value>,
}

impl<'de> SeqAccess<'de> for SchemaListItems<'_, '_, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(found) = self.found.pop() else { return Ok(None) };
        self.left -= 1;
        seed.deserialize(self.node.child_node(&self.left.to_string(), found)).map(Some)
    }
}

/// The one entry of a map.
struct SchemaMapEntry<'n, 'a, 'f> {
    node: &'n SchemaNode<'a>,
    is_read: bool,
    found: &'f mut Value,
}

impl<'de> MapAccess<'de> for SchemaMapEntry<'_, '_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        if std::mem::replace(&mut self.is_read, true) {
            return Ok(None);
        }
        seed.deserialize(self.node.child_node("key", &mut Value::Null)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.node.child_node("value", self.found))
    }
}

/// The fields of a struct, one after the other.
struct SchemaStructFields<'n, 'a, 'f> {
    node: &'n SchemaNode<'a>,
    fields: &'static [&'static str],
    properties: &'f mut Map<String, Value>,
}

impl<'de> MapAccess<'de> for SchemaStructFields<'_, '_, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(name) = self.fields.first() else { return Ok(None) };
        let name: StrDeserializer<'_, Error> = (*name).into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((name, rest)) = self.fields.split_first() else {
            return Err(Error::custom("a value without a key"));
        };
        self.fields = rest;
        let mut found = Value::Null;
        let value = seed.deserialize(self.node.child_node(name, &mut found))?;
        self.properties.insert((*name).to_owned(), found);
        Ok(value)
    }
}

/// A word of a closed set.
struct EnumWord(&'static str);

impl<'de> EnumAccess<'de> for EnumWord {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let word: StrDeserializer<'_, Error> = self.0.into_deserializer();
        seed.deserialize(word).map(|value| (value, self))
    }
}

impl<'de> VariantAccess<'de> for EnumWord {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Error> {
        Err(Error::custom("a variant with a value"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("a variant with values"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        Err(Error::custom("a variant with fields"))
    }
}

#[cfg(test)]
mod tests {
    use monitor_core::{MonitorStatus, RecentJob};

    use super::*;

    #[test]
    fn a_document_of_core_is_found_out_to_its_last_field() {
        let status = schema_for::<MonitorStatus>();
        let at = |pointer: &str| status.pointer(pointer).unwrap_or_else(|| panic!("{status:#}"));
        assert_eq!(at("/properties/jobs/properties/success_rate/type"), "number");
        assert_eq!(at("/properties/jobs/properties/total_jobs/minimum"), 0);
        let worker = "/properties/workers/properties/workers/additionalProperties/properties";
        assert_eq!(at(&format!("{worker}/status/enum/1")), "offline");
        assert_eq!(at("/properties/recent_jobs/items/properties/tags/items/type"), "string");
        assert_eq!(
            at("/properties/system/properties/event_counts/additionalProperties/type"),
            "integer"
        );
    }

    #[test]
    fn a_time_is_told_from_a_text_and_what_may_be_missing_may_be_null() {
        let job = schema_for::<RecentJob>();
        assert_eq!(job.pointer("/properties/failed_at/anyOf/0/format").unwrap(), "date-time");
        assert_eq!(job.pointer("/properties/failed_at/anyOf/1/type").unwrap(), "null");
        assert_eq!(job.pointer("/properties/name").unwrap(), &json!({"type": "string"}));
    }

    #[test]
    fn what_cannot_be_found_out_is_anything() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(tag = "kind")]
        enum Tagged {
            #[serde(rename = "a")]
            A {},
        }
        assert_eq!(schema_for::<Tagged>(), json!({}));
        assert!(format!("{:?}", Tagged::A {}).starts_with('A'));
    }
}
