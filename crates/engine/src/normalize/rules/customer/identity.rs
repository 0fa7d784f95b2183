//! What may be wrong with a customer's identity, for the rules that reject it and the one that remarks it.

use crate::model::tax_id::{is_dni, is_ruc};
use crate::model::{Field, IdKind};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rules::damage::is_damaged;

/// What is wrong with an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Kind 6 without a right RUC.
    Ruc,
    /// Kind 1 without eight digits.
    Dni,
    /// Longer than its kind allows.
    Length(usize),
    /// A number whose kind is blank, or no kind.
    Kind,
}

/// What is wrong with the customer's identity. An absent one is right: whether it must be there is another rule's.
#[inline]
pub(super) fn fault_of(draft: &Draft<'_>) -> Option<Fault> {
    let id: &[u8] = &draft.customer_id;
    if id.is_empty() {
        return None;
    }
    let fault = match draft.customer_id_kind {
        Reading::Good(IdKind::RUC) => (!is_ruc(id)).then_some(Fault::Ruc),
        Reading::Good(IdKind::DNI) => (!is_dni(id)).then_some(Fault::Dni),
        Reading::Good(kind) => {
            let most = if matches!(kind, IdKind::FOREIGNER | IdKind::PASSPORT) { 12 } else { 15 };
            (id.len() > most).then_some(Fault::Length(most))
        }
        Reading::Bad => Some(Fault::Kind),
        Reading::Absent => draft.has(Field::CustomerIdKind).then_some(Fault::Kind),
    };
    fault.filter(|_| !is_damaged(id))
}
