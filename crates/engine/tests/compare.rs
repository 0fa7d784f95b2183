//! A comparison with hardly any memory finds what one with enough finds, and writes the same bytes.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use engine::compare::SorterLimits;
use engine::ingest::layout::Layouts;
use engine::model::Language;
use engine::run::compare::{CompareJob, Compared, compare};
use engine::run::{RunError, Watch};

const TITLES: &str = "Periodo;Nº CUO;Fecha Emisión comprobante;Fecha de vencimiento;Tipo Comprobante;Serie Comprobante;Nº Comprobante Inicial;Nº Comprobante Final;Tipo de Doc. Cliente;Nº de Doc. Cliente;Nombre/Razon Social;BI Adq. Vtas. Grav;IGV Adq. Vtas. Grav;Importe;COD MONEDA;Estado;SegmentoDeNegocio;Sucursal";

fn ledger(rows: impl IntoIterator<Item = (usize, i64)>) -> String {
    let mut text = format!("{TITLES}\r\n");
    for (number, cents) in rows {
        let day = number % 28 + 1;
        let (series, total) = (number % 7, format!("{}.{:02}", cents / 100, cents % 100));
        text.push_str(&format!(
            "20260100;M{number};{day:02}/01/2026;;03;B00{series};{number:08};;1;40123456;ANA;{total};0.00;{total};PEN;1;Norte;LIMA\r\n"
        ));
    }
    text
}

/// Numbers from 1 on in an order of their own: a step that shares no factor with their count.
fn scattered(count: usize, step: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |index| index * step % count + 1)
}

fn files(folder: &Path) -> [Vec<PathBuf>; 2] {
    let left = ledger(scattered(3_001, 1_234).map(|number| (number, 11_800)));
    let right = scattered(3_001, 777).filter(|number| number % 100 != 0);
    let right = right.map(|number| (number, if number % 50 == 7 { 11_900 } else { 11_800 }));
    let twice = (1..=40).map(|number| (number, 500));
    let right = ledger(right.chain(twice));
    [("left.csv", left), ("right.csv", right)].map(|(name, text)| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a ledger");
        vec![path]
    })
}

fn job(files: [Vec<PathBuf>; 2]) -> CompareJob {
    CompareJob::new(files, Layouts::embedded().expect("layouts"), Language::Es)
}

fn run(job: &CompareJob) -> Result<Compared, RunError> {
    let stop = AtomicBool::new(false);
    compare(job, &mut Watch { tell: &mut |_, _| {}, stop: &stop })
}

#[test]
fn hardly_any_memory_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let spills = folder.path().join("spills");
    std::fs::create_dir(&spills).expect("a folder");
    let mut job = job(files(folder.path()));
    let mut written = Vec::new();
    let tiny = SorterLimits { arena: 4_096, slots: 64, fan_in: 3, buffer: 64 };
    for (name, limits) in [("enough", SorterLimits::DEFAULT), ("tiny", tiny)] {
        let out = folder.path().join(name);
        job.limits = limits;
        job.temporary = spills.clone();
        job.out = Some(out.clone());
        let compared = run(&job).unwrap_or_else(|error| panic!("{}", error.message(Language::En)));
        assert!(!compared.report.agrees);
        let counts: Vec<(u64, u64)> =
            compared.report.documents.iter().map(|class| (class.left, class.right)).collect();
        // 30 numbers end in 00, 60 in 07 or 57; 40 stand twice.
        assert_eq!(counts, [(2_911, 2_911), (60, 60), (30, 0), (0, 40)]);
        let files = ["compare.csv", "compare.xlsx", "summary.json"];
        written.push(files.map(|file| std::fs::read(out.join(file)).expect("a list")));
    }
    assert!(written[0] == written[1], "the files differ");
    assert_eq!(std::fs::read_dir(&spills).map(Iterator::count).unwrap_or(9), 0);
}

#[test]
fn whoever_interrupts_finds_the_folder_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut job = job(files(folder.path()));
    job.out = Some(folder.path().join("out"));
    let stop = AtomicBool::new(true);
    let ended = compare(&job, &mut Watch { tell: &mut |_, _| {}, stop: &stop });
    assert!(matches!(ended, Err(RunError::Interrupted)));
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["left.csv", "right.csv"]);
}

#[test]
fn a_folder_for_what_is_spilled_that_is_not_there_is_an_error_and_no_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut job = job(files(folder.path()));
    job.temporary = folder.path().join("nowhere");
    job.limits = SorterLimits { arena: 4_096, slots: 64, fan_in: 3, buffer: 64 };
    assert!(matches!(run(&job), Err(RunError::Temporary(_))));
}
