//! The command line as its users and their scripts see it: exit codes, what goes to which stream, and documents.

mod ledger;
mod workdir;

use std::io::Read;
use std::process::Stdio;

use ledger::{at, csv, header, receipt, receipts, sheet_xml, with, workbook};
use serde_json::Value;
use workdir::{Told, WorkDir, column, records};

/// A ledger whose third row has no readable total.
fn with_one_bad() -> String {
    csv(&[header(), receipt(1), with(receipt(2), &[(at::TOTAL, "s/n")]), receipt(3)])
}

fn normalized(text: &str, more: &[&str]) -> (WorkDir, Told) {
    let work = WorkDir::new();
    work.write("ventas.csv", text);
    let words = ["normalize", "ventas.csv", "--out", "out", "--period", "2026-01"];
    let told = work.run(&[&words, more].concat());
    (work, told)
}

#[test]
fn nothing_rejected_is_0() {
    let (_, told) = normalized(&csv(&receipts(3)), &[]);
    told.ended(0);
}

#[test]
fn rejections_are_1_and_warnings_change_nothing() {
    normalized(&with_one_bad(), &[]).1.ended(1);
    let odd = csv(&[header(), with(receipt(1), &[(at::STATE, "7")])]);
    let (work, told) = normalized(&odd, &[]);
    told.ended(0);
    assert_eq!(column(&work.read("out/remarks.csv"), "severity"), ["warn"]);
}

#[test]
fn usage_and_settings_are_2() {
    let work = WorkDir::new();
    work.write("ventas.csv", csv(&receipts(1)));
    work.write("roto.toml", "company = [");
    for words in [
        vec!["normalize", "ventas.csv"],
        vec!["normalize", "ventas.csv", "--out", "out", "--chunk-size", "0"],
        vec!["normalize", "ventas.csv", "--out", "out", "--period", "2026-13"],
        vec!["normalize", "ventas.csv", "--out", "out", "--bulk-layout", "no-hay"],
        vec!["check", "ventas.csv", "--layout", "no-hay"],
        vec!["check", "ventas.csv", "--settings", "roto.toml"],
        vec!["check", "ventas.csv", "--settings", "no-hay.toml"],
        vec!["check", "ventas.csv", "--company", "nadie"],
        vec!["explain", "C999"],
        vec!["completions", "cobol"],
        vec!["rows", "ventas.csv", "--delimiter", "demasiado largo"],
        vec!["no-such-command"],
        vec![],
    ] {
        let told = work.run(&words);
        assert_eq!(told.code, 2, "{words:?}: {}", told.err);
        assert!(told.out.is_empty(), "{words:?}: {}", told.out);
        assert!(!told.err.is_empty(), "{words:?} says nothing");
        assert!(!told.err.contains("panicked"), "{}", told.err);
    }
    assert!(work.listing("out").is_empty());
}

#[test]
fn a_ledger_that_is_held_is_5() {
    let dropped = csv(&[header(), with(receipt(1), &[(at::STATE, "9")])]);
    let (work, told) = normalized(&dropped, &["--json"]);
    let told = told.ended(5);
    assert_eq!(told.json()["held"], serde_json::json!(["C143"]));
    assert!(told.err.contains("C143"), "{}", told.err);
    assert!(!work.listing("out").is_empty(), "what was read is written all the same");
}

