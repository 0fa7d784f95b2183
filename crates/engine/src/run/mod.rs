//! The control plane: the only place that knows the order of the stages.
//!
//! A ledger is opened, its rows are judged as they come, and what became of them is proved, summed and written. If
//! something can be answered only by looking again (where a repeated document stood first), the ledger is read a
//! second time. Nothing bears its final name before all of it is right.

mod files;
mod job;
mod pump;
mod report;
mod sample;
mod source;
mod work;

pub use job::{Job, RunError, Watch};
pub use report::{Ended, Report, ShownFailure};

use std::path::PathBuf;
use std::time::Instant;

use files::Files;
use report::{LedgerReport, PartReport, RowsReport, RuleReport, TotalsReport};
use source::{Layout, Source};
use work::{FileWork, Work};

use crate::ingest::fingerprint;
use crate::model::{Cents, Fix, Period, Severity};
use crate::normalize::outputs::{Numbering, PartSeal};
use crate::normalize::proof::{RowCounts, SkipReason};
use crate::normalize::whole::{Firsts, LedgerRemark};
use crate::normalize::{Drafter, RULEBOOK, RuleContext};

/// Judges a ledger and writes its files.
pub fn normalize(job: &Job, watch: &mut Watch<'_>) -> Result<Ended, RunError> {
    let started = Instant::now();
    let mut sources =
        job.files.iter().map(|path| Source::open(path, job)).collect::<Result<Vec<_>, _>>()?;
    let period = period_of(job, &sources)?;
    std::thread::scope(|scope| {
        let bytes = scope.spawn(|| fingerprints(&job.files));
        let context = RuleContext {
            period,
            company: job.company.clone(),
            carried: job.bulk.carried(),
            marks: sources[0].marks,
        };
        let files = Files::create(
            job.out.as_deref(),
            &job.bulk,
            period,
            Numbering::default(),
            job.language,
        )?;
        let mut work = Work::new(job, context, files);
        for (index, source) in sources.iter_mut().enumerate() {
            read(&mut work, index as u16, source, watch)?;
        }
        let bytes = bytes.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        end(work, &sources, bytes, started, watch)
    })
}

fn period_of(job: &Job, sources: &[Source]) -> Result<Period, RunError> {
    if let Some(period) = job.period {
        return Ok(period);
    }
    let told: Vec<(PathBuf, Period)> =
        sources.iter().filter_map(|source| Some((source.path.clone(), source.period()?))).collect();
    match told.first() {
        None => Err(RunError::NoPeriod),
        Some((_, first)) if told.iter().all(|(_, period)| period == first) => Ok(*first),
        Some(_) => Err(RunError::Periods(told)),
    }
}

/// One fingerprint for all files: that of the only one, else of the list of theirs.
fn fingerprints(files: &[PathBuf]) -> Result<String, RunError> {
    let each = files.iter().map(|file| fingerprint::bytes(file)).collect::<Result<Vec<_>, _>>()?;
    Ok(match each.as_slice() {
        [one] => one.clone(),
        several => blake3::hash(several.join("\n").as_bytes()).to_hex().to_string(),
    })
}

fn read(
    work: &mut Work<'_>,
    index: u16,
    source: &mut Source,
    watch: &mut Watch<'_>,
) -> Result<(), RunError> {
    let mut file = FileWork::new(index, source);
    work.files.begin_source(source);
    work.proof.file_begun(index, source.header_line(), source.step);
    let located = source.located.clone();
    let layout = Layout { located: &located };
    source.read(|rows| {
        for row in rows.iter() {
            if located.is_below_header(row.line()) {
                work.row(row, &layout, &mut file)?;
            }
        }
        (watch.tell)(file.delivered, None);
        watch.stopped()
    })?;
    let ended = work.proof.file_ended(file.last_line, file.delivered);
    ended.map_err(|error| RunError::Proof(error, file.name))?;
    Ok(())
}

/// Reads the ledger once more for what only a second look can answer.
fn look_again(
    job: &Job,
    sources: &[Source],
    mut firsts: Firsts,
) -> Result<(Vec<LedgerRemark>, Option<crate::normalize::whole::Answers>), RunError> {
    for (index, known) in sources.iter().enumerate() {
        let mut source = Source::open(&known.path, job)?;
        let mut drafter = Drafter::new(known.columns.clone(), known.marks);
        let located = known.located.clone();
        source.read(|rows| {
            for row in rows.iter().filter(|row| located.is_below_header(row.line())) {
                if firsts.is_done() || crate::ingest::skip::skip_reason(row, &located).is_some() {
                    continue;
                }
                let place = crate::model::RowPlace { file: index as u16, line: row.line() };
                let mut draft = drafter.draft(row);
                firsts.see(&draft, place);
                let fixes = std::mem::take(&mut draft.fixes);
                drafter.recycle(fixes);
            }
            Ok(())
        })?;
    }
    let (remarks, answers) = firsts.finish().map_err(RunError::temporary)?;
    Ok((remarks, Some(answers)))
}

