//! The end of a run: what only the whole ledger can tell, the proof, the totals, and the folder's name.

use std::time::Instant;

use super::evidence;
use super::job::{Job, RunError};
use super::report::{
    Ended, LedgerReport, PartReport, Report, RuleReport, ShownFailure, TotalsReport,
};
use super::revision::Revision;
use super::sold::Sold;
use super::source::Source;
use super::work::Work;
use crate::ingest::fingerprint;
use crate::model::{BulkEncoding, BulkLayout, Cents, Fix, Sentence, Severity, SkipReason};
use crate::normalize::outputs::{
    Input, Manifest, Part, PartSeal, RowCounts, RunFolder, write_json,
};
use crate::normalize::proof;
use crate::normalize::tally::{Tally, money};
use crate::normalize::whole::{Answers, LedgerRemark};
use crate::normalize::{RULEBOOK, token};

/// What is known of the ledger's files as bytes.
pub(super) struct Bytes {
    /// BLAKE3 of each file.
    pub(super) hashes: Vec<String>,
    /// What ties correction workbooks to the ledger.
    pub(super) tag: u64,
}

/// Ends a run whose rows are all judged.
pub(super) fn finish(
    mut work: Work<'_>,
    sources: &[Source],
    bytes: Bytes,
    revision: Option<Revision>,
    folder: Option<RunFolder>,
    started: Instant,
) -> Result<Ended, RunError> {
    let job = work.job;
    work.files.end_documents()?;
    let (remarks, answers) = whole(&mut work)?;
    let evidence = evidence::of(&work, sources);
    let answer = |key: u64| {
        let answer = answers.answer(key)?;
        let file = &sources[usize::from(answer.place.file)].name;
        Some(answer.text(job.language, (sources.len() > 1).then_some(file.as_str())))
    };
    let mut shown = std::mem::take(&mut work.shown);
    for failure in &mut shown {
        failure.message = token::fill(&failure.message, |key| answer(key).unwrap_or_default());
    }
    let told = tell(&mut work, sources, &remarks)?;
    let (rules, held) = (rules(&work), held(&work));
    let headers = work.files.amount_headers();
    let waiting = work.files.waiting();
    let mut manifest = manifest(&work, sources, &bytes, revision.as_ref());
    let found = evidence::reports(&evidence, job.language);
    manifest.evidence = found.iter().map(|one| format!("{}: {}", one.file, one.says)).collect();
    let (seals, lists) = work.files.finish(&answer)?;
    let counts = prove(&mut work.proof, revision.as_ref(), waiting, &seals)?;
    manifest.rows = rows(&counts);
    manifest.parts.extend(seals.iter().map(|seal| Part::of(seal, &headers)));
    let totals_of_all = work.tally.to_json();
    if let Some(folder) = folder {
        write_json(&folder.path().join("totals.json"), &totals_of_all)?;
        manifest.write(folder.path(), lists)?;
        folder.commit()?;
    }
    let part = |part: Part| PartReport { file: part.file, rows: part.rows, sha256: part.sha256 };
    let report = Report {
        schema: "cuadre.normalize/1",
        ledger: LedgerReport {
            files: sources.iter().map(|source| source.name.clone()).collect(),
            period: work.period.to_string(),
            layout: sources[0].located.layout.name.clone(),
            bytes: fingerprint::of_all(&bytes.hashes),
            content: std::mem::take(&mut work.content).finish(),
        },
        rows: manifest.rows,
        rules,
        parts: manifest.parts.into_iter().map(part).collect(),
        totals: totals(&work.tally),
        rejects: job.out.as_ref().map(|_| "rejects.csv"),
        held,
        corrections: corrections(job, sources, revision.as_ref()),
        evidence: found,
        seconds: started.elapsed().as_secs_f64(),
        peak_rss_bytes: 0,
    };
    let skipped = SkipReason::ALL.map(|reason| (reason, counts.skipped_by[reason as usize]));
    let (skipped, sold) = (skipped.into(), Sold::of(&totals_of_all, &job.bulk));
    Ok(Ended { out: None, report, shown, remarks: told, evidence, skipped, sold })
}

