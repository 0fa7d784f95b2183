//! `connector list`, `eject` and `check`, and `doctor`, against platforms that are there and that are not.

use crate::office::{KNOWN, Office, PLATFORM, refused};
use crate::workdir::WorkDir;

const IMPORT: &str = "import-platform-http";
const ACCOUNTING: &str = "aconsys-http";

#[test]
fn the_list_names_the_built_in_ones_and_the_users_own() {
    let work = WorkDir::new();
    let told = work.run(&["connector", "list"]).ended(0);
    for name in [IMPORT, ACCOUNTING] {
        assert!(told.out.lines().any(|line| line == name), "{}", told.out);
    }
    work.write("cuadre.toml", "connectors = 'guiones'\n");
    work.write("guiones/mi-plataforma.rhai", "// nada\n");
    work.write("guiones/leame.txt", "nada\n");
    let told = work.run(&["connector", "list"]).ended(0);
    assert!(told.out.contains("mi-plataforma.rhai") && !told.out.contains("leame"), "{}", told.out);
}

#[test]
fn the_help_of_a_command_within_another_names_both() {
    let work = WorkDir::new();
    let help = work.run(&["connector", "check", "--help"]).ended(0).out;
    assert!(help.contains("cuadre connector check [OPCIONES]"), "{help}");
    refused(work.run(&["connector", "check"]), 2, &["cuadre connector check --help"]);
    let help = work.run(&["decide", "--help"]).ended(0).out;
    let at =
        |word: &str| help.find(&format!("\n  [{word}]")).or(help.find(&format!("\n  <{word}>")));
    assert!(at("CORRIDA").is_some() && at("CORRIDA") < at("PUNTO"), "{help}");
}

#[test]
fn an_input_folder_that_is_not_there_comes_with_what_to_do() {
    let office = Office::new();
    let told = office.run(&["doctor"]).ended(2).out;
    assert!(
        told.contains("no se puede leer la carpeta") && told.contains("Cree la carpeta"),
        "{told}"
    );
}

#[test]
fn one_is_written_once_and_then_used() {
    let office = Office::new();
    let told = office.run(&["connector", "eject", ACCOUNTING]).ended(0);
    assert!(told.out.contains("connectors = \"connectors\""), "{}", told.out);
    let path = format!("connectors/{ACCOUNTING}.rhai");
    let text = office.work.read(&path);
    assert!(text.contains("fn open_account"), "{text}");
    // What a person has changed is not written over.
    office.work.write(&path, format!("{text}\n// cambiado\n"));
    refused(office.run(&["connector", "eject", ACCOUNTING]), 2, &["O423", &path]);
    assert!(office.work.read(&path).ends_with("// cambiado\n"));
    let near = office.run(&["connector", "eject", "aconsis-http"]);
    refused(near, 2, &["U608", "¿Quiso decir «aconsys-http»?"]);

    // The one in the folder is the one that works.
    office.settings("connectors = 'connectors'", PLATFORM);
    office.work.write(&path, text.replace("fn open(", "fn no_open("));
    office.ledger(&[("B050", "TM PLAZA NORTE")]);
    let (_, run) = office.job(3);
    assert!(run["says"][0].as_str().is_some_and(|says| says.contains("open")), "{run}");
}

#[test]
fn a_connector_that_keeps_its_promises_passes_and_nothing_is_written() {
    let office = Office::new();
    let before =
        office.platforms.as_ref().map(|all| all.import_platform.state(false)["log"].clone());
    for name in [IMPORT, "import_platform", ACCOUNTING, "accounting"] {
        let told = office.run(&["connector", "check", name, "--company", "demo"]).ended(0);
        assert!(told.out.contains("bien") && !told.out.contains("falla"), "{}", told.out);
        assert!(told.out.lines().count() > 3, "{}", told.out);
    }
    let told = office.run(&["connector", "check", IMPORT, "--period", "2026-01"]).ended(0);
    assert!(told.out.contains("2026-01"), "{}", told.out);
    let after =
        office.platforms.as_ref().map(|all| all.import_platform.state(false)["log"].clone());
    assert_eq!(before, after, "it only looks");
}

#[test]
fn one_may_be_held_to_what_it_writes_in_a_company_for_trials() {
    let office = Office::new();
    let check = |words: &[&str]| office.run(&[&["connector", "check"], words].concat());
    // Nobody writes into a company or a period by default.
    refused(check(&[IMPORT, "--write", "--company", "demo"]), 2, &["--period"]);
    refused(check(&[IMPORT, "--write", "--period", "2026-01"]), 2, &["--company"]);
    let words = |name| [name, "--write", "--company", "demo", "--period", "2026-01"];
    for name in [IMPORT, ACCOUNTING] {
        let told = check(&words(name)).ended(0);
        assert!(!told.out.contains("falla"), "{}", told.out);
    }
    let all = office.platforms.as_ref().expect("platforms");
    let state = all.import_platform.state(true);
    assert_eq!(state["documents"].as_array().map(Vec::len), Some(20), "{state}");
    let rows = state["series"].as_array().expect("series").iter();
    assert_eq!(rows.filter(|row| row["branch"] == "PRUEBA DE CONECTOR").count(), 1);
    let state = all.aconsys.state(true);
    let accounts = state["accounts"].as_array().expect("accounts").iter();
    let made: Vec<_> = accounts
        .filter_map(|row| row["description"].as_str())
        .filter(|name| name.starts_with("PRUEBA DE CONECTOR"))
        .collect();
    assert_eq!(made, ["PRUEBA DE CONECTOR 302"]);
    // The twenty sales are complained of and wait: what somebody may need is not cleared.
    let told = check(&words(IMPORT)).ended(0);
    assert!(told.out.contains("elija otro periodo"), "{}", told.out);
    assert_eq!(all.import_platform.state(true)["documents"].as_array().map(Vec::len), Some(20));
    // Another account each time.
    check(&words(ACCOUNTING)).ended(0);
}