#[test]
fn the_json_document_is_what_scripts_rely_on() {
    let (work, told) = normalized(&with_one_bad(), &["--json", "-q"]);
    let told = told.ended(1);
    assert!(told.err.is_empty(), "quiet: {}", told.err);
    let document = told.json();
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let promised = ["schema", "ledger", "rows", "rules", "parts", "totals", "rejects", "seconds"];
    for key in promised.iter().chain(&["peak_rss_bytes"]) {
        assert!(document.get(key).is_some(), "no `{key}` in {document}");
    }
    assert_eq!(document["schema"], "cuadre.normalize/1");
    assert_eq!(keys(&document["ledger"]), ["files", "period", "layout", "bytes", "content"]);
    assert_eq!(document["ledger"]["files"], serde_json::json!(["ventas.csv"]));
    assert_eq!(document["ledger"]["period"], "2026-01");
    assert_eq!(document["ledger"]["layout"], "sunat-39");
    let expected = serde_json::json!(
        {"in": 3, "accepted": 2, "fixed": 0, "rejected": 1, "skipped": 0}
    );
    assert_eq!(document["rows"], expected);
    let rule = &document["rules"][0];
    assert_eq!(keys(rule), ["code", "name", "severity", "count"]);
    let part = &document["parts"][0];
    assert_eq!(keys(part), ["file", "rows", "sha256"]);
    assert_eq!((part["file"].as_str(), part["rows"].as_u64()), (Some("parts/0001.csv"), Some(2)));
    assert_eq!(part["sha256"].as_str().map(str::len), Some(64));
    assert!(work.path("out/parts/0001.csv").exists());
    let totals = &document["totals"];
    assert_eq!(totals["documents"], 2);
    assert_eq!(totals["taxable_base"], "200.00");
    assert_eq!(totals["sales_tax"], "36.00");
    assert_eq!(totals["total"], "236.00");
    assert_eq!(document["rejects"], "rejects.csv");
    assert!(document["seconds"].as_f64().is_some_and(|seconds| seconds >= 0.0));
    assert!(document["peak_rss_bytes"].as_u64().is_some_and(|bytes| bytes > 1 << 20));
}

#[test]
fn the_lists_have_the_promised_columns() {
    let (work, told) = normalized(&with_one_bad(), &[]);
    told.ended(1);
    let header = "file,sheet,row,column,header,value,code,rule,severity,message,advice";
    for list in ["out/rejects.csv", "out/remarks.csv"] {
        assert_eq!(work.read(list).trim_start_matches('\u{feff}').lines().next(), Some(header));
    }
    let rejects = records(&work.read("out/rejects.csv"));
    assert_eq!(rejects.len(), 2);
    // The header has a line feed within one of its cells: the third row of the table is line 4 of the text.
    assert_eq!(rejects[1][..6], ["ventas.csv", "", "4", "Y", "Importe", "s/n"]);
    assert_eq!(rejects[1][7..9], ["amount-readable", "reject"]);
}

#[test]
fn a_workbooks_rows_are_told_by_sheet_and_row() {
    let work = WorkDir::new();
    let lines = [header(), receipt(1), with(receipt(2), &[(at::TOTAL, "s/n")])];
    work.write("ventas.xlsx", workbook(&sheet_xml(&lines), None));
    work.run(&["normalize", "ventas.xlsx", "--out", "out"]).ended(1);
    let rejects = records(&work.read("out/rejects.csv"));
    assert_eq!(rejects[1][..6], ["ventas.xlsx", "SUNAT", "3", "Y", "Importe", "s/n"]);
}

#[test]
fn each_language_speaks_all_of_it() {
    let (_, spanish) = normalized(&with_one_bad(), &["--lang", "es"]);
    let (work, english) = normalized(&with_one_bad(), &["--lang", "en"]);
    let (spanish, english) = (spanish.ended(1), english.ended(1));
    assert!(spanish.err.contains("1 rechazada ") && spanish.err.contains("periodo 2026-01"));
    assert!(english.err.contains("rejected") && english.err.contains("period 2026-01"));
    for word in ["rechaz", "fila", "qué hacer", "escriba", "línea"] {
        assert!(!english.err.to_lowercase().contains(word), "`{word}` in {}", english.err);
    }
    let message = column(&work.read("out/rejects.csv"), "message").remove(0);
    assert!(message.is_ascii(), "{message}");
    let wrong = WorkDir::new().run(&["check", "no-hay.xlsx", "--lang", "en"]).ended(2);
    assert!(wrong.err.contains("There is no file"), "{}", wrong.err);
}

#[test]
fn an_unknown_option_is_told_in_spanish_with_the_nearest() {
    let told = WorkDir::new().run(&["normalize", "ventas.csv", "--outt", "x"]).ended(2);
    assert!(told.err.contains("no se conoce la opción «--outt»"), "{}", told.err);
    assert!(told.err.contains("¿quiso decir «--out»?"), "{}", told.err);
    let told = WorkDir::new().run(&["normalise", "ventas.csv"]).ended(2);
    assert!(told.err.contains("¿quiso decir «normalize»?"), "{}", told.err);
}

