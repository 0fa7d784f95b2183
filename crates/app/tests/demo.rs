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

#[test]
fn waits_is_decided_and_has_nothing_to_do() {
    let work = WorkDir::new();
    let first = demo(&work, &[]).ended(5);
    is_plain(&first);
    let why = ["on_rejects = \"continue\"", "escenario B", "Aconsys: abre la cuenta", "ronda 2"];
    says(&first, &why);
    says(&first, &[BRANCH, "el número difiere (2 y 3)", "cuadre demo --dir d --decide"]);
    says(&first, &["cuadre decide demo-2026-01-", "--cost-center 1113"]);
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
