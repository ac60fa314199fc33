//! The language of conditions: what it says, what it refuses, and that it always ends.

use monitor_debug::{Condition, EvalError, VariableAccess};
use proptest::prelude::{Strategy, any};
use proptest::sample::select;
use proptest::{collection::vec, prop_assert, proptest};
use serde_json::{Map, Value, json};

fn variables() -> Map<String, Value> {
    let Value::Object(map) = json!({
        "value": 150, "ratio": 0.5, "name": "Ada", "empty": [], "ok": true, "none": null,
        "list": [1, 2, 3], "user": {"age": 36, "tags": ["a", "b"]}, "big": i64::MAX,
    }) else {
        unreachable!()
    };
    map
}

fn value(text: &str) -> Value {
    match Condition::compile(text) {
        Ok(condition) => match condition.evaluate(&variables()) {
            Ok(value) => value,
            Err(error) => panic!("{text}: {error}"),
        },
        Err(error) => panic!("{text}: {error}"),
    }
}

fn error(text: &str) -> String {
    Condition::compile(text).unwrap().evaluate(&variables()).unwrap_err().to_string()
}

fn refused(text: &str) -> String {
    Condition::compile(text).unwrap_err().to_string()
}

#[test]
fn true_expressions_are_true_in_both_dialects() {
    for text in [
        "data['value'] > 100",
        "data.get('value', 0) > 100",
        "data[\"value\"] >= 150 && name == 'Ada'",
        "value > 1000 or ratio < 1",
        "not (value < 10) and !empty",
        "100 < value <= 150 != 3",
        "2 in list and 9 not in list and 'age' in user and 'd' in name",
        "none is None and value is not null and none == nil_or(none)",
        "user.tags[0] == 'a' and user['tags'][-1] == 'b'",
        "name.startswith('A') and name.endswith('a') and name.lower() == 'ada'",
        "name.upper() == 'ADA' and name.contains('d') and ' x '.strip() == 'x'",
        "len(list) == 3 and size(name) == 3 and name.size() == 3 and list.len() == 3",
        "abs(-3) == 3 and min(3, 1, 2) == 1 and max(list) == 3 and min([2, 1]) == 1",
        "int('7') + 1 == 8 and float('1.5') == 1.5 and str(7) == '7' and bool(1)",
        "1 + 2 * 3 == 7 and (1 + 2) * 3 == 9 and 7 // 2 == 3 and -7 // 2 == -4",
        "7 % 3 == 1 and -7 % 3 == 2 and 7 / 2 == 3.5 and 1_000 == 1e3 and .5 == ratio",
        "'a' + 'b' == 'ab' and 'a' < 'b' and 'it\\'s' == \"it's\"",
        "list == [1, 2, 3] and [1, [2]] == [1, [2]] and (1, 2) != (2, 1)",
        "name in ('Ada', 'Grace') and 1 == 1.0 and ok == true and True",
        "user.get('height') is None and data.get('x', 5) == 5",
        "name[0] == 'A' and name[-1] == 'a' and local['value'] == value",
    ]
    .map(|text| text.replace("nil_or(none)", "null"))
    {
        assert_eq!(value(&text), json!(true), "{text}");
    }
    assert_eq!(value("0 or 'x'"), json!("x"));
    assert_eq!(value("[] and 1"), json!([]));
    assert_eq!(value("data.user"), variables()["user"]);
    assert_eq!(value("data"), Value::Object(variables()));
}

#[test]
fn a_payload_with_a_key_called_data_is_meant_by_data() {
    let Value::Object(payload) = json!({"data": {"value": 7}}) else { unreachable!() };
    assert_eq!(Condition::compile("data['value'] == 7").unwrap().test(&payload), Ok(true));
}