#[test]
fn a_connector_that_cannot_work_fails() {
    let office = Office::new();
    let check = |words: &[&str]| office.run(&[&["connector", "check"], words].concat());
    refused(check(&["import-plataform-http"]), 2, &["U608", "import-platform-http"]);
    refused(check(&[IMPORT, "--company", "otra"]), 2, &["otra", "demo"]);
    refused(check(&[IMPORT, "--period", "enero"]), 2, &["enero", "2026-01"]);
    office.credentials("equivocada-de-verdad");
    let told = check(&[IMPORT]).ended(3);
    assert!(told.out.contains("falla"), "{}", told.out);
    assert!(!told.out.contains("equivocada") && !told.err.contains("equivocada"), "{}", told.out);
    office.work.write(".env", "ACONSYS_USER=contador\n");
    refused(check(&[IMPORT]), 2, &["S313", "IMPORT_PLATFORM_URL"]);
}

#[test]
fn the_doctor_says_what_is_well_and_what_is_not() {
    let mut office = Office::new();
    office.ledger(&[KNOWN]);
    let well = office.run(&["doctor"]).ended(0);
    for word in ["configuración: cuadre.toml", "bitácora", "demo (20998877017)", "Todo listo."] {
        assert!(well.out.contains(word), "no «{word}» in {}", well.out);
    }
    assert!(!well.out.contains("falla"), "{}", well.out);
    assert!(!office.work.path("salida").exists(), "it writes nothing");
    let english = office.run(&["doctor", "--lang", "en", "--company", "demo"]).ended(0);
    assert!(english.out.contains("All is ready."), "{}", english.out);

    // Each ill by itself, and each is said.
    office.settings("", &PLATFORM.replace("import-platform-http", "import-plataforma"));
    ill(&office, "import-plataforma");
    office.settings("input = 'no-hay'", PLATFORM);
    office
        .work
        .write("cuadre.toml", office.work.read("cuadre.toml").replace("input = 'entrada'\n", ""));
    ill(&office, "no-hay");
    office.settings("", &PLATFORM.replace("PLATFORM", "X"));
    office.work.write(".env", "ACONSYS_USER=contador\n");
    ill(&office, "IMPORT_PLATFORM_URL");
    office.credentials("importador-demo");
    office.platforms = None;
    ill(&office, "import_platform");
    office.work.write("salida/cuadre.db", "esto no es una bitácora");
    ill(&office, "J203");
    refused(office.run(&["doctor", "--settings", "otro.toml"]), 2, &["otro.toml"]);
    let unknown = office.run(&["doctor", "--company", "otra"]).ended(2);
    assert!(unknown.out.contains("otra"), "{}{}", unknown.out, unknown.err);
}

#[track_caller]
fn ill(office: &Office, word: &str) {
    let told = office.run(&["doctor"]).ended(2);
    let failing = told.out.lines().filter(|line| line.trim_start().starts_with("falla"));
    assert!(failing.clone().any(|line| line.contains(word)), "no «{word}» in {}", told.out);
    assert!(told.out.contains("Hay algo que corregir."), "{}", told.out);
}

#[test]
fn the_doctor_names_what_is_not_declared_and_a_company_that_a_platform_does_not_know() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    let whole = office.run(&["doctor"]).ended(0);
    assert!(!whole.out.contains("aviso  begin"), "{}", whole.out);
    office.settings("", "import_platform = { options = { begin = 'keeps' } }");
    let told = office.run(&["doctor"]).ended(0);
    for word in [
        "aviso  process_again",
        "aviso  series_import",
        "B611",
        "options = { begin = \"keeps\", process_again = \"…\", series_import = \"…\" }",
    ] {
        assert!(told.out.contains(word), "no «{word}» in {}", told.out);
    }
    assert!(!told.out.contains("aviso  begin"), "{}", told.out);

    let text = office.work.read("cuadre.toml").replace(crate::office::RUC, "20998877025");
    office.work.write("cuadre.toml", text);
    let told = office.run(&["doctor"]).ended(2);
    assert_eq!(told.out.matches("no conoce el RUC 20998877025").count(), 2, "{}", told.out);
    assert!(!told.out.contains("contraseña"), "{}", told.out);
    let advice = told.out.lines().filter(|line| line.trim_start().starts_with("= qué hacer: "));
    assert!(advice.clone().count() >= 2, "advice has a line of its own: {}", told.out);
    office.work.write(".env", "ACONSYS_USER=contador\n");
    let told = office.run(&["doctor"]).ended(2);
    let glued = told.out.lines().find(|line| line.contains("S313") && line.contains("qué hacer"));
    assert_eq!(glued, None, "{}", told.out);
}

