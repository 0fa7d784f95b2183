//! What an operator reads: in his language throughout, with counts that agree, codes that `explain` knows, and what to
//! do at the end.

mod ledger;
mod workdir;

use ledger::{at, csv, header, receipt, receipts, with};
use workdir::{Told, WorkDir};

const COMMANDS: [&str; 6] = ["sample", "rows", "check", "normalize", "explain", "completions"];

fn with_ledger(rows: u32) -> WorkDir {
    let work = WorkDir::new();
    work.write("ventas.csv", csv(&receipts(rows)));
    work
}

#[track_caller]
fn says(told: &Told, pieces: &[&str]) {
    for piece in pieces {
        assert!(told.err.contains(piece), "no `{piece}` in {}", told.err);
    }
}

/// Words of clap and of the system that must not stand in Spanish.
const ENGLISH: [&str; 14] = [
    "OPTIONS",
    "COMMAND",
    "Usage",
    "default",
    "possible",
    "values",
    "Print",
    "Options",
    "Commands",
    "Arguments",
    "No such",
    "os error",
    "tip:",
    "For more",
];

#[track_caller]
fn is_spanish(text: &str) {
    for word in ENGLISH {
        assert!(!text.contains(word), "`{word}` in {text}");
    }
}

#[test]
fn help_is_spanish_throughout_and_english_on_request() {
    let work = WorkDir::new();
    is_spanish(&work.run(&["--help"]).ended(0).out);
    is_spanish(&work.run::<&str>(&[]).ended(2).err);
    for command in COMMANDS {
        let spanish = work.run(&[command, "-h"]).ended(0).out;
        is_spanish(&spanish);
        assert!(spanish.contains(&format!("Uso: cuadre {command} [OPCIONES]")), "{spanish}");
        let english = work.run(&[command, "--help", "--lang", "en"]).ended(0).out;
        assert!(english.contains(&format!("Usage: cuadre {command} [OPTIONS]")), "{english}");
        for word in ["muestra", "Opciones", "archivo", "si no"] {
            assert!(!english.contains(word), "`{word}` in {english}");
        }
        assert!(spanish.lines().all(|line| line.chars().count() <= 100), "{spanish}");
    }
    let sample = work.run(&["sample", "-h"]).ended(0).out;
    assert!(sample.contains("cuántas filas [si no, 1000]"), "{sample}");
}

#[test]
fn a_wrong_command_line_lists_what_is_allowed_and_ends_with_what_to_do() {
    let work = with_ledger(1);
    for (words, expected) in [
        (vec!["check", "x", "--lang", "fr"], vec!["«--lang» no admite «fr»", "vale: es, en"]),
        (vec!["sample", "--out", "x", "--format", "csw"], vec!["¿quiso decir «csv»?", "ple-txt"]),
        (vec!["sample", "--out", "x", "--rows", "mil"], vec!["«--rows» no admite «mil»", "entero"]),
        (vec!["sample", "--out"], vec!["«--out» necesita un valor"]),
        (vec!["sample"], vec!["falta --out <RUTA>."]),
        (vec!["completions"], vec!["falta <CONSOLA>", "bash, elvish"]),
        (vec!["completions", "cobol"], vec!["no admite «cobol»", "bash, elvish"]),
        (vec!["check", "x", "--json=3"], vec!["«--json» no lleva valor"]),
        (vec!["check", "x", "-q", "-q"], vec!["«--quiet» se dio más de una vez"]),
        (vec!["rows", "a", "b"], vec!["sobra «b»"]),
        (vec!["rows", "a", "--xyz"], vec!["no se conoce la opción «--xyz»", "--delimiter"]),
        (vec!["norm"], vec!["no se conoce la orden «norm»"]),
        (vec!["zzz"], vec!["las órdenes son demo, sample, rows, check"]),
        (vec!["ventas.csv"], vec!["cuadre check \"ventas.csv\""]),
        (vec!["normalize", "x", "--out", "y", "--chunk-size", "0"], vec!["de 1 a 50000"]),
    ] {
        let told = work.run(&words).ended(2);
        says(&told, &expected);
        says(&told, &["qué hacer: ", "--help"]);
        is_spanish(&told.err.replace("--help", ""));
        assert!(told.out.is_empty(), "{words:?}: {}", told.out);
    }
    for (words, expected) in [
        (vec!["check", "ventas.csv", "--period", "2026-13"], "por ejemplo 2026-01"),
        (vec!["rows", "ventas.csv", "--delimiter", "demasiado"], "«none» si no hay separador"),
        (vec!["rows", "ventas.csv", "--quote", "q"], "o «none»"),
        (vec!["rows", "ventas.csv", "--encoding", "ebcdic"], "windows-1252"),
        (vec!["sample", "--out", "x", "--dirty", "200%"], "de 0 a 100"),
        (vec!["sample", "--out", "x.xlsx", "--rows", "9999999"], "--format csv"),
    ] {
        let told = work.run(&words).ended(2);
        says(&told, &[expected, "qué hacer: "]);
    }
}

