//! Variables of plain Rust, by name: an array of bindings on the stack.

use std::borrow::Cow;
use std::fmt;

use serde_json::{Map, Value};

use crate::variables::{SetVariableError, VariableAccess, VariableScope, VariableValue};

/// A value that can be read and set as a variable.
pub trait Variable {
    /// Its value now.
    fn read(&self) -> VariableValue<'_>;

    /// Gives it another value.
    ///
    /// # Errors
    /// [`SetVariableError::WrongType`], if it does not take that value.
    fn write(&mut self, value: Value) -> Result<(), SetVariableError>;
}

/// A local variable under a name, see [`bind`].
pub struct VariableBinding<'a> {
    name: &'a str,
    variable: &'a mut (dyn Variable + Send),
}

/// Gives a local variable a name, under which a debugger sees it.
///
/// ```
/// use monitor_debug::{Debugger, CheckpointOutcome, bind};
///
/// let debugger = Debugger::builder().build();
/// let job = debugger.start("job-1")?;
/// let place = debugger.label("resize", "decoded");
/// let (mut width, mut name) = (640_u32, String::from("cat.png"));
/// let go = job.checkpoint(&place, &mut [bind("width", &mut width), bind("name", &mut name)]);
/// assert_eq!(go, CheckpointOutcome::On);
/// # Ok::<(), monitor_debug::Error>(())
/// ```
pub fn bind<'a>(name: &'a str, variable: &'a mut (dyn Variable + Send)) -> VariableBinding<'a> {
    VariableBinding { name, variable }
}

impl fmt::Debug for VariableBinding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VariableBinding").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<const N: usize> VariableAccess for [VariableBinding<'_>; N] {
    fn variable(&self, scope: VariableScope, name: &str) -> Option<VariableValue<'_>> {
        let found =
            self.iter().find(|binding| scope == VariableScope::Local && binding.name == name)?;
        Some(found.variable.read())
    }

    fn for_each_name(&self, scope: VariableScope, each: &mut dyn FnMut(&str)) {
        if scope == VariableScope::Local {
            self.iter().for_each(|binding| each(binding.name));
        }
    }

    fn set_variable(
        &mut self,
        scope: VariableScope,
        name: &str,
        value: Value,
    ) -> Result<(), SetVariableError> {
        let mut found = self.iter_mut();
        let found = found.find(|binding| scope == VariableScope::Local && binding.name == name);
        found.ok_or(SetVariableError::Unknown)?.variable.write(value)
    }
}

macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl Variable for $number {
            fn read(&self) -> VariableValue<'_> {
                match i64::try_from(*self) {
                    Ok(whole) => VariableValue::Int(whole),
                    // Only the upper half of the largest unsigned types comes here.
                    #[expect(clippy::cast_precision_loss, reason = "there is no larger integer")]
                    Err(_) => VariableValue::Float(*self as f64),
                }
            }

            fn write(&mut self, value: Value) -> Result<(), SetVariableError> {
                let expected = concat!("a whole number that fits ", stringify!($number));
                let signed = value.as_i64().and_then(|whole| Self::try_from(whole).ok());
                let unsigned = || value.as_u64().and_then(|whole| Self::try_from(whole).ok());
                *self = signed.or_else(unsigned).ok_or(SetVariableError::WrongType { expected })?;
                Ok(())
            }
        }
    )*};
}

whole_numbers! { u64 usize }

macro_rules! small_numbers {
    ($($number:ty)*) => {$(
        impl Variable for $number {
            fn read(&self) -> VariableValue<'_> {
                i64::try_from(*self).map_or(VariableValue::Null, VariableValue::Int)
            }

            fn write(&mut self, value: Value) -> Result<(), SetVariableError> {
                let expected = concat!("a whole number that fits ", stringify!($number));
                let whole = value.as_i64().and_then(|whole| Self::try_from(whole).ok());
                *self = whole.ok_or(SetVariableError::WrongType { expected })?;
                Ok(())
            }
        }
    )*};
}

small_numbers! { i8 i16 i32 i64 isize u8 u16 u32 }

impl Variable for f64 {
    fn read(&self) -> VariableValue<'_> {
        VariableValue::Float(*self)
    }

    fn write(&mut self, value: Value) -> Result<(), SetVariableError> {
        *self = value.as_f64().ok_or(SetVariableError::WrongType { expected: "a number" })?;
        Ok(())
    }
}

impl Variable for bool {
    fn read(&self) -> VariableValue<'_> {
        VariableValue::Bool(*self)
    }

    fn write(&mut self, value: Value) -> Result<(), SetVariableError> {
        *self = value.as_bool().ok_or(SetVariableError::WrongType { expected: "true or false" })?;
        Ok(())
    }
}

impl Variable for String {
    fn read(&self) -> VariableValue<'_> {
        VariableValue::Text(Cow::Borrowed(self))
    }

    fn write(&mut self, value: Value) -> Result<(), SetVariableError> {
        match value {
            Value::String(text) => {
                *self = text;
                Ok(())
            }
            _ => Err(SetVariableError::WrongType { expected: "a text" }),
        }
    }
}

impl Variable for Value {
    fn read(&self) -> VariableValue<'_> {
        VariableValue::from(self)
    }

    fn write(&mut self, value: Value) -> Result<(), SetVariableError> {
        *self = value;
        Ok(())
    }
}

impl Variable for Map<String, Value> {
    fn read(&self) -> VariableValue<'_> {
        VariableValue::Json(Cow::Owned(Value::Object(self.clone())))
    }

    fn write(&mut self, value: Value) -> Result<(), SetVariableError> {
        match value {
            Value::Object(map) => {
                *self = map;
                Ok(())
            }
            _ => Err(SetVariableError::WrongType { expected: "a map" }),
        }
    }
}
