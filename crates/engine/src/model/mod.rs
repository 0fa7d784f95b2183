//! The nouns: values only, without I/O, clock or environment.

pub mod amount;
pub mod catalog;
pub mod date;
pub mod field;
pub mod period;
pub mod sentence;
pub mod severity;
pub mod tax_id;

pub use amount::{Cents, DecimalMark};
pub use catalog::DocumentKind;
pub use date::Date;
pub use field::Field;
pub use period::Period;
pub use sentence::{Language, Sentence};
pub use severity::Severity;
