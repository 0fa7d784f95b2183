//! 7. The plan to both systems: accounts first, since rows of the catalog name them; then all rows in one import.

use std::fs::File;
use std::path::PathBuf;

use super::asked::Asked;
use super::reports::{Lists, accounts_in, catalog_in};
use super::steps::{REGISTER, REPORTS, Steps, unwritten};
use super::stop::Stop;
use crate::journal::{
    Effect, EffectError, Intent, Key, OnUntellable, Outcome, Phase, at_most_once,
};
use crate::model::{Account, AccountChoice, Plan, SeriesCatalog, SeriesEntry, Verdict};
use crate::ports::{AccountingSystem, CatalogImport, ImportPlatform, SeriesImport, Sighting};
use crate::reconcile::{AccountPer, still_holds};
use crate::register::{ImportKind, verify_catalog, write_import};

/// Times that a plan may be overtaken by the world in one attempt.
const MOVED_MAX: u32 = 3;

impl Steps<'_> {
    /// Applies the stored plan exactly, or makes a new one where the world has moved.
    pub(super) fn register(&mut self) -> Result<(), Box<Stop>> {
        let plan = self.plan_of_last_round()?;
        let lists = match self.lists.take() {
            Some(lists) => lists,
            None => self.fetch_lists()?,
        };
        let words = self.words()?;
        if still_holds(&plan, &self.inputs(&[], &lists, &words)).is_err() {
            return self.plan_anew();
        }
        for account in plan.accounts_to_open() {
            match self.open_account(&plan, &account) {
                Ok(()) => {}
                Err(EffectError::Conflict { .. }) => return self.plan_anew(),
                Err(error) => return Err(Stop::effect(error)),
            }
        }
        if !self.import_series(&plan, lists)? {
            return self.plan_anew();
        }
        self.registered = true;
        self.details_are_fresh = false;
        self.advance(if self.run.generation == 0 { Phase::Load } else { Phase::Process })
    }

    fn plan_anew(&mut self) -> Result<(), Box<Stop>> {
        self.moved += 1;
        self.lists = None;
        if self.moved > MOVED_MAX {
            return Err(Stop::end(Outcome::Waiting, "world-keeps-moving", Vec::new()));
        }
        self.advance(Phase::Reconcile)
    }

    /// Opens an account at most once.
    fn open_account(&mut self, plan: &Plan, account: &Account) -> Result<(), EffectError> {
        let unit = self.unit_of(plan, account);
        let key = Key::open_account(&self.order.company.name, &unit);
        let run = self.run.id.clone();
        let reports = self.folder.join(REPORTS);
        let Some(port) = &mut self.accounting else { return Ok(()) };
        let capabilities = port.capabilities();
        let meaning =
            serde_json::json!({ "code": account.code.as_str(), "name": account.name }).to_string();
        let intent = Intent {
            run: &run,
            key: &key,
            meaning: &meaning,
            settling: capabilities.settling_time,
            untellable: OnUntellable::AskPerson,
        };
        at_most_once(
            self.journal,
            self.clock,
            port,
            &intent,
            |port| match capabilities.find_account {
                true => port.find_account(account.code, &account.name),
                false => in_list(port, &reports, account),
            },
            |port| port.open_account(account),
        )
        .map(|_| ())
    }

    /// What an account is opened for: a branch, or a series of it.
    fn unit_of(&self, plan: &Plan, account: &Account) -> String {
        let item = plan.items.iter().find(|item| {
            matches!(&item.verdict, Verdict::New { account: AccountChoice::Open(open), .. } if open == account)
        });
        let Some(item) = item else { return account.name.clone() };
        let key = self.order.policy.branches.key(&item.branch.0).to_string();
        match self.order.policy.account_per {
            AccountPer::Branch => key,
            AccountPer::Series => format!("{key} {}", item.code.0),
        }
    }

    /// Sends the additions in one import and compares the catalog afterwards; `false`: somebody else has moved it.
    fn import_series(&mut self, plan: &Plan, lists: Lists) -> Result<bool, Box<Stop>> {
        let additions = plan.additions();
        let Some(port) = &mut self.import else { return Ok(false) };
        let capabilities = port.capabilities();
        let reports = self.folder.join(REPORTS);
        // With `replace` the whole catalog goes back: it must be the one of seconds ago (H31).
        let fetched = port
            .fetch_catalog(&reports)
            .map_err(|failure| Stop::platform(Asked::Catalog, &failure))?;
        let now = self.read(&fetched, catalog_in)?;
        let (there, missing) = split(&now, &additions);
        if !there.is_empty() && !missing.is_empty() || now.rows.len() < lists.catalog.rows.len() {
            return Ok(false);
        }
        let key = Key::register_series(&self.order.company.name, &plan.hash());
        let by_hand = capabilities.series_import == CatalogImport::Unknown;
        let is_imported = missing.is_empty()
            && (by_hand || self.journal.effect(&key)?.is_some_and(|row| row.attempts > 0));
        let (old_path, old) = self.catalog_before(fetched, now, is_imported)?;
        let kind = match capabilities.series_import {
            CatalogImport::Merge => ImportKind::Merge,
            // The whole catalog is right on either kind of platform; the additions alone would be all that is left on one.
            CatalogImport::Replace | CatalogImport::Unknown => ImportKind::Replace,
        };
        let file = self.path(REGISTER)?.join(format!("series-ronda-{}.xlsx", self.run.round));
        let base = SeriesCatalog {
            rows: old.rows.iter().filter(|row| !additions.contains(&row.entry)).cloned().collect(),
            ..old.clone()
        };
        self.write_series(&file, kind, &base, &additions)?;
        if by_hand && !missing.is_empty() {
            let values = vec![("path", file.display().to_string())];
            return Err(Stop::end(Outcome::Waiting, "import-by-hand", values));
        }
        let import = SeriesImport { file, additions: additions.clone() };
        match self.import_once(plan, &key, &import) {
            Ok(_) => {}
            Err(EffectError::Conflict { .. }) => return Ok(false),
            Err(error) => return Err(Stop::effect(error)),
        }
        self.verify(&base, &additions, old_path)?;
        Ok(true)
    }

    /// The catalog before the import, and where it is kept: the one just fetched, unless the additions were imported
    /// since an earlier attempt kept what was there before them.
    fn catalog_before(
        &self,
        fetched: PathBuf,
        now: SeriesCatalog,
        is_imported: bool,
    ) -> Result<(PathBuf, SeriesCatalog), Box<Stop>> {
        let name = format!("series-antes-ronda-{}", self.run.round);
        let known = self.kept(REPORTS, &name);
        if is_imported && known.is_file() {
            let before = self.read(&known, catalog_in)?;
            return Ok((known, before));
        }
        Ok((self.keep(&fetched, &name)?, now))
    }

    /// *Importar*, at most once.
    fn import_once(
        &mut self,
        plan: &Plan,
        key: &Key,
        import: &SeriesImport,
    ) -> Result<Effect<()>, EffectError> {
        let run = self.run.id.clone();
        let reports = self.folder.join(REPORTS);
        let Some(port) = &mut self.import else {
            return Err(EffectError::Interrupted { key: key.clone() });
        };
        let rows = import.additions.len();
        let meaning = serde_json::json!({ "rows": rows, "plan": plan.hash() }).to_string();
        let intent = Intent {
            run: &run,
            key,
            meaning: &meaning,
            settling: port.capabilities().settling_time,
            untellable: OnUntellable::AskPerson,
        };
        at_most_once(
            self.journal,
            self.clock,
            port,
            &intent,
            |port| {
                let path = port.fetch_catalog(&reports)?;
                let Ok(now) = catalog_in(&path) else { return Ok(Sighting::CannotTell) };
                let (there, missing) = split(&now, &import.additions);
                Ok(match (there.is_empty(), missing.is_empty()) {
                    (_, true) => Sighting::Ours(()),
                    (true, false) => Sighting::Absent,
                    (false, false) => Sighting::Taken,
                })
            },
            |port| port.register_series(import),
        )
    }

    /// The catalog fetched once more must be the old one and the additions.
    fn verify(
        &mut self,
        old: &SeriesCatalog,
        additions: &[SeriesEntry],
        old_path: PathBuf,
    ) -> Result<(), Box<Stop>> {
        let reports = self.folder.join(REPORTS);
        let Some(port) = &mut self.import else { return Ok(()) };
        let fetched = port
            .fetch_catalog(&reports)
            .map_err(|failure| Stop::platform(Asked::Catalog, &failure))?;
        let new = self.read(&fetched, catalog_in)?;
        if let Err(differs) = verify_catalog(old, additions, &new) {
            // Rows that others have added meanwhile are theirs.
            if !(differs.missing.is_empty()
                && differs.lost.is_empty()
                && differs.changed.is_empty())
            {
                let kept = set_aside(old_path)?;
                let values = vec![
                    ("detail", differs.say(self.language)),
                    ("path", kept.display().to_string()),
                ];
                return Err(Stop::end(Outcome::Waiting, "catalog-differs", values));
            }
        }
        Ok(())
    }

    fn write_series(
        &self,
        path: &std::path::Path,
        kind: ImportKind,
        base: &SeriesCatalog,
        additions: &[SeriesEntry],
    ) -> Result<(), Box<Stop>> {
        let waiting = path.with_extension("partial");
        let file = File::create(&waiting).map_err(|error| unwritten(&waiting, &error))?;
        let written = write_import(std::io::BufWriter::new(file), kind, base, additions);
        let out = written.map_err(|error| {
            let values =
                vec![("path", path.display().to_string()), ("detail", error.say(self.language))];
            Stop::end(Outcome::Waiting, "file-unwritten", values)
        })?;
        let file = out.into_inner().map_err(|error| unwritten(path, error.error()))?;
        file.sync_all()
            .and_then(|()| std::fs::rename(&waiting, path))
            .map_err(|error| unwritten(path, &error))
    }
}

