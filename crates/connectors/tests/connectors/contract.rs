//! All operations of both embedded connectors against the simulators, and the conformance suite.

use connectors::conformance::{Outcome, Trial, Writing, check_accounting, check_import};
use engine::model::{Account, AccountCode, Cents, Language};
use engine::ports::{
    Begin, CatalogImport, FailureKind, ImportPlatform, ProcessAgain, ProcessState, Sighting,
};

use crate::canned::{company, january};
use crate::world::{Now, addition, part, processed, world};

#[test]
fn the_import_platform_works_from_begin_to_catalog() {
    let world = world(|_| {});
    let mut platform = world.importer();
    let capabilities = platform.capabilities();
    assert_eq!(capabilities.begin, Begin::Clears);
    assert_eq!(capabilities.process_again, ProcessAgain::Pending);
    assert_eq!(capabilities.series_import, CatalogImport::Merge);
    platform.begin_batch().expect("begun");
    let part = part(world.path(), "run-0001.csv", &["F001", "B777"]);
    assert_eq!(platform.find_upload(&part), Ok(Sighting::Absent));
    let receipt = platform.upload(&part).expect("uploaded");
    assert_eq!((receipt.rows, receipt.total), (Some(2), Some(Cents(2360))));
    assert_eq!(platform.find_upload(&part), Ok(Sighting::Ours(receipt)));
    let staging = platform.staging().expect("a staging");
    let files = staging.files.expect("files");
    assert_eq!((staging.rows, staging.total), (Some(2), Some(Cents(2360))));
    assert_eq!((&files[0].name, files[0].sha256.as_ref()), (&part.name, Some(&part.sha256)));
    assert_eq!(platform.progress().expect("progress").state, ProcessState::Idle);
    platform.process().expect("ordered");
    let ended = processed(&mut platform);
    assert_eq!((ended.rows, ended.posted, ended.complaints), (Some(2), Some(1), Some(1)));
    assert_eq!(ended.total, Some(Cents(1180)));
    let details = platform.fetch_details(world.path()).expect("details");
    assert!(details.ends_with("detalles.xlsx") && details.exists());
    let import = addition(world.path(), "B777");
    platform.register_series(&import).expect("registered");
    let catalog = platform.fetch_catalog(world.path()).expect("a catalog");
    assert!(catalog.exists());
}

#[test]
fn both_connectors_conform() {
    let world = world(|_| {});
    let company = company();
    let trial = Trial {
        company: &company,
        period: january(),
        folder: world.path(),
        clock: &Now,
        language: Language::Es,
    };
    let part = part(world.path(), "run-0001.csv", &["F001", "B777"]);
    let series = Some(addition(world.path(), "B777"));
    let report = check_import(&mut world.importer(), &trial, None);
    assert!(report.passed() && report.steps.len() > 8, "{:#?}", report.steps);
    assert!(report.steps.iter().any(|step| step.outcome == Outcome::NotVerified));
    let writing = Writing { part, series };
    let report = check_import(&mut world.importer(), &trial, Some(&writing));
    assert!(report.passed() && report.steps.len() > 20, "{:#?}", report.steps);
    let report = check_accounting(&mut world.accountant(), &trial, None);
    assert!(report.passed() && report.steps.len() > 8, "{:#?}", report.steps);
    let code = AccountCode::parse("00000000909").expect("a code");
    let account = Account { code, name: "TICKETS VARIOS - TM PRUEBA".to_string() };
    let report = check_accounting(&mut world.accountant(), &trial, Some(&account));
    assert!(report.passed() && report.steps.len() > 10, "{:#?}", report.steps);
}