#[test]
fn what_has_no_value_says_why() {
    assert_eq!(error("nothing"), r#"unknown variable "nothing""#);
    assert_eq!(error("data['x']"), r#""x" not found"#);
    assert_eq!(error("list[3]"), "3 not found");
    assert_eq!(error("value < 'a'"), "an order is not possible with a number and a text");
    assert_eq!(error("value.x"), "a look-up is not possible with a number and a text");
    assert_eq!(error("name + 1"), "arithmetic is not possible with a text and a number");
    assert_eq!(error("value / 0"), "division by zero");
    assert_eq!(error("value % 0"), "division by zero");
    assert_eq!(error("big + 1"), "a number is too large");
    assert_eq!(error("-big - 2"), "a number is too large");
    assert_eq!(error("abs(-big - 1)"), "a number is too large");
    assert_eq!(error("(-big - 1) // -1"), "a number is too large");
    assert_eq!(error("int('x')"), r#""x" is not a number"#);
    assert_eq!(error("len(1)"), "len is not possible with a number");
    assert_eq!(error("max([])"), "min or max is not possible with a list");
    assert_eq!(error("1 in 2"), "`in` is not possible with a number and a number");
    assert_eq!(error("value.lower()"), "a method of texts is not possible with a number");
}

#[test]
fn what_is_not_of_the_language_is_refused_where_it_stands() {
    for (text, reason) in [
        ("", "at character 1: an expression was expected here"),
        ("value >", "at character 8: a value was expected here"),
        ("value = 1", "at character 7: nothing can be assigned; to compare, say =="),
        ("é ** 2", "at character 3: `**` is not part of the language"),
        ("x.__class__", "at character 3: names that begin with an underscore are private"),
        ("__import__('os')", "at character 1: names that begin with an underscore are private"),
        ("lambda: 1", "at character 1: `lambda` is not part of the language"),
        ("[x for x in y]", "at character 4: `for` is not part of the language"),
        ("open('x')", "at character 1: unknown function `open`"),
        ("data.update(1)", "at character 6: unknown method `update`"),
        ("len(1, 2)", "at character 1: takes 1 to 1 arguments"),
        ("'abc", "at character 1: a text without its closing quote"),
        ("1 2", "at character 3: an operator or the end was expected here"),
        ("(1", "at character 3: `,` was expected here"),
        ("x not y", "at character 7: `in` was expected here"),
        ("99999999999999999999", "at character 1: a number that is none, or too large"),
        ("a; b", "at character 2: a character that is not part of the language"),
        ("'\\x'", "at character 2: an escape that is not known"),
    ] {
        assert_eq!(refused(text), reason, "{text}");
    }
}

#[test]
fn length_nesting_and_depth_have_bounds() {
    assert!(refused(&"1".repeat(1_025)).contains("1024 bytes"));
    assert!(refused(&"(".repeat(1_000)).contains("nested 32 deep"));
    assert!(refused(&"-".repeat(1_000)).contains("nested 32 deep"));
    assert!(refused(&"not ".repeat(200)).contains("nested 32 deep"));
    assert!(refused(&vec!["1"; 100].join("+")).contains("too deep"));
    assert!(refused(&format!("x{}", ".a".repeat(100))).contains("too deep"));
    assert_eq!(value(&vec!["True"; 100].join(" and ")), json!(true));
}

#[test]
fn an_evaluation_takes_at_most_1000_steps_whatever_the_payload() {
    let mut vars = variables();
    vars.insert("long".into(), (0..100_000).collect());
    vars.insert("text".into(), Value::from("x".repeat(1 << 20)));
    vars.insert("deep".into(), (0..100).fold(json!(1), |inner, _| json!([inner, inner_of()])));
    for text in [
        "-1 in long",
        "long == long",
        "'y' in text",
        "text.lower() == text",
        "max(long) > 1",
        "text + text == ''",
        "deep == deep",
        "len(text) > 0",
        "text.startswith('x')",
    ] {
        let ended = Condition::compile(text).unwrap().test(&vars);
        let too_many = Err(EvalError::TooManySteps { max: 1_000 });
        assert!(ended == too_many || text == "deep == deep", "{text}: {ended:?}");
    }
}

fn inner_of() -> Value {
    (0..20).collect()
}

/// Texts made of pieces of the language.
fn pieces() -> impl Strategy<Value = String> {
    const PIECES: [&str; 46] = [
        "data",
        "value",
        "name",
        "list",
        "user",
        "shared",
        "x",
        "1",
        "0",
        "2.5",
        "-",
        "+",
        "*",
        "/",
        "//",
        "%",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
        "'a'",
        "\"b\"",
        "and",
        "or",
        "not",
        "in",
        "is",
        "None",
        "true",
        "<",
        "<=",
        "==",
        "!=",
        ">",
        "!",
        "&&",
        "||",
        "get",
        "len",
        "max",
        "lower",
        "tags",
        "9223372036854775807",
        "é",
    ];
    vec(select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.join(" "))
}

fn ends(text: &str, vars: &dyn VariableAccess) -> bool {
    match Condition::compile(text) {
        Ok(condition) => condition.evaluate(vars).is_ok() | condition.test(vars).is_ok() | true,
        Err(error) => error.at >= 1 && error.at <= text.chars().count() + 1,
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_compiler_panic(text in any::<String>()) {
        prop_assert!(ends(&text, &variables()));
    }

    #[test]
    fn no_expression_makes_the_evaluation_panic(text in pieces()) {
        prop_assert!(ends(&text, &variables()));
    }

    #[test]
    fn no_bytes_that_look_like_code_make_it_panic(text in "[a-z0-9_.\\[\\]()'\" <>=!+*/%&|,-]{0,200}") {
        prop_assert!(ends(&text, &variables()));
    }
}
