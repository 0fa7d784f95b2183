//! A report's data from the journal and the run's folder.

use std::path::Path;

use engine::journal::{EffectState, Journal, JournalError, Key, Run, Verb};
use engine::model::{Cents, Language};
use serde_json::Value;

use super::data::{
    Account, Check, Effect, Event, Part, Replaced, ReportData, Round, SCHEMA, Series, Sum, Why,
};
use super::moment::Moment;
use super::{events, folder, plan};
use crate::text::Say;

/// Reads all that is known of a run. Only the journal can fail it; a folder that lacks files only makes it shorter.
pub(crate) fn gather(
    journal: &Journal,
    run: &Run,
    path: &Path,
    say: Say,
) -> Result<ReportData, JournalError> {
    let mut data = ReportData {
        schema: SCHEMA,
        run: run.id.to_string(),
        company: run.company.clone(),
        ruc: run.ruc.clone(),
        period: run.period.to_string(),
        phase: run.phase.name().to_owned(),
        outcome: run.outcome.map_or("", |outcome| outcome.name()).to_owned(),
        standing: run.standing.name().to_owned(),
        taken_by: run.taken_by.as_ref().map(ToString::to_string),
        replaces: run.replaces.as_ref().map(|old| Replaced {
            run: old.to_string(),
            reason: run.reason.clone().unwrap_or_default(),
        }),
        revision: run.revision,
        began: Moment(run.created),
        updated: Moment(run.updated),
        ..ReportData::default()
    };
    read_effects(journal, run, &mut data)?;
    read_parts(journal, run, &mut data)?;
    read_story(journal, run, &mut data, say)?;
    folder::read(path, &mut data, say);
    read_summary(run, &mut data, say);
    data.checks = checks(&data);
    Ok(data)
}

fn read_effects(journal: &Journal, run: &Run, data: &mut ReportData) -> Result<(), JournalError> {
    let effects = journal.effects(&run.id)?;
    let plans = journal.plans(&run.id)?;
    for row in effects.iter().filter(|row| row.state == EffectState::Done) {
        let at = Moment(row.updated);
        match row.verb {
            Verb::OpenAccount => data.accounts.push(account(&row.meaning, at)),
            Verb::RegisterSeries => {
                for stored in &plans {
                    let made = serde_json::from_str::<engine::model::Plan>(&stored.json).ok();
                    let Some(made) = made else { continue };
                    let names = [stored.hash.as_str(), &made.hash()];
                    if names
                        .iter()
                        .any(|name| Key::register_series(&run.company, name).as_str() == row.key)
                    {
                        data.series.extend(made.additions().into_iter().map(|row| Series {
                            series: row.code.0,
                            branch: row.branch.0,
                            cost_center: row.cost_center,
                            account: row.account,
                            at,
                        }));
                    }
                }
            }
            Verb::Begin | Verb::Upload | Verb::Process => {}
        }
    }
    data.effects = effects
        .into_iter()
        .map(|row| Effect {
            number: row.id,
            verb: row.verb.name(),
            key: row.key,
            state: row.state.name(),
            attempts: row.attempts,
            said: row.said,
            who: row.who,
            began: Moment(row.began),
            updated: Moment(row.updated),
        })
        .collect();
    Ok(())
}

/// The account that an effect meant; its meaning as it stands, where it is of another form.
fn account(meaning: &str, at: Moment) -> Account {
    let value: Value = serde_json::from_str(meaning).unwrap_or_default();
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    match (text("code"), text("name")) {
        (Some(code), Some(name)) => Account { code, name, at },
        (code, _) => Account { code: code.unwrap_or_default(), name: meaning.to_owned(), at },
    }
}

fn read_parts(journal: &Journal, run: &Run, data: &mut ReportData) -> Result<(), JournalError> {
    for part in journal.parts(&run.id)? {
        let key = Key::upload(&run.id, run.generation, part.number);
        let sent = data.effects.iter().find(|row| row.key == key.as_str() && row.state == "done");
        data.parts.push(Part {
            number: part.number,
            file: part.file,
            rows: part.rows,
            bytes: part.bytes,
            total: Some(part.total.to_string()),
            sha256: part.sha256,
            uploaded: sent.map(|row| row.updated),
        });
    }
    for round in journal.rounds(&run.id)? {
        data.rounds.push(Round {
            number: round.number,
            generation: round.generation,
            lines: round.lines,
            complaints: round.complaints.map(|each| each.len() as u64),
        });
    }
    Ok(())
}

