//! The fields of a ledger's row, the superset of every layout.

macro_rules! fields {
    ($($field:ident = $name:literal,)*) => {
        /// A field of a row, whatever the layout calls its column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs)] // the names are the documentation; `glossary.md` says each in Spanish
        pub enum Field {
            $($field,)*
        }

        impl Field {
            /// Every field, in the order of the enumeration.
            pub const ALL: [Field; Field::COUNT] = [$(Field::$field,)*];

            /// The name in layouts, JSON and examples: `issue_date`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Field::$field => $name,)*
                }
            }
        }
    };
}

fields! {
    Period = "period",
    CuoKind = "cuo_kind",
    Cuo = "cuo",
    Correlative = "correlative",
    IssueDate = "issue_date",
    DueDate = "due_date",
    Kind = "kind",
    Series = "series",
    NumberFirst = "number_first",
    NumberLast = "number_last",
    Difference = "difference",
    CustomerIdKind = "customer_id_kind",
    CustomerId = "customer_id",
    CustomerName = "customer_name",
    ExportValue = "export_value",
    TaxableBase = "taxable_base",
    TaxableBaseDiscount = "taxable_base_discount",
    SalesTax = "sales_tax",
    SalesTaxDiscount = "sales_tax_discount",
    Exempt = "exempt",
    Untaxed = "untaxed",
    ExciseTax = "excise_tax",
    RiceBase = "rice_base",
    RiceTax = "rice_tax",
    BagTax = "bag_tax",
    OtherCharges = "other_charges",
    Total = "total",
    Currency = "currency",
    ExchangeRate = "exchange_rate",
    AmendedDate = "amended_date",
    AmendedKind = "amended_kind",
    AmendedSeries = "amended_series",
    AmendedNumber = "amended_number",
    Contract = "contract",
    ErrorFlag = "error_flag",
    PaymentFlag = "payment_flag",
    State = "state",
    Segment = "segment",
    Branch = "branch",
    Till = "till",
    CostCenter = "cost_center",
    IssuerTaxId = "issuer_tax_id",
    IssuerName = "issuer_name",
    Car = "car",
}

impl Field {
    /// How many fields there are.
    pub const COUNT: usize = Field::Car as usize + 1;

    /// The amounts whose sum is the total (domain.md 3.5), then the total itself.
    pub const AMOUNTS: [Field; 13] = {
        use Field::*;
        [
            ExportValue,
            TaxableBase,
            TaxableBaseDiscount,
            SalesTax,
            SalesTaxDiscount,
            Exempt,
            Untaxed,
            ExciseTax,
            RiceBase,
            RiceTax,
            BagTax,
            OtherCharges,
            Total,
        ]
    };

    /// The field of that name.
    pub fn named(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The place of an amount in [`Field::AMOUNTS`].
    pub const fn amount_index(self) -> Option<usize> {
        match self as usize {
            index if index >= Field::ExportValue as usize && index <= Field::Total as usize => {
                Some(index - Field::ExportValue as usize)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_agree_with_the_enumeration() {
        for (index, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, index);
            assert_eq!(Field::named(field.name()), Some(field));
        }
        for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
            assert_eq!(field.amount_index(), Some(index));
        }
        assert_eq!(Field::Currency.amount_index(), None);
    }
}