#[test]
fn an_unknown_setting_is_a_warning_with_the_nearest() {
    let (work, _) = normalized(&csv(&receipts(1)), &[]);
    work.write("cuadre.toml", "chunk_sise = 10\n[company.uno]\nsegmnets = [\"Norte\"]\n");
    let told = work.run(&["check", "ventas.csv"]).ended(0);
    assert!(told.err.contains("«chunk_sise»; ¿quiso decir «chunk_size»?"), "{}", told.err);
    assert!(told.err.contains("¿quiso decir «segments»?"), "{}", told.err);
}

#[test]
fn settings_are_weaker_than_the_environment_and_that_than_flags() {
    let parts = |work: &WorkDir, more: &[&str], environment: Option<&str>| {
        let words = ["normalize", "ventas.csv", "--out", "out", "--json", "-q"];
        let mut command = work.cuadre(&[&words, more].concat());
        if let Some(size) = environment {
            command.env("CHUNK_SIZE", size);
        }
        workdir::finish(&mut command).ended(0).json()["parts"].as_array().expect("parts").len()
    };
    let work = WorkDir::new();
    work.write("ventas.csv", csv(&receipts(12)));
    assert_eq!(parts(&work, &[], None), 1);
    work.write("cuadre.toml", "chunk_size = 6\n");
    assert_eq!(parts(&work, &[], None), 2);
    work.write(".env", "CHUNK_SIZE=4\n");
    assert_eq!(parts(&work, &[], None), 3);
    assert_eq!(parts(&work, &[], Some("3")), 4);
    assert_eq!(parts(&work, &["--chunk-size", "2"], Some("3")), 6);
}

#[test]
fn check_writes_nothing() {
    let work = WorkDir::new();
    work.write("ventas.csv", with_one_bad());
    let before = work.listing("");
    let told = work.run(&["check", "ventas.csv", "--json"]).ended(1);
    assert_eq!(work.listing(""), before);
    let document = told.json();
    assert_eq!(document["rejects"], Value::Null);
    assert_eq!(document["parts"], serde_json::json!([]));
    assert!(told.err.contains("«s/n» no es un importe"), "{}", told.err);
}

#[test]
fn check_and_normalize_judge_alike() {
    let (work, told) = normalized(&with_one_bad(), &["--json", "-q"]);
    let checked = work.run(&["check", "ventas.csv", "--period", "2026-01", "--json", "-q"]);
    let (one, other) = (told.json(), checked.json());
    for key in ["ledger", "rows", "rules", "totals", "held"] {
        assert_eq!(one[key], other[key], "{key}");
    }
}

#[test]
fn data_goes_to_stdout_and_talk_to_stderr() {
    let (_, told) = normalized(&with_one_bad(), &[]);
    assert_eq!(told.out, "");
    assert!(
        told.err.contains("rechazo[C130]") && told.err.contains("ventas.csv › fila 4"),
        "{}",
        told.err
    );
    let (_, quiet) = normalized(&with_one_bad(), &["--quiet"]);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
}

#[test]
fn rows_gives_standard_csv_of_a_messy_file() {
    let work = WorkDir::new();
    let messy = "Tienda Invento S.A.C.\r\n\r\nfecha;detalle;importe\r\n\
                 04/01/2026;\"uno; dos \"\"tres\"\"\";1,50\r\n05/01/2026;\"dos\nlíneas\";2,50\r\n";
    work.write("raro.txt", messy);
    let told = work.run(&["rows", "raro.txt"]).ended(0);
    let rows = records(&told.out);
    assert!(rows.contains(&vec!["04/01/2026".into(), "uno; dos \"tres\"".into(), "1,50".into()]));
    assert!(rows.contains(&vec!["05/01/2026".into(), "dos\nlíneas".into(), "2,50".into()]));
    assert!(told.err.contains("separador `;`"), "{}", told.err);
    let quiet = work.run(&["rows", "raro.txt", "-q"]).ended(0);
    assert_eq!((quiet.out, quiet.err), (told.out, String::new()));
    // What was printed reads back as itself.
    work.write("limpio.csv", quiet_out(&work, "raro.txt"));
    assert_eq!(quiet_out(&work, "limpio.csv"), quiet_out(&work, "raro.txt"));
}

