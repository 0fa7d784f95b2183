//! The main job from the command line, over real sockets: what a person types, reads and gets as an exit code.

#[path = "ledger/mod.rs"]
mod ledger;
#[path = "workdir/mod.rs"]
mod workdir;

use ledger::at;
use simulators::{DEMO, Scenario, Simulators};
use workdir::{Told, WorkDir};

const LEDGER: &str = "entrada/01. PLE ENERO 26.csv";

/// The demo's two platforms, and a folder with settings for them.
struct Office {
    work: WorkDir,
    platforms: Option<Simulators>,
}

impl Office {
    fn new() -> Office {
        let work = WorkDir::new();
        let scenario = Scenario::from_toml(DEMO).expect("the demo's scenario");
        let platforms = Simulators::start(&scenario, &work.path("platforms")).expect("they start");
        work.write(
            "cuadre.toml",
            "input = 'entrada'\noutput = 'salida'\n[company.demo]\nruc = '20998877017'\nbrands = ['TM', 'IS']\n\
             import_platform = { connector = 'import-platform-http', options = { begin = 'clears', \
             process_again = 'pending', series_import = 'merge' } }\n",
        );
        let office = Office { work, platforms: Some(platforms) };
        office.credentials("importador-demo");
        office
    }

    fn credentials(&self, password: &str) {
        let platforms = self.platforms.as_ref().expect("running");
        let text = format!(
            "IMPORT_PLATFORM_URL={}\nIMPORT_PLATFORM_USER=importador\nIMPORT_PLATFORM_PASSWORD={password}\n\
             ACONSYS_URL={}\nACONSYS_USER=contador\nACONSYS_PASSWORD=contador-demo\n",
            platforms.import_platform.url(),
            platforms.aconsys.url()
        );
        self.work.write(".env", text);
    }

    /// A ledger with four receipts of each (series, branch).
    fn ledger(&self, pairs: &[(&str, &str)]) {
        let mut lines = vec![ledger::header()];
        for (index, (series, branch)) in pairs.iter().enumerate() {
            for number in 1..=4 {
                let mut line = ledger::receipt(index as u32 * 10 + number);
                line[at::SERIES] = (*series).to_owned();
                line[at::BRANCH] = (*branch).to_owned();
                line[38] = String::new();
                lines.push(line);
            }
        }
        self.work.write(LEDGER, ledger::csv(&lines));
    }

    fn run(&self, words: &[&str]) -> Told {
        let mut command = self.work.cuadre(words);
        for name in ["URL", "USER", "PASSWORD"] {
            command.env_remove(format!("ACONSYS_{name}"));
            command.env_remove(format!("IMPORT_PLATFORM_{name}"));
        }
        workdir::finish(command.env("USER", "ana"))
    }
}

#[test]
fn what_the_platform_takes_is_done_and_a_second_run_has_nothing_to_do() {
    let office = Office::new();
    office.ledger(&[("B001", "TM PLAZA NORTE"), ("B002", "IS PLAZA NORTE")]);
    let document = office.run(&["run", "--json"]).ended(0).json();
    assert_eq!(document["schema"], "cuadre.run/1");
    let run = &document["runs"][0];
    assert_eq!((&run["outcome"], &run["phase"]), (&"done".into(), &"done".into()));
    assert_eq!((&run["rows"]["in"], &run["uploaded"]["rows"]), (&8.into(), &8.into()));
    assert_eq!(run["details"]["first"], 0);
    let again = office.run(&["run"]).ended(0);
    assert!(again.err.contains("no había nada que hacer"), "{}", again.err);
}