fn end(
    work: Work<'_>,
    sources: &[Source],
    bytes: String,
    started: Instant,
    watch: &mut Watch<'_>,
) -> Result<Ended, RunError> {
    let job = work.job;
    let mut work = work;
    let whole = std::mem::replace(
        &mut work.whole,
        crate::normalize::whole::Whole::new(work.judge.context()),
    );
    let (mut remarks, firsts) = whole.finish(&work.tally).map_err(RunError::temporary)?;
    let mut answers = None;
    if let Some(firsts) = firsts {
        watch.stopped()?;
        let (more, found) = look_again(job, sources, firsts)?;
        remarks.extend(more);
        answers = found;
    }
    remarks.retain(|remark| work.judge.severity(remark.rule) != Severity::Off);
    let told: Vec<ShownFailure> =
        remarks.iter().map(|remark| work.remark(remark, sources)).collect();
    for remark in &remarks {
        work.counts[remark.rule].times += remark.count;
    }
    let name_of = |place: crate::model::RowPlace| {
        (sources.len() > 1).then(|| sources[usize::from(place.file)].name.as_str())
    };
    let answer = |key: u64| {
        let answer = answers.as_ref()?.answer(key)?;
        Some(answer.text(job.language, name_of(answer.place)))
    };
    let rules = rules(&work);
    let held = held(&work);
    let last = work.files.waiting();
    let parts = work.files.finish(&answer)?;
    if last > 0 {
        work.proof.sealed_part(last).map_err(|error| RunError::Proof(error, String::new()))?;
    }
    let counts = work.proof.check().map_err(|error| RunError::Proof(error, String::new()))?;
    let mut shown = std::mem::take(&mut work.shown);
    for failure in &mut shown {
        failure.message = crate::normalize::whole::fill_tokens(&failure.message, |key| {
            answer(key).unwrap_or_default()
        })
        .into_owned();
    }
    let totals = work.tally.whole();
    let mut all = told;
    all.extend(work.noted.iter().flatten().cloned());
    let report = Report {
        schema: "cuadre.normalize/1",
        ledger: LedgerReport {
            files: sources.iter().map(|source| source.name.clone()).collect(),
            period: work.period.to_string(),
            layout: sources[0].located.layout.name.clone(),
            bytes,
            content: std::mem::take(&mut work.content).finish(),
        },
        rows: rows(&counts),
        rules,
        parts: parts.iter().map(part).collect(),
        totals: TotalsReport {
            documents: totals.rows,
            taxable_base: money(totals.taxable_base),
            sales_tax: money(totals.sales_tax),
            total: money(totals.total),
        },
        rejects: job.out.as_ref().map(|_| "rejects.csv"),
        held,
        seconds: started.elapsed().as_secs_f64(),
        peak_rss_bytes: 0,
    };
    Ok(Ended {
        report,
        shown,
        remarks: all,
        evidence: evidence(sources),
        skipped: SkipReason::ALL
            .into_iter()
            .map(|reason| (reason, counts.skipped_by[reason as usize]))
            .collect(),
        corrections: Vec::new(),
    })
}

fn rows(counts: &RowCounts) -> RowsReport {
    RowsReport {
        rows_in: counts.rows_in,
        accepted: counts.accepted,
        fixed: counts.fixed,
        rejected: counts.rejected,
        skipped: counts.skipped(),
    }
}

fn part(seal: &PartSeal) -> PartReport {
    PartReport { file: seal.file.clone(), rows: seal.rows, sha256: seal.sha256.clone() }
}

fn money(cents: i128) -> String {
    i64::try_from(cents).map_or_else(
        |_| format!("{}.{:02}", cents / 100, (cents % 100).abs()),
        |cents| Cents(cents).to_string(),
    )
}

fn rules(work: &Work<'_>) -> Vec<RuleReport> {
    let broken =
        RULEBOOK.iter().enumerate().filter(|(index, _)| work.counts[*index].times > 0).map(
            |(index, rule)| RuleReport {
                code: rule.code,
                name: rule.name,
                severity: work.judge.severity(index).name(),
                count: work.counts[index].times,
            },
        );
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

fn evidence(sources: &[Source]) -> Vec<(String, crate::ingest::evidence::Evidence)> {
    let each = |source: &Source| {
        let all = source.evidence.iter().cloned().chain(source.afterwards());
        all.map(|evidence| (source.name.clone(), evidence)).collect::<Vec<_>>()
    };
    sources.iter().flat_map(each).collect()
}