/// Gives the catalog before a name that no later attempt writes over: a person restores what was lost from it. What he
/// then leaves as it is, the next attempt takes as it is.
fn set_aside(old: PathBuf) -> Result<PathBuf, Box<Stop>> {
    let stem = old.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = old.extension().unwrap_or_default().to_string_lossy().into_owned();
    let aside = old.with_file_name(format!("{stem}-distinto.{extension}"));
    if !aside.exists() {
        std::fs::rename(&old, &aside).map_err(|error| unwritten(&aside, &error))?;
    }
    Ok(aside)
}

/// Which of the additions a catalog has already, and which not.
fn split<'a>(
    catalog: &SeriesCatalog,
    additions: &'a [SeriesEntry],
) -> (Vec<&'a SeriesEntry>, Vec<&'a SeriesEntry>) {
    let there: std::collections::BTreeSet<&SeriesEntry> =
        catalog.rows.iter().map(|row| &row.entry).collect();
    additions.iter().partition(|entry| there.contains(entry))
}

/// Whether the list of accounts has this one: for platforms that cannot look for one.
fn in_list(
    port: &mut dyn AccountingSystem,
    reports: &std::path::Path,
    account: &Account,
) -> crate::ports::Answer<Sighting<()>> {
    let path = port.fetch_accounts(reports)?;
    let Ok(list) = accounts_in(&path) else { return Ok(Sighting::CannotTell) };
    let mut of_code = list.entries.iter().filter(|known| known.code == account.code);
    Ok(match (of_code.next(), of_code.next()) {
        (None, _) => Sighting::Absent,
        (Some(known), None) if known.name == account.name => Sighting::Ours(()),
        (Some(_), _) => Sighting::Taken,
    })
}