/// Lists the remarks on the ledger as a whole, and gives them as a person is shown them, notes on rows behind them.
fn tell(
    work: &mut Work<'_>,
    sources: &[Source],
    remarks: &[LedgerRemark],
) -> Result<Vec<ShownFailure>, RunError> {
    let mut told = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let file = remark.place.unwrap_or_default().file;
        let source = &sources[usize::from(file).min(sources.len() - 1)];
        let shown = work.remark(remark, sources);
        work.files.remark(file, source, remark, &shown)?;
        told.push(shown);
    }
    told.extend(noted(work));
    Ok(told)
}

/// The manifest, but for what is known only when the parts are on the disk: rows and new parts.
fn manifest(
    work: &Work<'_>,
    sources: &[Source],
    bytes: &Bytes,
    revision: Option<&Revision>,
) -> Manifest {
    let job = work.job;
    let severities = RULEBOOK.iter().enumerate();
    Manifest {
        schema: Manifest::schema(),
        cuadre: job.version.to_owned(),
        written: None,
        period: work.period.to_string(),
        revision: revision.map_or(1, |revision| revision.number),
        ledger: format!("{:016x}", bytes.tag),
        inputs: inputs(sources, bytes),
        layout: sources[0].located.layout.name.clone(),
        evidence: Vec::new(),
        bulk_layout: layout_value(&job.bulk),
        settings: settings_value(job),
        rules: severities
            .map(|(rule, entry)| (entry.code.to_owned(), work.judge.severity(rule)))
            .collect(),
        rows: RowCounts::default(),
        parts: revision.map_or_else(Vec::new, |revision| revision.parts_before.clone()),
        files: Vec::new(),
    }
}

/// What the rules over the whole ledger say, and the answers to what rows asked.
fn whole(work: &mut Work<'_>) -> Result<(Vec<LedgerRemark>, Answers), RunError> {
    let whole = work.take_whole();
    let (mut remarks, answers) = whole.finish(&work.tally).map_err(RunError::temporary)?;
    remarks.retain(|remark| work.judge.severity(remark.rule) != Severity::Off);
    for remark in &remarks {
        work.counts[remark.rule].add(remark.total);
    }
    Ok((remarks, answers))
}

/// Seals what is not sealed yet, and asks the proof whether all rows are where they should be.
fn prove(
    proof: &mut proof::RowProof,
    revision: Option<&Revision>,
    waiting: u64,
    seals: &[PartSeal],
) -> Result<proof::RowCounts, RunError> {
    let failed = |error| RunError::Proof(error, String::new());
    let unsealed = match revision {
        Some(revision) => revision.rows_before + seals.iter().map(|seal| seal.rows).sum::<u64>(),
        None => waiting,
    };
    if unsealed > 0 {
        proof.sealed_part(unsealed).map_err(failed)?;
    }
    proof.check().map_err(failed)
}

fn totals(tally: &Tally) -> TotalsReport {
    let totals = tally.whole();
    TotalsReport {
        rows: totals.rows,
        documents: totals.documents,
        taxable_base: money(totals.taxable_base),
        sales_tax: money(totals.sales_tax),
        total: money(totals.total),
    }
}

fn rows(counts: &proof::RowCounts) -> RowCounts {
    RowCounts {
        read: counts.rows_in,
        accepted: counts.accepted,
        fixed: counts.fixed,
        rejected: counts.rejected,
        skipped: counts.skipped(),
    }
}

fn inputs(sources: &[Source], bytes: &Bytes) -> Vec<Input> {
    let each = sources.iter().zip(&bytes.hashes).map(|(source, hash)| Input {
        file: source.name.clone(),
        sheet: source.sheet.clone(),
        bytes: std::fs::metadata(&source.path).map_or(0, |meta| meta.len()),
        hash: hash.clone(),
    });
    each.collect()
}

