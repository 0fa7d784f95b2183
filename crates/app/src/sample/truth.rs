//! `truth.json`: what stands in the ledger that should not, and what a right answer is.
//!
//! Defects are written as they are made, one a line, so that the file may be as long as the ledger is. `column` is the
//! letter of a spreadsheet's column, or the number of a field where lines have no headers.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::model::{Cents, Field};
use serde_json::{Value, json};

use super::chain::SEGMENTS;
use super::columns::{COLUMNS, letters, place};
use super::defects::SEGMENT_UNKNOWN;
use super::document::Sums;
use super::formats::ple_field;
use super::ledger::{Counts, Spoilt};
use super::{Format, Request};

/// Writes the truth about a ledger.
pub(super) struct Truth<W: Write> {
    out: W,
    format: Format,
    counts: BTreeMap<&'static str, u64>,
    any: bool,
}

impl<W: Write> Truth<W> {
    /// Begins it; `file` is the ledger's name.
    pub(super) fn begin(mut out: W, request: &Request, file: &str) -> io::Result<Truth<W>> {
        let asked = json!({
            "rows": request.rows,
            "seed": request.seed,
            "period": request.period.to_string(),
            "format": request.format.name(),
            "dirty": request.dirty.to_string(),
        });
        writeln!(out, "{{\n\"schema\": \"cuadre.sample/1\",")?;
        writeln!(out, "\"file\": {},", json!(file))?;
        writeln!(out, "\"request\": {asked},")?;
        writeln!(out, "\"assumes\": {},", json!({ "segments": SEGMENTS }))?;
        write!(out, "\"defects\": [")?;
        Ok(Truth { out, format: request.format, counts: BTreeMap::new(), any: false })
    }

    /// Tells of one spoilt line.
    pub(super) fn tell(&mut self, spoilt: &Spoilt) -> io::Result<()> {
        *self.counts.entry(spoilt.name).or_default() += 1;
        let mut told = json!({
            "row": spoilt.line,
            "defect": spoilt.name,
            "rule": spoilt.rule,
            "verdict": spoilt.verdict.name(),
        });
        if let (Some(field), Some(entries)) = (spoilt.field, told.as_object_mut()) {
            let (column, header) = self.column(field);
            entries.insert("field".into(), json!(field.name()));
            entries.insert("column".into(), column);
            entries.insert("header".into(), header);
            entries.insert("value".into(), json!(spoilt.value));
            if spoilt.name == SEGMENT_UNKNOWN {
                entries.insert("needs".into(), json!("segments"));
            }
        }
        self.out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        write!(self.out, "{told}")
    }

    /// Ends it with the counts and sums.
    pub(super) fn finish(mut self, counts: Counts, sums: Sums) -> io::Result<W> {
        let Counts { clean, warned, fixed, rejected, skipped } = counts;
        let rows = json!({
            "in": clean + warned + fixed + rejected + skipped,
            "accepted": clean + warned,
            "fixed": fixed,
            "rejected": rejected,
            "skipped": skipped,
            "warned": warned,
        });
        let money = |cents: i64| json!(Cents(cents).to_string());
        let totals = json!({
            "rows": sums.rows,
            "documents": sums.documents,
            "taxable_base": money(sums.taxable_base),
            "taxable_base_discount": money(sums.taxable_base_discount),
            "sales_tax": money(sums.sales_tax),
            "sales_tax_discount": money(sums.sales_tax_discount),
            "total": money(sums.total),
        });
        let by_defect = json!(self.counts);
        write!(
            self.out,
            "\n],\n\"counts\": {by_defect},\n\"rows\": {rows},\n\"totals\": {totals}\n}}\n"
        )?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn column(&self, field: Field) -> (Value, Value) {
        match place(field) {
            Some(place) if self.format.is_table() => {
                (json!(letters(place)), json!(COLUMNS[place].1))
            }
            _ => (json!(ple_field(field)), Value::Null),
        }
    }
}