fn quiet_out(work: &WorkDir, file: &str) -> String {
    work.run(&["rows", file, "-q"]).ended(0).out
}

#[test]
fn rows_obeys_what_a_person_fixes() {
    let work = WorkDir::new();
    work.write("a.txt", "x|1,2\ny|3,4\nz|5,6\n");
    let comma = work.run(&["rows", "a.txt", "-q", "--delimiter", ","]).ended(0).out;
    assert_eq!(records(&comma)[0], ["x|1", "2"]);
    work.write("b.csv", b"nombre,n\nPE\xd1A,1\n");
    assert!(quiet_out(&work, "b.csv").contains("PEÑA"), "windows-1252 is sniffed");
    let forced = work.run(&["rows", "b.csv", "-q", "--encoding", "windows-1252"]).ended(0).out;
    assert!(forced.contains("PEÑA"));
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    let work = WorkDir::new();
    work.write("ventas.csv", csv(&receipts(30_000)));
    for words in [vec!["rows", "ventas.csv", "-q"], vec!["explain", "--all"]] {
        let mut child = work
            .cuadre(&words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut first = [0; 16];
        child.stdout.take().expect("a pipe").read_exact(&mut first).expect("its first bytes");
        let mut said = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        let status = child.wait().expect("an end");
        assert_eq!((status.code(), said.as_str()), (Some(0), ""), "{words:?}");
    }
}

#[test]
fn the_page_of_rules_is_what_explain_prints() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let told = WorkDir::new().run(&["explain", "--all", "--markdown", "--lang", "en"]).ended(0);
    assert!(told.out == page, "docs/rules.md is stale: run `make docs`");
}

#[test]
fn explain_tells_of_rules_fixes_and_errors() {
    let work = WorkDir::new();
    for code in ["C104", "F01", "I207"] {
        let told = work.run(&["explain", code]).ended(0);
        assert!(told.out.starts_with(code) && told.out.contains("Qué hacer"), "{}", told.out);
    }
    let by_name = work.run(&["explain", "issue-date-in-period"]).ended(0).out;
    assert_eq!(by_name, work.run(&["explain", "C104"]).ended(0).out);
    let english = work.run(&["explain", "C104", "--lang", "en"]).ended(0).out;
    assert!(!english.contains("Qué"), "{english}");
    let list = work.run(&["explain"]).ended(0).out;
    let every = work.run(&["explain", "--all"]).ended(0).out;
    for line in list.lines() {
        let code = line.split_whitespace().next().expect("a code");
        assert!(every.contains(&format!("{code} ")), "{code}");
    }
}

#[test]
fn every_code_that_a_run_tells_can_be_explained() {
    let (work, _) = normalized(&with_one_bad(), &[]);
    for code in column(&work.read("out/rejects.csv"), "code") {
        work.run(&["explain", &code]).ended(0);
    }
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let told = WorkDir::new().run(&["completions", shell]).ended(0);
        for word in ["normalize", "explain", "bulk-layout"] {
            assert!(told.out.contains(word), "{shell}: {word}");
        }
        assert!(told.err.is_empty());
    }
}

#[test]
fn help_and_version_go_to_stdout() {
    let work = WorkDir::new();
    let help = work.run(&["--help"]).ended(0);
    for command in
        ["sample", "rows", "check", "normalize", "report", "simulate", "explain", "completions"]
    {
        assert!(help.out.contains(command), "{command}");
        let own = work.run(&[command, "--help"]).ended(0);
        assert!(own.out.contains("Ejemplos") && own.err.is_empty(), "{command}: {}", own.out);
    }
    let version = work.run(&["--version"]).ended(0);
    assert!(version.out.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn sample_is_the_same_for_the_same_seed() {
    let work = WorkDir::new();
    for (out, seed) in [("a", "5"), ("b", "5"), ("c", "6")] {
        work.run(&["sample", "--rows", "200", "--seed", seed, "--dirty", "5%", "--out", out])
            .ended(0);
    }
    assert_eq!(work.listing("a"), work.listing("b"));
    assert_ne!(work.listing("a"), work.listing("c"));
}
