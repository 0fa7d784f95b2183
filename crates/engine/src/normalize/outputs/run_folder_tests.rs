//! Files appear whole or not at all, and nobody's files are lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::csv_file::Written;
use super::error::Fault;
use super::manifest::{Manifest, Part, Place, RowCounts, hash_file};
use super::run_folder::RunFolder;

/// A manifest of a run with the parts that lie in `folder`.
fn manifest_of(folder: &Path) -> Manifest {
    let mut parts = Vec::new();
    let place = Place { input: 0, row: 2 };
    for entry in fs::read_dir(folder.join("parts")).unwrap() {
        let path = entry.unwrap().path();
        let Written { bytes, sha256 } = hash_file(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        parts.push(Part {
            file: format!("parts/{name}"),
            rows: 1,
            bytes,
            sha256,
            first: place,
            last: place,
            totals: serde_json::Map::new(),
        });
    }
    parts.sort_by(|a, b| a.file.cmp(&b.file));
    Manifest {
        schema: Manifest::schema(),
        cuadre: "0.1.0".to_owned(),
        written: None,
        period: "2026-01".to_owned(),
        revision: 1,
        ledger: "00000000000000ff".to_owned(),
        inputs: Vec::new(),
        layout: "sunat-39".to_owned(),
        evidence: Vec::new(),
        bulk_layout: serde_json::Value::Null,
        settings: serde_json::Value::Null,
        rules: BTreeMap::new(),
        rows: RowCounts::default(),
        parts,
        files: Vec::new(),
    }
}

/// Writes a run: its parts with this text in each, and other files.
fn write_run(run: &RunFolder, parts: &[&str], files: &[&str], text: &str) {
    let folder = run.path();
    fs::create_dir_all(folder.join("parts")).unwrap();
    for part in parts {
        fs::write(folder.join("parts").join(part), text).unwrap();
    }
    for file in files {
        fs::write(folder.join(file), text).unwrap();
    }
    manifest_of(folder).write(folder, Vec::new()).unwrap();
}

/// Every file below a folder, with its text.
fn snapshot(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    snapshot(folder).into_keys().collect()
}

/// A folder with a run of two parts in it.
fn with_earlier_run(base: &Path) -> std::path::PathBuf {
    let out = base.join("salida");
    let run = RunFolder::begin(&out).unwrap();
    write_run(&run, &["0001.csv", "0002.csv"], &["rejects.csv", "corrections.xlsx"], "old");
    run.commit().unwrap();
    out
}

#[test]
fn a_new_folder_appears_whole_or_not_at_all() {
    let base = tempfile::tempdir().unwrap();
    let out = base.path().join("2026/enero/salida");
    let run = RunFolder::begin(&out).unwrap();
    write_run(&run, &["0001.csv"], &["rejects.csv"], "x");
    assert!(!out.exists());
    drop(run);
    assert_eq!(fs::read_dir(base.path()).unwrap().count(), 0, "something was left");
    let run = RunFolder::begin(&out).unwrap();
    write_run(&run, &["0001.csv"], &["rejects.csv"], "x");
    run.commit().unwrap();
    assert_eq!(names(&out), ["manifest.json", "parts/0001.csv", "rejects.csv"]);
    assert_eq!(names(base.path()).len(), 3);
}

#[test]
fn h15_an_earlier_run_is_replaced_as_a_whole_and_nothing_stale_is_left() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    let before = snapshot(&out);
    let run = RunFolder::begin(&out).unwrap();
    write_run(&run, &["0001.csv"], &["fixes.csv"], "new");
    let kept: BTreeMap<_, _> =
        snapshot(&out).into_iter().filter(|(name, _)| !name.starts_with(".cuadre")).collect();
    assert_eq!(kept, before, "the earlier run was touched before the new one was complete");
    assert_eq!(run.earlier().unwrap().parts.len(), 2);
    run.commit().unwrap();
    assert_eq!(names(&out), ["fixes.csv", "manifest.json", "parts/0001.csv"]);
    let manifest = Manifest::read(&out).unwrap().unwrap();
    let listed: Vec<_> = manifest.parts.iter().map(|part| part.file.as_str()).collect();
    assert_eq!(listed, ["parts/0001.csv"]);
    assert_eq!(hash_file(&out.join("parts/0001.csv")).unwrap().sha256, manifest.parts[0].sha256);
}

#[test]
fn a_run_that_fails_leaves_the_folder_as_it_was() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    let before = snapshot(&out);
    let run = RunFolder::begin(&out).unwrap();
    fs::write(run.path().join("rejects.csv"), "half").unwrap();
    drop(run);
    assert_eq!(snapshot(&out), before);
    let empty = base.path().join("vacía");
    fs::create_dir(&empty).unwrap();
    drop(RunFolder::begin(&empty).unwrap());
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0);
}

