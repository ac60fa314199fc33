//! The difference of two documents as a JSON merge patch, RFC 7386.

use serde_json::{Map, Value};

/// What turns `old` into `new`; `None` if nothing has to be done.
///
/// A merge patch cannot say that something becomes `null`. For our documents that is the same as
/// not being there.
pub(crate) fn merge_patch(old: &Value, new: &Value) -> Option<Value> {
    if old == new {
        return None;
    }
    let (Value::Object(old), Value::Object(new)) = (old, new) else { return Some(new.clone()) };
    let mut patch = Map::new();
    for key in old.keys().filter(|key| !new.contains_key(*key)) {
        patch.insert(key.clone(), Value::Null);
    }
    for (key, value) in new {
        let change = match old.get(key) {
            Some(before) => merge_patch(before, value),
            None => Some(value.clone()),
        };
        patch.extend(change.map(|change| (key.clone(), change)));
    }
    Some(Value::Object(patch))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
    use serde_json::json;

    use super::*;

    /// As RFC 7386, section 2.
    fn apply(target: Value, patch: Value) -> Value {
        let Value::Object(patch) = patch else { return patch };
        let mut object = if let Value::Object(object) = target { object } else { Map::new() };
        for (key, value) in patch {
            let before = object.remove(&key);
            if !value.is_null() {
                object.insert(key, apply(before.unwrap_or_default(), value));
            }
        }
        Value::Object(object)
    }

    fn document() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<u8>().prop_map(Value::from),
            Just(json!([1, 2])),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            proptest::collection::btree_map("[abc]", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect()))
        })
    }

    proptest! {
        #[test]
        fn a_patch_turns_the_old_into_the_new(old in document(), new in document()) {
            let patched = match merge_patch(&old, &new) {
                None => old,
                // An object in the place of something else is a patch of nothing.
                Some(patch) => apply(old, patch),
            };
            assert_eq!(patched, new);
        }
    }

    #[test]
    fn only_what_is_different_is_in_the_patch() {
        let (old, new) = (json!({"a": {"b": 1, "c": 2}, "d": 3}), json!({"a": {"b": 1, "c": 4}}));
        assert_eq!(merge_patch(&old, &new), Some(json!({"a": {"c": 4}, "d": null})));
        assert_eq!(merge_patch(&new, &new), None);
    }
}
