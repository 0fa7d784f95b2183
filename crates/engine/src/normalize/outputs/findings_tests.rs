//! The lists for programs, byte for byte.

use std::fs;

use expect_test::{Expect, expect};

use super::findings_csv::{Finding, FindingsCsv, FixesCsv, cell_text};
use super::sample::{columns, each_draft, parse_csv, push_row, text};
use crate::model::{Field, Fix, Language, Period, Severity};
use crate::normalize::rulebook::{Failures, rule_named};
use crate::normalize::token::token;
use xlsx::Rows;

fn check(path: &std::path::Path, expected: Expect) {
    expected.assert_eq(&fs::read_to_string(path).unwrap().replace("\r\n", "\n"));
}

/// A finding at a field with these words.
fn finding<'a>(row: u64, field: Field, value: &'a str, message: &str) -> Finding<'a> {
    Finding {
        row,
        field,
        value,
        code: "C141",
        rule: "document-once",
        severity: Severity::Reject,
        message: message.to_owned(),
        advice: "Quite una de las dos, o corrija el número.".to_owned(),
    }
}

#[test]
fn h06_a_rejection_says_file_sheet_row_column_value_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rejects.csv");
    let mut rejects = FindingsCsv::create(&path).unwrap();
    rejects.begin_source("01. PLE ENERO 26.xlsx", "SUNAT", &columns());
    let mut rows = Rows::new();
    push_row(&mut rows, 48_213, &[text(Field::Period, "ENERO, \"26\"")]);
    each_draft(&rows, |draft| {
        let (rule, _) = rule_named("C101").unwrap();
        let mut failures = Failures::default();
        failures.speaking(rule);
        failures.with(Field::Period, vec![("expected", "20260100".to_owned())]);
        for language in [Language::Es, Language::En] {
            let value = cell_text(draft, Field::Period);
            let failure = &failures.list()[0];
            let line = draft.row().line();
            let period = Period { year: 2026, month: 1 };
            let said = Finding::of(
                failure,
                line,
                &value,
                Severity::Reject,
                draft.columns(),
                period,
                language,
            );
            rejects.write(&said).unwrap();
        }
    });
    rejects.begin_source("parte 2.csv", "", &columns());
    rejects.write(&finding(7, Field::Kind, "99", "«99» no es un tipo.")).unwrap();
    rejects.write(&finding(7, Field::Car, "", "No hay CAR.")).unwrap();
    assert_eq!(rejects.lines(), 4);
    assert_eq!(rejects.lines(), 4);
    rejects.finish(&|_| None).unwrap();
    check(
        &path,
        expect![[r#"
        file,sheet,row,column,header,value,code,rule,severity,message,advice
        01. PLE ENERO 26.xlsx,SUNAT,48213,A,period,"ENERO, ""26""",C101,period-readable,reject,"«ENERO, ""26""» no es un periodo.","Escriba el periodo como AAAAMM00, por ejemplo 20260100."
        01. PLE ENERO 26.xlsx,SUNAT,48213,A,period,"ENERO, ""26""",C101,period-readable,reject,"`ENERO, ""26""` is no period.","Write the period as YYYYMM00, for example 20260100."
        parte 2.csv,,7,D,Tipo Comprobante,99,C141,document-once,reject,«99» no es un tipo.,"Quite una de las dos, o corrija el número."
        parte 2.csv,,7,,car,,C141,document-once,reject,No hay CAR.,"Quite una de las dos, o corrija el número."
    "#]],
    );
}

#[test]
fn h06_answers_that_come_last_stand_where_their_tokens_stood() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rejects.csv");
    let mut rejects = FindingsCsv::create(&path).unwrap();
    rejects.begin_source("a.csv", "", &columns());
    let message = format!("Ya está en {}.", token(3));
    rejects.write(&finding(9, Field::NumberFirst, "00000001", &message)).unwrap();
    rejects.write(&finding(10, Field::NumberFirst, "", "Está en blanco.")).unwrap();
    let unknown = format!("Ya está en {}.", token(4));
    rejects.write(&finding(11, Field::NumberFirst, "\u{1}7\u{1}", &unknown)).unwrap();
    let answers = |question| (question == 3).then(|| "la fila 2 de \"a, b.csv\"".to_owned());
    rejects.finish(&answers).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let records = parse_csv(&text, ',');
    let messages: Vec<_> = records[1..].iter().map(|record| record[9].as_str()).collect();
    assert_eq!(
        messages,
        ["Ya está en la fila 2 de \"a, b.csv\".", "Está en blanco.", "Ya está en ?."]
    );
    assert_eq!(records[3][5], "\u{1}7\u{1}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_fix_says_what_stood_there_and_what_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fixes.csv");
    let mut fixes = FixesCsv::create(&path, Language::Es).unwrap();
    fixes.begin_source("a.xlsx", "SUNAT", &columns());
    fixes.write(5, Field::Series, Fix::ZerosRestored, b"1", b"0001").unwrap();
    fixes.write(5, Field::Total, Fix::AmountSpelled, "1,234.5".as_bytes(), b"1234.50").unwrap();
    let (value, fixed) = ("D'ANGELO, \"X\"", "DANGELO X");
    fixes
        .write(6, Field::CustomerName, Fix::CharactersRemoved, value.as_bytes(), fixed.as_bytes())
        .unwrap();
    fixes.write(7, Field::CustomerName, Fix::Transliterated, "Ł".as_bytes(), b"L").unwrap();
    fixes.write(8, Field::CustomerId, Fix::InvisibleRemoved, "1\u{a0}2".as_bytes(), b"12").unwrap();
    assert_eq!(fixes.lines(), 5);
    fixes.finish().unwrap();
    check(
        &path,
        expect![[r#"
        file,sheet,row,column,header,value,fixed,code,rule,message,advice
        a.xlsx,SUNAT,5,E,series,1,0001,F01,zeros-restored,Se repusieron los ceros a la izquierda: «1» se envía como «0001».,"Si no era así, escriba el dato completo en una celda de formato Texto."
        a.xlsx,SUNAT,5,N,total,"1,234.5",1234.50,F02,amount-spelled,"El importe «1,234.5» se leyó como 1234.50.","Si no era así, escriba el importe como número, con punto decimal y sin separador de miles."
        a.xlsx,SUNAT,6,J,customer_name,"D'ANGELO, ""X""",DANGELO X,F03,characters-removed,"Se quitaron caracteres que la plataforma no admite: «D'ANGELO, ""X""» se envía como «DANGELO X».","Nada que hacer; si el nombre quedó mal, corríjalo en el registro."
        a.xlsx,SUNAT,7,J,customer_name,Ł,L,F04,transliterated,La codificación de la plataforma no tiene todos los caracteres: «Ł» se envía como «L».,"Nada que hacer; si el texto quedó mal, corríjalo en el registro."
        a.xlsx,SUNAT,8,I,customer_id,1 2,12,F05,invisible-removed,Se quitaron espacios duros u otros caracteres invisibles: se envía «12».,Nada que hacer; suelen venir al copiar de una página web.
    "#]],
    );
}

#[test]
fn every_sentence_of_a_fix_is_filled() {
    for language in [Language::Es, Language::En] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fixes.csv");
        let mut fixes = FixesCsv::create(&path, language).unwrap();
        for fix in Fix::ALL {
            fixes.write(2, Field::Branch, fix, b"{fixed}", b"{value}").unwrap();
        }
        fixes.finish().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        for (record, fix) in parse_csv(&text, ',')[1..].iter().zip(Fix::ALL) {
            let values = [("value", "{fixed}"), ("fixed", "{value}")];
            assert_eq!(record[9], fix.text().says.fill(language, &values));
        }
    }
}

/// A device that is always full is the smallest disk there is.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_whatever_is_being_written() {
    use super::corrections::CorrectionsBook;
    use super::error::Fault;
    let full = std::path::Path::new("/dev/full");
    let rejects = FindingsCsv::create(full).unwrap();
    assert!(matches!(rejects.finish(&|_| None).unwrap_err().fault, Fault::DiskFull));
    let mut fixes = FixesCsv::create(full, Language::Es).unwrap();
    let failed = (0..2_000)
        .find_map(|row| fixes.write(row, Field::Series, Fix::ZerosRestored, b"1", b"0001").err());
    assert!(matches!(failed.unwrap().fault, Fault::DiskFull));
    let mut book = CorrectionsBook::create(full, Language::Es, 1).unwrap();
    book.begin_source(0, "a.csv", &columns());
    let mut rows = Rows::new();
    push_row(&mut rows, 2, &[]);
    let mut failed = None;
    for _ in 0..20_000 {
        failed = failed.or(book.reject(rows.row(0), &[finding(2, Field::Kind, "", "no")]).err());
    }
    let error = failed.or_else(|| book.finish(&|_| None).err()).unwrap();
    assert!(matches!(error.fault, Fault::DiskFull), "{error}");
    assert!(error.message(Language::Es).contains("espacio"));
}
