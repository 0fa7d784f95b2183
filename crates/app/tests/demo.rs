//! `cuadre demo`: the first call waits for a person, `--decide` ends the job, and a third call has nothing to do.

mod workdir;

use workdir::{Told, WorkDir};

const BRANCH: &str = "TM MALL DEL VALLE 2";

fn demo(work: &WorkDir, more: &[&str]) -> Told {
    work.run(&[&["demo", "--dir", "d", "--rows", "3000"], more].concat())
}

/// The report of the only run there is.
#[track_caller]
fn page(work: &WorkDir) -> String {
    let pages = work.listing("d/out").into_keys().filter(|path| path.ends_with("report.html"));
    let pages: Vec<String> = pages.collect();
    let [page] = pages.as_slice() else { panic!("one report, not {pages:?}") };
    work.read(format!("d/out/{page}"))
}

#[track_caller]
fn says(told: &Told, words: &[&str]) {
    for word in words {
        assert!(told.out.contains(word), "no «{word}» in:\n{}\n{}", told.out, told.err);
    }
}

#[track_caller]
fn is_plain(told: &Told) {
    let control = |letter: char| letter.is_control() && letter != '\n';
    assert!(!told.out.contains(control) && !told.err.contains(control), "{}{}", told.out, told.err);
}

/// The commands of the output that begin so, word by word and without the program's name.
#[track_caller]
fn shown(told: &Told, begins: &str) -> Vec<String> {
    let line = told.out.lines().find_map(|line| line.find(begins).map(|at| &line[at..]));
    let line = line.unwrap_or_else(|| panic!("no «{begins}» in {}", told.out));
    line.split_whitespace().skip(1).map(str::to_owned).collect()
}

/// Whoever only looks can do so by the commands that are shown, from here and from within the folder.
#[track_caller]
fn works_as_shown(work: &WorkDir, first: &Told) {
    let status = work.run(&shown(first, "cuadre status")).ended(0);
    assert!(status.out.contains("espera por usted"), "{}", status.out);
    let plan = work.run(&shown(first, "cuadre plan")).ended(0);
    assert!(plan.out.contains(BRANCH), "{}", plan.out);
    let inside = workdir::finish(work.cuadre(&["status"]).current_dir(work.path("d"))).ended(0);
    assert!(inside.out.contains("espera por usted"), "{}", inside.out);
    assert!(work.read("d/.env").contains("IMPORT_PLATFORM_URL=http://127.0.0.1:"));
}

#[test]
fn the_decision_that_is_shown_works_and_the_next_call_ends_the_job() {
    let work = WorkDir::new();
    let first = demo(&work, &[]).ended(5);
    let decided = work.run(&shown(&first, "cuadre decide")).ended(0);
    assert!(decided.out.contains("1113"), "{}", decided.out);
    // Its platforms are up while the demo works only.
    assert!(decided.out.contains("cuadre demo --dir"), "{}", decided.out);
    // Another number of rows changes nothing in a ledger that is there, and that is said.
    let told = work.run(&["demo", "--dir", "d", "--rows", "5000"]).ended(1);
    says(&told, &["Coinciden", "3 cuentas y 18 series", "Tiene 3,000 filas, no 5,000", "--dir"]);
    let third = work.run(&shown(&first, "cuadre demo")).ended(1);
    says(&third, &["No hay nada que hacer"]);
    assert!(!third.out.contains("--rows"), "{}", third.out);
}

#[test]
fn what_works_the_platforms_is_told_as_the_demo() {
    let work = WorkDir::new();
    let first = demo(&work, &[]).ended(5);
    let status = work.run(&shown(&first, "cuadre status")).ended(0).out;
    let page = page(&work);
    for text in [&status, &page] {
        assert!(text.contains("cuadre demo --dir ") && !text.contains("cuadre run"), "{text}");
    }
}

#[test]
fn settings_of_somebody_else_are_left_as_they_are() {
    let work = WorkDir::new();
    work.write("d/cuadre.toml", "output = 'salida'\n");
    let told = demo(&work, &[]).ended(2);
    assert!(told.err.contains("U613"), "{}", told.err);
    assert_eq!(work.read("d/cuadre.toml"), "output = 'salida'\n");
}

#[test]
fn the_limits_of_rows_are_told() {
    let work = WorkDir::new();
    for rows in ["10", "2000000"] {
        let told = work.run(&["demo", "--rows", rows]).ended(2);
        assert!(told.err.contains("de 1000 a 1000000"), "{}", told.err);
    }
    let help = work.run(&["demo", "--help"]).ended(0);
    assert!(help.out.contains("1000 a 1000000"), "{}", help.out);
    let told = work.run(&["sample", "--out", "x", "--rows", "muchas"]).ended(2);
    assert!(!told.err.contains("1000000"), "{}", told.err);
}

#[test]
fn waits_is_decided_and_has_nothing_to_do() {
    let work = WorkDir::new();
    let first = demo(&work, &[]).ended(5);
    is_plain(&first);
    let why = ["on_rejects = \"continue\"", "escenario B", "Aconsys: abre la cuenta", "ronda 2"];
    says(&first, &why);
    says(&first, &[BRANCH, "el número difiere (2 y 3)", "cuadre demo --dir d --decide"]);
    says(&first, &["cuadre decide demo-2026-01-", "--cost-center 1113"]);
    works_as_shown(&work, &first);
    assert!(!first.out.contains("escenario A"), "{}", first.out);
    assert!(page(&work).contains(BRANCH), "the report tells what waits");

    // Nothing was decided: it waits as before, with the ledger that it has, and sends nothing again.
    let ledger = work.listing("d/ledger");
    let waiting = demo(&work, &[]).ended(5);
    says(&waiting, &["el de la vez anterior", BRANCH]);
    assert!(!waiting.out.contains("Cargar en"), "{}", waiting.out);
    assert_eq!(work.listing("d/ledger"), ledger);

    let decided = demo(&work, &["--decide"]).ended(1);
    is_plain(&decided);
    says(
        &decided,
        &["--decide hace de persona", "escenario A", "Coinciden", "3 cuentas y 18 series"],
    );

    let third = demo(&work, &[]).ended(1);
    says(&third, &["No hay nada que hacer"]);
    for done in ["Cargar en", "ronda", "registra"] {
        assert!(!third.out.contains(done), "{}", third.out);
    }
}

#[test]
fn one_call_that_decides_goes_all_the_way_in_english() {
    let work = WorkDir::new();
    let told = demo(&work, &["--decide", "--lang", "en"]).ended(1);
    is_plain(&told);
    says(&told, &["scenario B", BRANCH, "number differs (2 and 3)", "plays the person"]);
    says(&told, &["scenario A", "They agree", "3 accounts and 18 series", "ends with code 1"]);
    let again = demo(&work, &["--decide", "--lang", "en"]).ended(1);
    says(&again, &["There is nothing to do"]);
}