#[test]
fn a_doubtful_branch_waits_for_a_person_and_is_done_after_his_word() {
    let office = Office::new();
    office.ledger(&[
        ("B001", "TM PLAZA NORTE"),
        ("B050", "TM PLAZA NORTE"),
        ("B020", "TM SAN JUAN DE LURIGANCHO 2"),
    ]);
    let document = office.run(&["run", "--json"]).ended(5).json();
    let run = &document["runs"][0];
    assert_eq!((&run["outcome"], &run["why"]), (&"waiting".into(), &"B609".into()), "{run}");
    assert_eq!(run["registered"]["series"], 1, "what is certain was registered: {run}");
    assert_eq!(run["unresolved"][0]["series"], "B020");
    let id = run["id"].as_str().expect("an id");
    let item = run["unresolved"][0]["item"].to_string();

    let status = office.run(&["status"]).ended(0);
    assert!(
        status.out.contains("espera una decisión") && status.out.contains(id),
        "{}",
        status.out
    );
    let shown = office.run(&["plan", id]).ended(0);
    let command = format!("cuadre decide {id} {item} --cost-center 1104");
    assert!(
        shown.out.contains(&command) && shown.out.contains("el número difiere"),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains('\u{1b}'), "no colours in a pipe");
    let plan = office.run(&["plan", id, "--json"]).ended(0).json();
    assert_eq!(plan["run"], id);

    let refused = office.run(&["decide", id, &item, "--cost-center", "9999"]).ended(2);
    assert!(refused.err.contains("U604"), "{}", refused.err);
    let refused = office.run(&["decide", id, "77", "--skip", "x"]).ended(2);
    assert!(refused.err.contains("U603"), "{}", refused.err);
    let decided =
        office.run(&["decide", id, &item, "--cost-center", "1104", "--remember"]).ended(0);
    assert!(decided.out.contains("Decidido por ana"), "{}", decided.out);

    let document = office.run(&["run", "--json"]).ended(0).json();
    let run = &document["runs"][0];
    assert_eq!((&run["outcome"], &run["details"]["last"]), (&"done".into(), &0.into()), "{run}");
    assert_eq!(run["registered"]["series"], 2, "{run}");
    let third = office.run(&["run"]).ended(0);
    assert!(third.err.contains("no había nada que hacer"), "{}", third.err);
    let status = office.run(&["status", "--json"]).ended(0).json();
    assert_eq!(
        (&status["runs"][0]["outcome"], &status["runs"][0]["what_to_do"]),
        (&"done".into(), &"".into())
    );
}

#[test]
fn a_wrong_password_fails_says_so_and_loses_nothing() {
    let office = Office::new();
    office.ledger(&[("B001", "TM PLAZA NORTE")]);
    office.credentials("equivocada-de-verdad");
    let told = office.run(&["run", "--json"]).ended(3);
    assert!(!told.out.contains("equivocada") && !told.err.contains("equivocada"), "{}", told.err);
    assert_eq!(told.json()["runs"][0]["outcome"], "failed");
    let told = office.run(&["doctor"]).ended(2);
    assert!(told.out.contains("falla") && !told.out.contains("equivocada"), "{}", told.out);
    office.credentials("importador-demo");
    office.run(&["doctor"]).ended(0);
    office.run(&["run"]).ended(0);
}

#[test]
fn a_platform_that_is_not_there_fails_and_missing_credentials_are_named() {
    let mut office = Office::new();
    office.ledger(&[("B001", "TM PLAZA NORTE")]);
    office.platforms = None;
    let run = office.run(&["run", "--json"]).ended(3).json();
    assert_eq!(run["runs"][0]["why"], "B613", "{run}");
    office.work.write(".env", "ACONSYS_USER=contador\n");
    let told = office.run(&["run"]).ended(2);
    assert!(
        told.err.contains("S313") && told.err.contains("IMPORT_PLATFORM_PASSWORD"),
        "{}",
        told.err
    );
    office.work.write(".env", "IMPORT_PLATFORM_URL=[plataforma](http://plataforma)\n");
    let told = office.run(&["run"]).ended(2);
    assert!(told.err.contains("S304"), "{}", told.err);
}

#[test]
fn init_writes_once_and_its_settings_hold_no_unknown_key() {
    let work = WorkDir::new();
    for language in ["es", "en"] {
        work.run(&["init", language, "--lang", language]).ended(0);
        let settings = format!("{language}/cuadre.toml");
        let told = work.run(&["status", "--settings", &settings, "--lang", language]).ended(0);
        assert_eq!(told.err, "");
        let told = work.run(&["doctor", "--settings", &settings, "--lang", "en"]).ended(2);
        assert!(!told.out.contains("not known"), "{}", told.out);
    }
    let before = work.listing("es");
    let again = work.run(&["init", "es"]).ended(0);
    assert!(again.out.contains("ya estaba"), "{}", again.out);
    assert_eq!(work.listing("es"), before);
}