#[test]
fn counts_agree_with_their_nouns() {
    let one = || csv(&[header(), with(receipt(1), &[(at::TOTAL, "s/n")])]) + "\r\n";
    let work = WorkDir::new();
    work.write("uno.csv", one());
    let told = work.run(&["normalize", "uno.csv", "--out", "out", "--period", "2026-01"]).ended(1);
    says(&told, &["1 fila = 0 aceptadas", "1 rechazada + 0 omitidas", "Corrija la fila en"]);
    let told = work.run(&["check", "uno.csv", "--period", "2026-01", "--lang", "en"]).ended(1);
    says(&told, &["1 row = 0 accepted"]);
    let work = with_ledger(1);
    let told = work.run(&["normalize", "ventas.csv", "--out", "out"]).ended(0);
    says(&told, &["1 fila = 1 aceptada + 0 aceptadas con cambio", "1 bloque en out"]);
    let told = work.run(&["normalize", "ventas.csv", "--out", "out", "--lang", "en"]).ended(0);
    says(&told, &["1 part in out"]);
    let told = work.run(&["sample", "--rows", "1", "--out", "m.csv"]).ended(0);
    says(&told, &["1 fila, de las que 0 merecen rechazo"]);
    work.write("celda.csv", "a\n");
    assert_eq!(
        work.run(&["rows", "celda.csv", "--count", "-q"]).ended(0).out,
        "1 fila, 1 celda con dato\n"
    );
}

#[test]
fn skipped_rows_agree_with_their_nouns() {
    let blank = |count: usize| {
        let mut lines = receipts(2).into_iter();
        let head: Vec<_> = lines.by_ref().take(2).collect();
        let (head, tail) = (csv(&head), csv(&lines.collect::<Vec<_>>()));
        let tail = tail.trim_start_matches('\u{feff}').to_owned();
        head + &",,\r\n".repeat(count) + &tail
    };
    let work = WorkDir::new();
    for (count, expected) in [(1, "1 fila en blanco"), (5, "5 filas en blanco")] {
        work.write("ventas.csv", blank(count));
        let told = work.run(&["check", "ventas.csv", "--period", "2026-01"]).ended(0);
        says(&told, &[expected]);
    }
}

#[test]
fn settings_errors_have_code_file_line_key_and_advice() {
    let work = with_ledger(1);
    for (text, code, expected) in [
        ("company = [\n", "S302", vec!["cuadre.toml, línea 1", "| company = ["]),
        ("\nchunk_size = \"a\"\n", "S303", vec!["línea 2", "clave «chunk_size»", "número entero"]),
        ("chunk_size = 70000\n", "S303", vec!["línea 1, clave «chunk_size»", "de 1 a 50000"]),
        (
            "[company.uno]\n\nkinds = [\"01\", \"9x\"]\n",
            "S303",
            vec!["línea 3, clave «company.uno.kinds»", "«9x»"],
        ),
        ("[company.uno]\nkinds = \"01\"\n", "S303", vec!["línea 2", "debe ser una lista"]),
        (
            "[rules]\nC104 = \"of\"\n",
            "S303",
            vec!["línea 2, clave «rules.C104»", "reject, warn, note"],
        ),
        ("[rules]\nC1O4 = \"off\"\n", "S307", vec!["línea 2", "¿Quiso decir «C104»?"]),
        ("[company.a]\n[company.b]\n", "S306", vec!["a, b", "--company"]),
    ] {
        work.write("cuadre.toml", text);
        let told = work.run(&["check", "ventas.csv"]).ended(2);
        says(&told, &[&format!("error[{code}]"), "cuadre.toml", "qué hacer: "]);
        says(&told, &expected);
        let page = work.run(&["explain", code]).ended(0).out;
        assert!(page.starts_with(code) && page.contains("Qué hacer"), "{page}");
    }
    work.write("cuadre.toml", "[company.a]\n");
    says(
        &work.run(&["check", "ventas.csv", "--company", "z"]).ended(2),
        &["error[S305]", "hay: a"],
    );
    let told =
        workdir::finish(work.cuadre(&["check", "ventas.csv"]).env("CHUNK_SIZE", "mil")).ended(2);
    says(&told, &["error[S303]", "variables de entorno, CHUNK_SIZE"]);
    work.write(".env", "INPUT_DIR=\"[carpeta](C:/ventas)\"\n");
    says(&work.run(&["check", "ventas.csv"]).ended(2), &["error[S304]", ".env, INPUT_DIR"]);
}

#[test]
fn folder_errors_have_a_code_and_name_the_folder_that_was_given() {
    let work = with_ledger(1);
    work.write("ocupada/tarea.txt", "trabajo de alguien");
    work.write("archivo", "un archivo");
    for (out, code) in [("ocupada", "O405"), ("archivo", "O409"), ("archivo/dentro", "O404")] {
        let told = work.run(&["normalize", "ventas.csv", "--out", out]);
        says(&told, &[&format!("error[{code}]"), &format!("«{out}»"), "qué hacer: "]);
        is_spanish(&told.err);
        work.run(&["explain", code]).ended(0);
    }
}

