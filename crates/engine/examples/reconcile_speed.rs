//! Prints what analyzing and reconciling cost for a bad month of a large chain.
//!
//! `cargo run --release -p engine --example reconcile_speed`: 100,000 details with 500 distinct branches that nobody
//! knows, a catalog of 100,000 series in 5,000 branches, 5,000 cost centers and 20,000 accounts. Rows are
//! parsed already. The benchmark measures the whole process, the making of these lists included.

#![allow(clippy::print_stdout)]

use std::time::Instant;

use engine::analyze::{AccountReader, CatalogReader, CostCenterReader, DetailsReader, Reasons};
use engine::model::branch_key::ABBREVIATIONS_USUAL;
use engine::model::{BranchRules, Verdict};
use engine::reconcile::{AccountPer, Inputs, LedgerCodes, Policy, backtest, reconcile};
use xlsx::{CellKind, Rows};

const WORDS: [&str; 24] = [
    "ATE", "PLAZA", "MALL", "NORTE", "SUR", "REAL", "COMAS", "LIMA", "CUSCO", "PIURA", "TACNA",
    "AVENTURA", "CENTRO", "JOCKEY", "MEGA", "OPEN", "PUNO", "SAN", "JUAN", "SANTA", "ANITA",
    "MIGUEL", "CALLAO", "HUANUCO",
];

/// A branch of its own for each number, made of words that many others share.
fn branch(number: usize) -> String {
    let word = |at: usize| WORDS[(number / at + at) % WORDS.len()];
    let brand = ["TM", "IS"][number % 2];
    format!("{brand} {} {} {} {}", word(1), word(24), word(576), number % 97)
}

fn push(rows: &mut Rows, cells: &[&str]) {
    rows.begin_row(rows.len() as u64 + 1);
    cells.iter().for_each(|cell| rows.push(CellKind::Text, cell.as_bytes()));
}

fn details() -> Rows {
    let mut rows = Rows::new();
    push(&mut rows, &["Sec.", "Línea", "Archivo", "Documento", "Serie", "Sucursal", "Motivo"]);
    for number in 0..100_000 {
        let place = number % 500;
        // Every third is spelled wrong in one word, every third has a number of its own.
        let name = branch(10_000 + place * 7);
        let name = if place % 3 == 0 { name.replacen("LA", "LLA", 1) } else { name };
        let (line, series) = (number.to_string(), format!("B{place:03}"));
        let document = format!("03-{series}-{number:08}");
        let reason = "Serie no registrada para la sucursal";
        push(&mut rows, &["1", &line, "0001.csv", &document, &series, &name, reason]);
    }
    rows
}

fn catalog() -> Rows {
    let mut rows = Rows::new();
    let titles = [
        "Sec.",
        "Serie",
        "C.C.",
        "Descripción",
        "Sucursal",
        "T.Op.",
        "Descripción",
        "Cta.Cte.",
        "Descripción",
    ];
    push(&mut rows, &titles);
    for number in 0..100_000 {
        let name = branch(number % 5_000);
        let (code, center) = (format!("F{number:05}"), format!("{:04}", number % 5_000));
        let (account, bears) =
            (format!("00000{:06}", number % 5_000), format!("TICKETS VARIOS - {name}"));
        let kind = "CANCELACIONES TIENDAS PROPIAS";
        push(&mut rows, &["1", &code, &center, &name, &name, "20", kind, &account, &bears]);
    }
    rows
}

fn list(count: usize, line: impl Fn(usize) -> (String, String)) -> Rows {
    let mut rows = Rows::new();
    push(&mut rows, &["Código", "Descripción"]);
    for number in 0..count {
        let (code, name) = line(number);
        push(&mut rows, &[&code, &name]);
    }
    rows
}

fn main() {
    let centers = list(5_000, |number| (format!("{number:04}"), branch(number)));
    let accounts = list(20_000, |number| {
        (format!("00000{number:06}"), format!("TICKETS VARIOS - {}", branch(number)))
    });
    let (details, catalog) = (details(), catalog());
    let policy = Policy {
        branches: BranchRules::new(["TM", "IS"], ABBREVIATIONS_USUAL),
        account_prefix: "00000".to_owned(),
        account_name: "TICKETS VARIOS - {branch}".to_owned(),
        account_per: AccountPer::Branch,
        operation_type: "20".to_owned(),
        operation_name: "CANCELACIONES TIENDAS PROPIAS".to_owned(),
    };
    let reasons = Reasons::usual();
    let start = Instant::now();
    let mut reader = DetailsReader::new(&reasons);
    details.iter().for_each(|row| reader.row(row));
    let details = reader.finish().expect("details");
    let analyzed = start.elapsed();
    let (mut of_series, mut of_centers, mut of_accounts) =
        (CatalogReader::new(), CostCenterReader::new(), AccountReader::new());
    catalog.iter().for_each(|row| of_series.row(row));
    centers.iter().for_each(|row| of_centers.row(row));
    accounts.iter().for_each(|row| of_accounts.row(row));
    let catalog = of_series.finish().expect("a catalog");
    let centers = of_centers.finish().expect("cost centers");
    let accounts = of_accounts.finish().expect("accounts");
    let listed = start.elapsed();
    let plan = reconcile(&Inputs {
        findings: &details.findings,
        catalog: &catalog,
        cost_centers: &centers,
        accounts: &accounts,
        policy: &policy,
        aliases: &[],
        decisions: &[],
        allotted: &[],
        ledger_codes: &LedgerCodes::new(),
    });
    let all = start.elapsed();
    let doubtful = plan.items.iter().filter_map(|item| match &item.verdict {
        Verdict::Unresolved { candidates, .. } => Some(candidates.len()),
        _ => None,
    });
    println!(
        "{} details, {} items, {} unresolved with {} candidates: analyze {:.0?}, lists {:.0?}, reconcile {:.0?}, all {:.0?}",
        details.rows,
        plan.items.len(),
        doubtful.clone().count(),
        doubtful.sum::<usize>(),
        analyzed,
        listed - analyzed,
        all - listed,
        all
    );
    let before = Instant::now();
    let tried = backtest(&catalog, &centers, &policy, &[]);
    println!(
        "backtest of {} branches: {} right, {} wrong, {} silent: {:.0?}",
        tried.right as usize + tried.wrong.len() + tried.silent.len(),
        tried.right,
        tried.wrong.len(),
        tried.silent.len(),
        before.elapsed()
    );
}