#[test]
fn the_suite_fails_a_connector_that_lies() {
    let world = world(|_| {});
    let text = connectors::eject("import-platform-http").expect("a script");
    let lying = text.replace("0 => absent(),", "0 => ours(#{ rows: 0, total: money(\"0\") }),");
    assert_ne!(lying, text);
    std::fs::write(world.path().join("import-platform-http.rhai"), lying).expect("a script");
    let url = world.running.import_platform.url();
    let password = connectors::Secret::new("importador-demo");
    let mut settings = connectors::ConnectorSettings::new(&url, "importador", password);
    settings.scripts = Some(world.path().to_path_buf());
    let open = connectors::ScriptedImportPlatform::open_connector;
    let clock = std::rc::Rc::new(Now);
    let mut platform = open("import-platform-http", settings, world.path(), clock).expect("one");
    let company = company();
    let trial = Trial {
        company: &company,
        period: january(),
        folder: world.path(),
        clock: &Now,
        language: Language::En,
    };
    let report = check_import(&mut platform, &trial, None);
    let failed: Vec<_> = report.failed().map(|step| step.name).collect();
    assert_eq!(failed, ["find-upload-of-nothing"]);
    let says: Vec<_> = report.failed().map(|step| step.says.as_str()).collect();
    assert_eq!(says, ["expected that it is not there, seen that it is there"]);
}

#[test]
fn wrong_credentials_and_an_unknown_company_are_refused_in_words() {
    let world = world(|_| {});
    let mut platform = world.importer();
    let nobody = engine::ports::CompanyId { name: "x".into(), ruc: "20111111111".into() };
    let failure = platform.open(&nobody, january()).expect_err("unknown");
    assert_eq!(failure.kind, FailureKind::Refused, "{failure}");
    let url = world.running.import_platform.url();
    let password = connectors::Secret::new("not-the-password");
    let settings = connectors::ConnectorSettings::new(&url, "importador", password);
    let open = connectors::ScriptedImportPlatform::open_connector;
    let clock = std::rc::Rc::new(Now);
    let mut platform = open("import-platform-http", settings, world.path(), clock).expect("one");
    let failure = platform.open(&company(), january()).expect_err("refused");
    assert_eq!(failure.kind, FailureKind::Refused, "{failure}");
    assert!(failure.message.contains("401"), "{failure}");
}

#[test]
fn a_refused_file_is_explained_with_its_lines() {
    let world = world(|_| {});
    let mut platform = world.importer();
    platform.begin_batch().expect("begun");
    let part = part(world.path(), "run-0001.csv", &["F001"]);
    let text = std::fs::read_to_string(&part.path).expect("a part").replace("11.80", "11,8O");
    std::fs::write(&part.path, text).expect("a part");
    let failure = platform.upload(&part).expect_err("refused");
    assert_eq!(failure.kind, FailureKind::Refused, "{failure}");
    assert!(failure.message.contains("línea 2"), "{failure}");
    assert_eq!(platform.find_upload(&part), Ok(Sighting::Absent));
}

#[test]
fn the_manuals_example_conforms() {
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says");
    let manual = std::path::Path::new(&here).join("../../docs/connectors.md");
    let manual = std::fs::read_to_string(manual).expect("the manual");
    let example = manual.split("```rhai\n").nth(1).and_then(|rest| rest.split("```").next());
    let world = world(|_| {});
    let path = world.path().join("example.rhai");
    std::fs::write(&path, example.expect("an example")).expect("a script");
    let password = connectors::Secret::new("contador-demo");
    let url = world.running.aconsys.url();
    let settings = connectors::ConnectorSettings::new(&url, "contador", password);
    let open = connectors::ScriptedAccountingSystem::open_connector;
    let name = path.to_str().expect("a path");
    let mut system = open(name, settings, world.path(), std::rc::Rc::new(Now)).expect("it loads");
    let company = company();
    let trial = Trial {
        company: &company,
        period: january(),
        folder: world.path(),
        clock: &Now,
        language: Language::Es,
    };
    let code = AccountCode::parse("00000000909").expect("a code");
    let account = Account { code, name: "TICKETS VARIOS - TM PRUEBA".to_string() };
    let report = check_accounting(&mut system, &trial, Some(&account));
    assert!(report.passed(), "{:#?}", report.steps);
}