#[test]
fn what_is_not_ours_is_refused_and_untouched() {
    let base = tempfile::tempdir().unwrap();
    let foreign = base.path().join("fotos");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("playa.jpg"), "x").unwrap();
    let error = RunFolder::begin(&foreign).unwrap_err();
    assert!(matches!(&error.fault, Fault::Foreign(name) if name == "playa.jpg"), "{error}");
    assert_eq!(names(&foreign), ["playa.jpg"]);

    let out = with_earlier_run(base.path());
    for (file, text) in [("notas.txt", "x"), ("parts/0003.csv", "x")] {
        fs::write(out.join(file), text).unwrap();
        let error = RunFolder::begin(&out).unwrap_err();
        assert!(matches!(&error.fault, Fault::Foreign(name) if name == file), "{error}");
        assert!(out.join(file).exists());
        fs::remove_file(out.join(file)).unwrap();
    }
    let file = base.path().join("archivo");
    fs::write(&file, "x").unwrap();
    assert!(matches!(RunFolder::begin(&file).unwrap_err().fault, Fault::NotAFolder));
    assert!(RunFolder::begin(&file.join("dentro")).is_err());
}

#[test]
fn a_workbook_that_a_person_has_edited_is_kept() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    fs::write(out.join("corrections.xlsx"), "edited").unwrap();
    let error = RunFolder::begin(&out).unwrap_err();
    assert!(matches!(&error.fault, Fault::Changed(name) if name == "corrections.xlsx"), "{error}");
    assert_eq!(fs::read_to_string(out.join("corrections.xlsx")).unwrap(), "edited");
    // What programs write is made anew.
    fs::write(out.join("corrections.xlsx"), "old").unwrap();
    fs::write(out.join("rejects.csv"), "edited").unwrap();
    drop(RunFolder::begin(&out).unwrap());
}

#[test]
fn two_runs_at_once_are_told_apart_and_a_dead_one_is_swept() {
    let base = tempfile::tempdir().unwrap();
    for out in [with_earlier_run(base.path()), base.path().join("nueva")] {
        let first = RunFolder::begin(&out).unwrap();
        assert!(matches!(RunFolder::begin(&out).unwrap_err().fault, Fault::Busy));
        assert!(first.path().exists());
        drop(first);
        drop(RunFolder::begin(&out).unwrap());
    }
    let dead = base.path().join(".nueva.partial-1");
    fs::create_dir(&dead).unwrap();
    fs::write(dead.join(".lock"), "").unwrap();
    let run = RunFolder::begin(&base.path().join("nueva")).unwrap();
    assert!(!dead.exists());
    drop(run);
    assert_eq!(fs::read_dir(base.path()).unwrap().count(), 1);
}

#[test]
fn h15_a_replacement_that_a_power_cut_interrupted_is_undone() {
    // Every moment of the swap: how many of its moves were done.
    for done in 0..=7 {
        let base = tempfile::tempdir().unwrap();
        let out = with_earlier_run(base.path());
        let before = snapshot(&out);
        let run = RunFolder::begin(&out).unwrap();
        write_run(&run, &["0001.csv"], &["fixes.csv"], "new");
        // As a process that dies leaves it: its lock is gone, its files are not.
        let dead = out.join(".cuadre-partial-0");
        fs::create_dir(&dead).unwrap();
        for name in ["parts", "fixes.csv", "manifest.json"] {
            fs::rename(run.path().join(name), dead.join(name)).unwrap();
        }
        drop(run);
        let old = out.join(".cuadre-old");
        fs::create_dir(&old).unwrap();
        let moves = [
            (out.join("manifest.json"), old.join("manifest.json")),
            (out.join("corrections.xlsx"), old.join("corrections.xlsx")),
            (out.join("parts"), old.join("parts")),
            (out.join("rejects.csv"), old.join("rejects.csv")),
            (dead.join("fixes.csv"), out.join("fixes.csv")),
            (dead.join("parts"), out.join("parts")),
            (dead.join("manifest.json"), out.join("manifest.json")),
        ];
        for (from, to) in &moves[..done] {
            fs::rename(from, to).unwrap();
        }
        drop(RunFolder::begin(&out).unwrap());
        if done < moves.len() {
            assert_eq!(snapshot(&out), before, "after {done} moves");
        } else {
            assert_eq!(names(&out), ["fixes.csv", "manifest.json", "parts/0001.csv"]);
        }
    }
}

#[test]
fn what_came_after_a_power_cut_is_somebodys() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    let old = out.join(".cuadre-old");
    fs::create_dir(&old).unwrap();
    fs::rename(out.join("manifest.json"), old.join("manifest.json")).unwrap();
    fs::write(out.join("mío.xlsx"), "x").unwrap();
    let error = RunFolder::begin(&out).unwrap_err();
    assert!(matches!(&error.fault, Fault::Foreign(name) if name == "mío.xlsx"), "{error}");
    assert!(out.join("mío.xlsx").exists() && out.join("manifest.json").exists());
}

