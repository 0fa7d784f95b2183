//! `cuadre backtest`: whether names alone would have given the branches of the catalog the cost centers that they have.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::ArgMatches;
use engine::journal::Journal;
use engine::model::{Alias, BranchName, Choice, CostCenterList, SeriesCatalog};
use engine::reconcile::{Backtest, Silence, Wrong, backtest};
use engine::run::phases::{catalog_in, cost_centers_in};
use serde::Serialize;

use super::{aliases, doctor, journal, lists, stdout};
use crate::as_given::quoted;
use crate::failure::{Failure, Outcome, Told};
use crate::settings::{MainJob, Resolved, nearest};
use crate::terminal::{BLUE, BOLD, DIM, GREEN, RED, YELLOW, one_line, thousands};
use crate::text::{BRANCH_UNKNOWN, NOT_CONFIRMED, Say, s};
use crate::this_process::{SystemClock, who};
use crate::width;

/// The document of `--json`.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    company: &'a str,
    branches: u64,
    #[serde(flatten)]
    tried: &'a Backtest,
}

/// Tries it, and keeps what a person confirms.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (resolved, job) = journal::of_company(arguments, say)?;
    let (catalog, centers) = both(arguments, &job, say)?;
    if let Some(branch) = arguments.get_one::<String>("confirm") {
        confirm(branch, &resolved, &job, (&catalog, &centers), say)?;
    }
    let known = aliases::known(&resolved, &job, say)?;
    let tried = backtest(&catalog, &centers, &job.policy, &known);
    let text = if arguments.get_flag("json") {
        let branches = all(&tried);
        let company = &job.company.name;
        let document = Document { schema: "cuadre.backtest/1", company, branches, tried: &tried };
        let text = serde_json::to_string_pretty(&document);
        text.map_err(|error| Failure::failed(error.to_string()))? + "\n"
    } else {
        let page = journal::as_given(arguments).text(&page(&tried, &job, say));
        width::fit(&page, width::of_stdout(), 2)
    };
    stdout::print_styled(out, &text, say)?;
    Ok(if tried.wrong.is_empty() { Outcome::Done } else { Outcome::Held })
}

/// The catalog and the cost centers: of the files that were named, else of the platforms.
fn both(
    arguments: &ArgMatches,
    job: &MainJob,
    say: Say,
) -> Result<(SeriesCatalog, CostCenterList), Failure> {
    let file = |name| arguments.get_one::<PathBuf>(name);
    if let (Some(catalog), Some(centers)) = (file("catalog"), file("cost-centers")) {
        let catalog = lists::read(catalog, catalog_in, say)?;
        return Ok((catalog, lists::read(centers, cost_centers_in, say)?));
    }
    let (_keep, folder) = doctor::scratch(say)?;
    let lists = lists::fetch(job, doctor::last_month(), &folder, say)?;
    Ok((lists.catalog, lists.cost_centers))
}

/// Remembers that a branch of the catalog has the code that it has, whatever its name says.
fn confirm(
    branch: &str,
    resolved: &Resolved,
    job: &MainJob,
    (catalog, centers): (&SeriesCatalog, &CostCenterList),
    say: Say,
) -> Result<(), Failure> {
    let rules = &job.policy.branches;
    let tried = backtest(catalog, centers, &job.policy, &[]);
    let key = rules.key(branch);
    let Some(wrong) = tried.wrong.iter().find(|wrong| rules.key(&wrong.branch.0) == key) else {
        let names = tried.wrong.iter().map(|wrong| wrong.branch.0.as_str());
        let near = nearest(branch, names).unwrap_or(say.text(s("ninguna", "none"))).to_owned();
        let values = [("branch", branch), ("near", &near)];
        return Err(Failure::usage(Told::of(&BRANCH_UNKNOWN, &values, say).render(say)));
    };
    let center = centers.entries.iter().find(|center| center.code == wrong.listed);
    let Some(center) = center else {
        let values = [("branch", branch), ("code", &wrong.listed)];
        return Err(Failure::usage(Told::of(&NOT_CONFIRMED, &values, say).render(say)));
    };
    let mut memory: Journal = journal::open(resolved, true, say)?;
    let (company, name) = (&job.company.name, &wrong.branch.0);
    memory
        .remember_alias(&SystemClock, company, name, center, &who())
        .map_err(|error| journal::failure(&error, say))
}

fn all(tried: &Backtest) -> u64 {
    tried.right + (tried.wrong.len() + tried.confirmed.len() + tried.silent.len()) as u64
}