fn layout_value(layout: &BulkLayout) -> serde_json::Value {
    let columns: Vec<&str> = layout.columns.iter().map(|column| column.header.as_str()).collect();
    let encoding = match layout.encoding {
        BulkEncoding::Utf8 => "utf-8",
        BulkEncoding::Windows1252 => "windows-1252",
    };
    serde_json::json!({
        "name": layout.name,
        "rows_per_part": layout.rows_per_part,
        "encoding": encoding,
        "delimiter": char::from(layout.delimiter).to_string(),
        "line_end": layout.line_end,
        "strip": layout.strip,
        "columns": columns,
    })
}

fn settings_value(job: &Job) -> serde_json::Value {
    let company = &job.company;
    let kinds =
        company.kinds.map(|kinds| kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>());
    serde_json::json!({
        "ruc": company.ruc,
        "kinds": kinds,
        "segments": company.segments,
        "placeholders": job.placeholders,
        "credit_notes": if company.credit_notes_positive { "positive" } else { "negative" },
        "tax_rate": company.tax_rate.map(|rate| Cents(i64::from(rate)).to_string()),
        "on_dropped": if company.hold_dropped_money { "hold" } else { "note" },
        "language": match job.language {
            crate::model::Language::Es => "es",
            crate::model::Language::En => "en",
        },
    })
}

fn rules(work: &Work<'_>) -> Vec<RuleReport> {
    let broken = RULEBOOK.iter().enumerate().filter(|(index, _)| work.counts[*index].times > 0);
    let broken = broken.map(|(index, rule)| RuleReport {
        code: rule.code,
        name: rule.name,
        severity: work.judge.severity(index).name(),
        count: work.counts[index].times,
    });
    let fixed =
        Fix::ALL.into_iter().filter(|fix| work.fixes[*fix as usize] > 0).map(|fix| RuleReport {
            code: fix.text().code,
            name: fix.text().name,
            severity: "fix",
            count: work.fixes[fix as usize],
        });
    broken.chain(fixed).collect()
}

/// The rules whose breach holds the ledger: states that the platform would take for sales, and money that it does
/// not get where the company wants that.
fn held(work: &Work<'_>) -> Vec<&'static str> {
    let broken = |name: &str| {
        let index = RULEBOOK.iter().position(|rule| rule.name == name)?;
        (work.counts[index].times > 0).then_some(RULEBOOK[index].code)
    };
    let mut held: Vec<&'static str> = broken("dropped-state").into_iter().collect();
    if work.job.company.hold_dropped_money {
        held.extend(broken("dropped-money").into_iter().chain(broken("dropped-currency")));
    }
    held
}

/// The first row of each rule that only notes, column by column, with how many there are and how much money they hold.
fn noted(work: &Work<'_>) -> Vec<ShownFailure> {
    const SUM: Sentence =
        Sentence::new("En total: {count}, por {total}.", "In all: {count}, for {total}.");
    let each = work.noted.values().map(|noted| {
        let mut shown = noted.shown.clone();
        let count = noted.count;
        let values = [("count", count.times.to_string()), ("total", count.total.to_string())];
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        shown.message.push(' ');
        shown.message.push_str(&SUM.fill(work.job.language, &values));
        shown
    });
    each.collect()
}

fn corrections(job: &Job, sources: &[Source], revision: Option<&Revision>) -> Vec<String> {
    let Some(revision) = revision else { return Vec::new() };
    let file_of = |index: u16| {
        sources.get(usize::from(index)).map_or(String::new(), |source| source.name.clone())
    };
    let tell = |problem: &crate::normalize::outputs::Problem| {
        format!("{} {}", problem.message(job.language, &file_of), problem.advice(job.language))
    };
    revision.problems.iter().map(tell).collect()
}
