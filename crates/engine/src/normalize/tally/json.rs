//! The tally as JSON, the same bytes for the same totals.

use serde_json::{Map, Value, json};

use super::{Tally, Totals, money};
use crate::model::DocumentKind;

/// The schema's name and version.
const SCHEMA: &str = "cuadre.totals/1";

pub(super) fn of(tally: &Tally) -> Value {
    let mut document = Map::new();
    document.insert("schema".into(), SCHEMA.into());
    put_totals(&mut document, &tally.whole());
    let mut put = |name: &str, rows: Vec<Value>| {
        document.insert(name.into(), Value::Array(rows));
    };
    put(
        "by_day",
        rows(tally.by_day().iter().map(|(day, totals)| {
            ([("day", day.map_or(Value::Null, |day| day.to_string().into()))], totals)
        })),
    );
    put(
        "by_kind",
        rows(tally.by_kind().iter().map(|(kind, totals)| ([("kind", kind_of(*kind))], totals))),
    );
    put(
        "by_series",
        rows(tally.by_series().iter().map(|((kind, series), totals)| {
            ([("kind", kind_of(*kind)), ("series", text(series))], totals)
        })),
    );
    put(
        "by_branch",
        rows(tally.by_branch().iter().map(|(name, totals)| ([("branch", text(name))], totals))),
    );
    put(
        "by_segment",
        rows(tally.by_segment().iter().map(|(name, totals)| ([("segment", text(name))], totals))),
    );
    put("by_series_and_branch", pairs(tally));
    put(
        "foreign",
        rows(tally.foreign().iter().map(|(code, totals)| ([("currency", text(code))], totals))),
    );
    let beyond = tally.beyond();
    if beyond.rows > 0 {
        let mut rest = Map::new();
        put_totals(&mut rest, &beyond);
        document.insert("beyond_the_lists".into(), Value::Object(rest));
    }
    Value::Object(document)
}

fn pairs(tally: &Tally) -> Vec<Value> {
    tally
        .pairs()
        .iter()
        .map(|pair| {
            let mut row = Map::new();
            row.insert("kind".into(), kind_of(pair.kind()));
            row.insert("series".into(), text(pair.series()));
            row.insert("branch".into(), text(pair.branch()));
            put_totals(&mut row, pair.totals());
            let mut codes: Vec<_> = pair.cost_centers().collect();
            codes.sort_unstable();
            row.insert("cost_centers".into(), codes.into_iter().map(text).collect());
            if pair.more_cost_centers() {
                row.insert("more_cost_centers".into(), json!(true));
            }
            Value::Object(row)
        })
        .collect()
}

fn rows<'a, const N: usize>(
    groups: impl Iterator<Item = ([(&'static str, Value); N], &'a Totals)>,
) -> Vec<Value> {
    groups
        .map(|(keys, totals)| {
            let mut row = Map::new();
            for (name, value) in keys {
                row.insert(name.into(), value);
            }
            put_totals(&mut row, totals);
            Value::Object(row)
        })
        .collect()
}

fn put_totals(row: &mut Map<String, Value>, totals: &Totals) {
    row.insert("rows".into(), totals.rows.into());
    row.insert("documents".into(), totals.documents.into());
    row.insert("taxable_base".into(), money(totals.taxable_base).into());
    row.insert("sales_tax".into(), money(totals.sales_tax).into());
    row.insert("total".into(), money(totals.total).into());
}

fn kind_of(kind: Option<DocumentKind>) -> Value {
    kind.map_or(Value::Null, |kind| kind.to_string().into())
}

fn text(name: &[u8]) -> Value {
    String::from_utf8_lossy(name).into_owned().into()
}