fn page(tried: &Backtest, job: &MainJob, say: Say) -> String {
    let mut text = String::new();
    let words = s(
        "{branches} {branches?sucursal|sucursales} en el catálogo",
        "{branches} {branches?branch|branches} in the catalog",
    );
    let branches = say.fill(words, &[("branches", &thousands(all(tried)))]);
    let company = journal::company_shown(&job.company);
    let _ = writeln!(text, "{BOLD}{company}{BOLD:#}  {branches}");
    let bad = if tried.wrong.is_empty() { DIM } else { RED };
    let rows = [
        (
            GREEN,
            tried.right,
            s("bien", "right"),
            s(
                "el nombre da el centro de costo que tiene",
                "the name gives the cost center that it has",
            ),
        ),
        (
            bad,
            tried.wrong.len() as u64,
            s("mal", "wrong"),
            s("el nombre da otro", "the name gives another one"),
        ),
        (
            DIM,
            tried.confirmed.len() as u64,
            s("confirmadas", "confirmed"),
            s(
                "el nombre da otro, y una persona confirmó el que tiene",
                "the name gives another one, and a person has confirmed the one that it has",
            ),
        ),
        (
            YELLOW,
            tried.silent.len() as u64,
            s("sin respuesta", "silent"),
            s(
                "el nombre no basta: se preguntaría a una persona",
                "the name is not enough: a person would be asked",
            ),
        ),
    ];
    for (style, count, word, what) in rows {
        let (count, word) = (thousands(count), say.text(word));
        let _ = writeln!(text, "  {style}{count:>9}  {word:13}{style:#}  {}", say.text(what));
    }
    wrong(&mut text, tried, job, say);
    if !tried.silent.is_empty() {
        let _ = writeln!(text, "\n{}", say.text(s("Sin respuesta:", "Silent:")));
        for silent in &tried.silent {
            let listed = silent.listed.join(", ");
            let branch = one_line(&silent.branch.0, 60);
            let _ =
                writeln!(text, "  {branch}  {DIM}{listed}  {}{DIM:#}", say.text(why(silent.why)));
        }
    }
    text
}

/// Those that are wrong, what follows from it, and how a person confirms one.
fn wrong(text: &mut String, tried: &Backtest, job: &MainJob, say: Say) {
    if tried.wrong.is_empty() {
        return;
    }

    let _ = writeln!(text, "\n{}", say.text(s("Mal:", "Wrong:")));
    tried.wrong.iter().for_each(|wrong| shown(text, wrong, say));
    let words = s(
        "\nMientras haya una mal, ninguna sucursal nueva recibe su centro de costo por el nombre: `cuadre run` pregunta por cada una. Corrija el catálogo o los nombres; o, si el código que tiene es el correcto, confírmelo:",
        "\nWhile one is wrong, no new branch gets its cost center by name: `cuadre run` asks for each. Mend the catalog or the names; or, where the code that it has is right, confirm it:",
    );
    let _ = writeln!(text, "{}", say.text(words));
    for wrong in &tried.wrong {
        let branch = quoted(&wrong.branch.0);
        let _ = writeln!(
            text,
            "  {BLUE}${BLUE:#} cuadre backtest --company {} --confirm {branch}",
            job.company.name
        );
    }
}

fn shown(text: &mut String, wrong: &Wrong, say: Say) {
    let words = s(
        "tiene {listed}; su nombre da {code} {name}",
        "has {listed}; its name gives {code} {name}",
    );
    let values = [
        ("listed", wrong.listed.as_str()),
        ("code", &wrong.matched.code),
        ("name", &wrong.matched.name),
    ];
    let _ = writeln!(text, "  {}  {}", one_line(&wrong.branch.0, 60), say.fill(words, &values));
}

fn why(silence: Silence) -> engine::model::Sentence {
    match silence {
        Silence::Unreadable => s("el nombre no dice qué lugar es", "the name says no place"),
        Silence::CatalogUnsure => {
            s("el catálogo no le da uno, o le da varios", "the catalog gives it none, or several")
        }
        Silence::NoneAlike => {
            s("ningún centro de costo se llama así", "no cost center is called so")
        }
        Silence::SeveralAlike => {
            s("varios centros de costo se llaman así", "several cost centers are called so")
        }
    }
}

/// What persons have confirmed, as a plan wants it.
pub(super) fn as_aliases(kept: &[engine::journal::Alias]) -> Vec<Alias> {
    let alias = |alias: &engine::journal::Alias| Alias {
        branch: BranchName(alias.branch_key.clone()),
        choice: Choice::CostCenter(alias.cost_center.clone()),
    };
    kept.iter().map(alias).collect()
}