#[test]
fn the_system_speaks_the_operators_language_and_keeps_its_number() {
    let work = with_ledger(1);
    let told = work.run(&["check", "ventas.csv", "--settings", "no-hay.toml"]).ended(2);
    says(&told, &["error[S301]", "no existe el archivo o la carpeta (error ", " del sistema)"]);
    is_spanish(&told.err);
    let words = ["check", "ventas.csv", "--settings", "no-hay.toml", "--lang", "en"];
    says(&work.run(&words).ended(2), &["there is no such file or folder (os error "]);
    work.write("archivo", "");
    let told = work.run(&["sample", "--out", "archivo/dentro"]).ended(3);
    says(&told, &["error[O42", " del sistema)"]);
    is_spanish(&told.err);
}

#[test]
fn an_unknown_bulk_layout_advises_its_own_option() {
    let told = with_ledger(1).run(&["check", "ventas.csv", "--bulk-layout", "vnetas"]).ended(2);
    says(&told, &["error[I245]", "hay ventas-20", "--bulk-layout"]);
}

#[test]
fn little_is_told_of_a_text_and_all_of_it_on_request() {
    let work = with_ledger(30);
    let plain = work.run(&["check", "ventas.csv", "--json"]).ended(0);
    let told = |err: &str| err.lines().filter(|line| line.starts_with("· ventas.csv")).count();
    assert!((1..=4).contains(&told(&plain.err)), "{}", plain.err);
    for part in
        ["codificación utf-8", "separador `,`", "encabezado en la fila 1", "periodo 2026-01"]
    {
        assert!(plain.err.contains(part), "no `{part}` in {}", plain.err);
    }
    assert!(!plain.err.contains("puntaje"), "{}", plain.err);
    let verbose = work.run(&["check", "ventas.csv", "--verbose"]).ended(0);
    says(&verbose, &["puntaje del separador", "fin de línea"]);
    let evidence = plain.json()["evidence"].clone();
    let all: Vec<&str> = evidence
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["says"].as_str())
        .collect();
    assert_eq!(all.len(), told(&verbose.err), "{all:?}");
    work.run(&["normalize", "ventas.csv", "--out", "out", "-q"]).ended(0);
    assert!(work.read("out/manifest.json").contains("puntaje del separador"));
    let rows = work.run(&["rows", "ventas.csv"]).ended(0);
    assert_eq!(rows.err.lines().count(), 2, "{}", rows.err);
    says(&work.run(&["rows", "ventas.csv", "-v"]).ended(0), &["fin de línea"]);
}

#[test]
fn explain_suggests_only_what_was_perhaps_meant() {
    let work = WorkDir::new();
    let told = |code| work.run(&["explain", code]).ended(2);
    for (code, meant) in [("C1O4", "C104"), ("issue-date-in-perod", "C104"), ("I2O7", "I207")] {
        says(&told(code), &[&format!("¿quiso decir {meant}?")]);
    }
    for code in ["C999", "Z1", "nada"] {
        let told = told(code);
        assert!(!told.err.contains("quiso decir"), "{}", told.err);
        says(&told, &["C101-", "(reglas)", "F01-", "(cambios)", "S301-", "(configuración)"]);
    }
    says(&told("branch-pres"), &["C190"]);
}

#[test]
fn standard_input_is_refused_at_once() {
    let work = with_ledger(1);
    for command in ["rows", "check"] {
        let told = work.run(&[command, "-"]).ended(2);
        says(&told, &["error[U601]", "Dé un archivo: una tubería no se puede leer dos veces."]);
        let told = work.run(&[command, "-", "--lang", "en"]).ended(2);
        says(&told, &["Give a file: a pipe cannot be read twice."]);
    }
    work.run(&["explain", "U601"]).ended(0);
}

#[test]
#[cfg(unix)]
fn a_limit_on_a_files_size_is_an_error_of_every_command() {
    let work = with_ledger(3_000);
    for line in [
        "cuadre rows ventas.csv -q > filas.csv",
        "cuadre explain --all > reglas.txt",
        "cuadre sample --rows 3000 --format csv --out muestra.csv",
        "cuadre normalize ventas.csv --out out -q",
    ] {
        let told = work.shell(&format!("ulimit -f 16; {line}")).ended(3);
        says(&told, &["error[O4", "qué hacer: "]);
        assert!(
            told.err.contains("tamaño permitido") || told.err.contains("tan grandes"),
            "{}",
            told.err
        );
        is_spanish(&told.err);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_standard_output_is_told() {
    let work = with_ledger(300);
    for line in
        ["cuadre rows ventas.csv -q > /dev/full", "cuadre check ventas.csv --json -q > /dev/full"]
    {
        let told = work.shell(line).ended(3);
        says(&told, &["error[O420]", "no queda espacio en el disco (error 28 del sistema)"]);
    }
}