fn read_story(
    journal: &Journal,
    run: &Run,
    data: &mut ReportData,
    say: Say,
) -> Result<(), JournalError> {
    if let Some(stored) = journal.latest_plan(&run.id)? {
        data.plan = plan::of(&stored, &journal.decisions(&run.id)?, say);
    }
    for event in journal.events(Some(&run.id))? {
        let content = serde_json::from_str(&event.content).unwrap_or(Value::String(event.content));
        data.events.push(Event {
            number: event.number,
            at: Moment(event.at),
            says: events::says(&event.kind, &content, say),
            kind: event.kind,
            content,
        });
    }
    Ok(())
}

/// What the control plane keeps of a run: why it waits, and what no platform has told.
fn read_summary(run: &Run, data: &mut ReportData, say: Say) {
    let text = run.summary.as_deref().unwrap_or_default();
    let Ok(story) = serde_json::from_str::<Value>(text) else { return };
    let spoken = match say.0 {
        Language::Es => "/spoken/0",
        Language::En => "/spoken/1",
    };
    // What stopped an earlier attempt is no longer so while another one is under way.
    if run.outcome.is_some()
        && let Some([message, advice]) =
            story.pointer(spoken).or(story.get("says")).and_then(Value::as_array).map(Vec::as_slice)
    {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let code = story.get("why").map(text).unwrap_or_default();
        data.why = Some(Why { code, message: text(message), advice: text(advice) });
    }
    let names = story.get("not_verified").and_then(Value::as_array);
    data.not_verified =
        names.into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect();
    let doubtful = story.get("doubtful_lines").cloned().unwrap_or_default();
    data.doubtful_lines = serde_json::from_value(doubtful).unwrap_or_default();
    if data.rows.is_none() {
        let rows = story.get("rows").cloned().unwrap_or_default();
        // A summary that was kept before rows were judged has zeros, which prove nothing.
        data.rows = serde_json::from_value(rows)
            .ok()
            .filter(|rows: &engine::normalize::outputs::RowCounts| rows.read > 0);
    }
}

/// Every pair of numbers at hand that must be equal.
fn checks(data: &ReportData) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut check = |name, left: String, right: String| {
        let holds = left == right;
        checks.push(Check { name, left, right, holds });
    };
    if let Some(rows) = data.rows {
        let parts = [rows.accepted, rows.fixed, rows.rejected, rows.skipped];
        let sum: u128 = parts.into_iter().map(u128::from).sum();
        check("rows-add-up", rows.read.to_string(), sum.to_string());
        let kept = (u128::from(rows.accepted) + u128::from(rows.fixed)).to_string();
        let sealed: u128 = data.parts.iter().map(|part| u128::from(part.rows)).sum();
        if !data.parts.is_empty() || kept == "0" {
            check("parts-hold-the-accepted", sealed.to_string(), kept.clone());
        }
        if let Some(totals) = &data.totals {
            check("totals-count-the-accepted", totals.whole.rows.to_string(), kept);
        }
    }
    if let Some(totals) = &data.totals {
        let whole = totals.whole.total.to_string();
        let parts: Option<Vec<Cents>> =
            data.parts.iter().map(|part| folder::cents(part.total.as_deref()?)).collect();
        if let Some(parts) = parts.filter(|parts| !parts.is_empty()) {
            check("parts-sum-to-the-total", money(parts.into_iter()), whole.clone());
        }
        for (name, list) in [
            ("days-sum-to-the-total", &totals.by_day),
            ("kinds-sum-to-the-total", &totals.by_kind),
            ("branches-sum-to-the-total", &totals.by_branch),
        ] {
            let rest = totals.beyond.as_ref().filter(|_| name == "branches-sum-to-the-total");
            let lines = list.iter().chain(rest).map(|line: &Sum| line.total);
            check(name, money(lines), whole.clone());
        }
    }
    checks
}

fn money(amounts: impl Iterator<Item = Cents>) -> String {
    let sum: i128 = amounts.map(|amount| i128::from(amount.0)).sum();
    i64::try_from(sum).map_or_else(|_| "?".to_owned(), |sum| Cents(sum).to_string())
}