#[test]
fn what_init_and_sample_write_fits_the_simulated_platforms() {
    for language in ["es", "en"] {
        let office = Office::of(&[]);
        office.run(&["init", "--lang", language]).ended(0);
        office.run(&["sample", "--rows", "40", "--out", "entrada"]).ended(0);
        office.run(&["doctor"]).ended(0);
        let document = office.run(&["run", "--json"]).ended(5).json();
        let run = &document["runs"][0];
        assert_eq!((&run["rows"]["rejected"], &run["outcome"]), (&0.into(), &"waiting".into()));
        assert!(run["uploaded"]["rows"].as_u64().is_some_and(|rows| rows > 0), "{run}");
    }
}

#[test]
fn what_the_settings_file_calls_by_relative_paths_stands_beside_it() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    office.job(0);
    // From another folder it is the same office: the run is known, and nothing is sent again.
    std::fs::create_dir_all(office.work.path("otra")).expect("a folder");
    let mut command = office.work.cuadre(&["run", "--settings", "../cuadre.toml"]);
    let again = crate::workdir::finish(command.current_dir(office.work.path("otra"))).ended(0);
    assert!(again.err.contains("no había nada que hacer"), "{}", again.err);
    assert_eq!(office.done("upload"), 1);
    assert_eq!(office.work.listing("otra").len(), 0, "nothing is made where he stands");
    // So are the folders that `.env` names.
    let settings = office.work.read("cuadre.toml");
    let settings = settings.replace("input = 'entrada'\noutput = 'salida'\n", "");
    office.work.write("cuadre.toml", settings);
    let text = office.work.read(".env") + "INPUT_DIR=entrada\nOUTPUT_DIR=salida\n";
    office.work.write(".env", text);
    let mut command = office.work.cuadre(&["run", "--settings", "../cuadre.toml"]);
    let again = crate::workdir::finish(command.current_dir(office.work.path("otra"))).ended(0);
    assert!(again.err.contains("no había nada que hacer"), "{}", again.err);
}

#[test]
fn credentials_stand_beside_the_settings_file_that_is_named() {
    let office = Office::new();
    let words = ["connector", "check", ACCOUNTING, "--company", "demo", "--settings"];
    let check = |file: &str| office.run(&[&words[..], &[file]].concat());
    for file in ["cuadre.toml", ".env"] {
        office.work.write(format!("oficina/{file}"), office.work.read(file));
    }
    office.work.write(".env", "ACONSYS_URL=http://127.0.0.1:1\nACONSYS_USER=nadie\n");
    check("oficina/cuadre.toml").ended(0);
    // Where there is none, the one here counts.
    std::fs::remove_file(office.work.path("oficina/.env")).expect("a file");
    refused(check("oficina/cuadre.toml"), 2, &["S313"]);
}

#[test]
fn h34_nothing_is_left_where_a_person_stands_and_no_password_anywhere() {
    let office = Office::new();
    office.ledger(&[KNOWN, crate::office::CERTAIN]);
    let elsewhere = office.work.path("otra");
    std::fs::create_dir_all(&elsewhere).expect("a folder");
    let run = |words: &[&str], code: i32| {
        let words = [words, &["--settings", "../cuadre.toml"]].concat();
        crate::workdir::finish(office.work.cuadre(&words).current_dir(&elsewhere)).ended(code)
    };
    let told = [run(&["run"], 0), run(&["status"], 0), run(&["doctor"], 0)];
    assert_eq!(office.work.listing("otra").len(), 0, "no debugging files");
    // Each word of it: what was said, and every byte that was written.
    let secrets = ["importador-demo", "contador-demo"];
    for told in &told {
        assert!(
            secrets.iter().all(|secret| !told.out.contains(secret) && !told.err.contains(secret))
        );
    }
    let mut looked_at = 0;
    for name in office.work.listing("salida").keys() {
        let Ok(bytes) = std::fs::read(office.work.path("salida").join(name)) else { continue };
        looked_at += 1;
        let has = |secret: &&str| bytes.windows(secret.len()).any(|at| at == secret.as_bytes());
        assert!(!secrets.iter().any(has), "{name}");
    }
    assert!(looked_at > 5, "{looked_at}");
    // Which version made them stands in the manifest.
    let manifest =
        office.work.listing("salida").into_keys().find(|name| name.ends_with("manifest.json"));
    let text = office.work.read(office.work.path("salida").join(manifest.expect("a manifest")));
    assert!(text.contains(env!("CARGO_PKG_VERSION")), "{text}");
}
