//! What a visitor does with mouse and keyboard.

use serde_json::{Value, json};

use crate::driver::Browser;

impl Browser {
    /// Clicks on the first element of this selector, as soon as it is there and enabled.
    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        let quoted = Value::from(selector);
        self.wait_for(&format!(
            "const it = document.querySelector({quoted}); return Boolean(it) && !it.disabled"
        ));
        let found = self.command("/element", &json!({"using": "css selector", "value": selector}));
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        self.command(&format!("/element/{id}/click"), &json!({}));
    }

    /// Writes a text into the field that has the focus, in place of what stands there.
    pub(crate) fn write(&self, text: &str) {
        self.run("document.activeElement.select()");
        self.press(text);
    }

    /// Waits until the text of the first element of this selector has `text` in it.
    #[track_caller]
    pub(crate) fn wait_text(&self, selector: &str, text: &str) {
        let (selector, text) = (Value::from(selector), Value::from(text));
        self.wait_for(&format!(
            "const it = document.querySelector({selector}); \
             return Boolean(it) && it.innerText.includes({text})"
        ));
    }
}

/// Keys of WebDriver that are no characters.
pub(crate) mod key {
    pub(crate) const ENTER: &str = "\u{e007}";
    pub(crate) const TAB: &str = "\u{e004}";
    pub(crate) const ESCAPE: &str = "\u{e00c}";
}