#[test]
fn a_swap_that_fails_midway_is_taken_back() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    let before = snapshot(&out);
    let run = RunFolder::begin(&out).unwrap();
    write_run(&run, &["0001.csv"], &["fixes.csv"], "new");
    // Comes between the look at the folder and the swap: a folder where a file must go.
    fs::create_dir(out.join(".cuadre-old")).unwrap();
    assert!(run.commit().is_err());
    fs::remove_dir(out.join(".cuadre-old")).unwrap();
    assert_eq!(snapshot(&out), before);
}

#[test]
fn a_revision_keeps_the_parts_and_the_workbook_that_was_applied() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    let workbook = out.join("corrections.xlsx");
    for (revision, text) in [(1, "edited"), (2, "edited again")] {
        // Where it stands it is the run's own file, and a person has edited it.
        fs::write(&workbook, text).unwrap();
        assert!(RunFolder::begin(&out).is_err());
        let run = RunFolder::revise(&out, &workbook).unwrap();
        let part = format!("000{}.csv", revision + 2);
        write_run(&run, &[&part], &["rejects.csv", "corrections.xlsx"], "new");
        let mut manifest = Manifest::read(run.path()).unwrap().unwrap();
        manifest.revision = revision + 1;
        manifest.write(run.path(), Vec::new()).unwrap();
        run.commit().unwrap();
        let manifest = Manifest::read(&out).unwrap().unwrap();
        assert_eq!(manifest.parts.len() as u32, revision + 2);
    }
    let all = snapshot(&out);
    assert_eq!(all["corrections-applied-1.xlsx"], "edited");
    assert_eq!(all["corrections-applied-2.xlsx"], "edited again");
    assert_eq!((all["parts/0001.csv"].as_str(), all["parts/0004.csv"].as_str()), ("old", "new"));
    assert_eq!(all["corrections.xlsx"], "new");
    drop(RunFolder::begin(&out).unwrap());
}

#[test]
fn h15_a_revision_is_refused_where_a_part_was_changed_or_there_is_no_run() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    fs::write(out.join("parts/0002.csv"), "tampered").unwrap();
    let before = snapshot(&out);
    let error = RunFolder::revise(&out, &out.join("corrections.xlsx")).unwrap_err();
    assert!(matches!(&error.fault, Fault::Changed(name) if name == "parts/0002.csv"), "{error}");
    assert_eq!(snapshot(&out), before);
    let nothing = base.path().join("nada");
    let error = RunFolder::revise(&nothing, &out.join("corrections.xlsx")).unwrap_err();
    assert!(matches!(error.fault, Fault::NoRun), "{error}");
    assert!(!nothing.exists());
}

#[test]
fn the_workbook_may_come_back_under_another_name_and_must_be_there() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    let error = RunFolder::revise(&out, &out.join("nada.xlsx")).unwrap_err();
    assert!(matches!(error.fault, Fault::NoWorkbook) && error.is_usage(), "{error}");
    let saved = out.join("correcciones de Ana.xlsx");
    fs::write(&saved, "edited").unwrap();
    let other = RunFolder::revise(&out, &out.join("corrections.xlsx")).unwrap_err();
    assert!(matches!(&other.fault, Fault::Foreign(name) if name.contains("Ana")), "{other}");
    let run = RunFolder::revise(&out, &saved).unwrap();
    write_run(&run, &[], &["rejects.csv", "corrections.xlsx"], "new");
    run.commit().unwrap();
    let all = snapshot(&out);
    assert_eq!(all["corrections-applied-1.xlsx"], "edited");
    assert!(!saved.exists(), "it would be a stranger there: {all:?}");
}

#[test]
fn manifests_come_back_as_they_were_and_others_are_refused() {
    let base = tempfile::tempdir().unwrap();
    let out = with_earlier_run(base.path());
    let manifest = Manifest::read(&out).unwrap().unwrap();
    assert_eq!(manifest.ledger_tag(), Some(255));
    let files: Vec<_> = manifest.files.iter().map(|file| file.file.as_str()).collect();
    assert_eq!(files, ["corrections.xlsx", "rejects.csv"]);
    let text = fs::read_to_string(out.join("manifest.json")).unwrap();
    for wrong in ["{}".to_owned(), "".to_owned(), text.replace("manifest/1", "manifest/9")] {
        fs::write(out.join("manifest.json"), wrong).unwrap();
        assert!(matches!(Manifest::read(&out).unwrap_err().fault, Fault::Manifest(..)));
        assert!(RunFolder::begin(&out).is_err());
    }
    assert!(!RowCounts { read: 3, accepted: 1, fixed: 1, rejected: 0, skipped: 0 }.hold());
    assert!(!RowCounts { read: 0, accepted: u64::MAX, fixed: 1, ..RowCounts::default() }.hold());
}
