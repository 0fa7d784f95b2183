//! The hazards that the predecessor fell into, end to end: the real binary over a small ledger of each.
//!
//! Rules, readers and writers have hazard tests of their own beside their code; here it counts what a user gets.

mod ledger;
mod workdir;

use ledger::{Line, at, csv, header, receipt, receipt_of, receipts, row_xml, sheet_xml, with};
use serde_json::Value;
use workdir::{Told, WorkDir, column, records};

/// Normalizes a file of this folder into `out`.
fn normalize(work: &WorkDir, file: &str, more: &[&str]) -> Told {
    let words = ["normalize", file, "--out", "out", "--json"];
    let told = work.run(&[&words, more].concat());
    assert!(!told.err.contains("panicked"), "{}", told.err);
    told
}

fn of_lines(lines: &[Line], more: &[&str]) -> (WorkDir, Value) {
    let work = WorkDir::new();
    work.write("ventas.csv", csv(lines));
    let report = normalize(&work, "ventas.csv", more).json();
    (work, report)
}

/// (row, column, rule) of each rejection.
fn rejections(work: &WorkDir) -> Vec<(String, String, String)> {
    let list = work.read("out/rejects.csv");
    let rows = column(&list, "row");
    let columns = column(&list, "column");
    let rules = column(&list, "rule");
    rows.into_iter().zip(columns).zip(rules).map(|((row, col), rule)| (row, col, rule)).collect()
}

fn rules(report: &Value) -> Vec<&str> {
    let rules = report["rules"].as_array().expect("rules");
    rules.iter().filter_map(|rule| rule["name"].as_str()).collect()
}

#[test]
fn h01_every_month_is_a_month() {
    for month in 1..=12 {
        let period = format!("2026-{month:02}");
        let other = format!("2026-{:02}", month % 12 + 1);
        let lines = [header(), receipt_of(&period, 1), receipt_of(&other, 2)];
        let (work, report) = of_lines(&lines, &["--period", &period]);
        assert_eq!(report["rows"]["accepted"], 1, "{period}");
        assert!(rejections(&work).iter().all(|(row, ..)| row == "4"), "{period}");
        assert_eq!(report["rows"]["rejected"], 1, "{period}");
    }
}

#[test]
fn h02_a_due_date_of_another_month_is_legal() {
    let due = |date| with(receipt(1), &[(at::DUE_DATE, date)]);
    for date in ["04/01/2026", "28/02/2026", "31/12/2026", ""] {
        let (_, report) = of_lines(&[header(), due(date)], &[]);
        assert_eq!(report["rows"]["accepted"], 1, "{date}");
    }
}

#[test]
fn h03_a_date_is_day_month_year_in_every_cell_of_every_format() {
    let dates = ["04/01/2026", "15/01/2026", "2026-01-04", "4/1/2026"];
    let lines: Vec<Line> = (1..)
        .zip(dates)
        .map(|(number, date)| with(receipt(number), &[(at::ISSUE_DATE, date)]))
        .collect();
    let (work, report) = of_lines(&[[header()].as_slice(), &lines].concat(), &[]);
    assert_eq!(report["rows"]["accepted"], 4);
    let part = work.read("out/parts/0001.csv");
    let sent = column(&part, "FechaComprobante");
    assert_eq!(sent, ["04/01/2026", "15/01/2026", "04/01/2026", "04/01/2026"]);
    // The serial of 4 January 2026 in a cell that a style marks as nothing in particular.
    let row = row_xml(2, &receipt(1)).replace(
        "<c r=\"D2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">04/01/2026</t></is></c>",
        "<c r=\"D2\"><v>46026</v></c>",
    );
    assert!(row.contains("46026"));
    let sheet = ledger::around(&format!("{}{row}", row_xml(1, &header())));
    work.write("01. PLE ENERO 26.xlsx", ledger::workbook(&sheet, None));
    normalize(&work, "01. PLE ENERO 26.xlsx", &[]).ended(0);
    assert_eq!(column(&work.read("out/parts/0001.csv"), "FechaComprobante"), ["04/01/2026"]);
}

#[test]
fn h03_a_sentence_about_a_date_shows_a_date() {
    // In a workbook dates are serials, which nobody sees: a sentence that shows one helps nobody.
    let work = WorkDir::new();
    let words = ["sample", "--rows", "2000", "--dirty", "40%", "--format", "xlsx", "--out", "made"];
    let made = work.run(&words).ended(0).out;
    normalize(&work, made.trim_end(), &[]).ended(1);
    for list in ["out/rejects.csv", "out/remarks.csv"] {
        let list = work.read(list);
        let of_dates: Vec<Vec<String>> =
            records(&list).into_iter().filter(|record| record[4].starts_with("Fecha")).collect();
        assert!(of_dates.len() >= 20, "{}", of_dates.len());
        for record in of_dates {
            let (value, message) = (&record[5], &record[9]);
            assert!(value.is_empty() || value.matches('/').count() == 2, "{record:?}");
            assert!(message.contains(value.as_str()), "{record:?}");
        }
    }
}

#[test]
fn h04_no_amount_is_ever_a_thousandth() {
    let amounts = |base: &str, tax: &str, total: &str| {
        with(receipt(1), &[(at::TAXABLE_BASE, base), (at::SALES_TAX, tax), (at::TOTAL, total)])
    };
    let named = [(at::CUSTOMER_ID, "40123456")];
    let lines = [
        header(),
        with(amounts("1,000.00", "180.00", "1,180.00"), &named),
        with(
            amounts("S/ 100.00", "18.00", "118.00"),
            &[(at::NUMBER_FIRST, "2"), (at::NUMBER_LAST, "2")],
        ),
        with(
            amounts("100.00", "18.00", "1,234"),
            &[(at::NUMBER_FIRST, "3"), (at::NUMBER_LAST, "3")],
        ),
    ];
    let (work, report) = of_lines(&lines, &[]);
    assert_eq!(report["totals"]["total"], "1298.00");
    let rejected = rejections(&work);
    assert_eq!(rejected.len(), 1, "{rejected:?}");
    assert_eq!((rejected[0].0.as_str(), rejected[0].1.as_str()), ("5", "Y"));
}

#[test]
fn h05_money_goes_out_with_two_decimals() {
    let noisy = [
        (at::TAXABLE_BASE, "1.0000000000000002"),
        (at::SALES_TAX, "0.17999999999999999"),
        (at::TOTAL, "1.18"),
    ];
    let (work, report) = of_lines(&[header(), with(receipt(1), &noisy)], &[]);
    assert_eq!(report["rows"]["accepted"], 1, "binary noise is nobody's doing");
    let record = &records(&work.read("out/parts/0001.csv"))[1];
    assert_eq!(record[11..14], ["1.00", "0.18", "1.18"]);
}

#[test]
fn h06_every_bad_row_is_told_and_the_good_ones_go_on() {
    let lines = [
        header(),
        with(receipt(1), &[(at::PERIOD, "enero"), (at::TOTAL, "s/n")]),
        receipt(2),
        with(receipt(3), &[(at::BRANCH, "")]),
        receipt(4),
    ];
    let work = WorkDir::new();
    work.write("01. PLE ENERO 26.xlsx", ledger::workbook(&sheet_xml(&lines), None));
    let told = normalize(&work, "01. PLE ENERO 26.xlsx", &[]).ended(1);
    let found = rejections(&work);
    for (row, column) in [("2", "A"), ("2", "Y"), ("4", "AK")] {
        let here = found.iter().any(|(found, letters, _)| found == row && letters == column);
        assert!(here, "row {row}, column {column}: {found:?}");
        assert!(
            told.err.contains(&format!("SUNAT › fila {row} › columna {column}")),
            "{}",
            told.err
        );
    }
    assert_eq!(column(&work.read("out/parts/0001.csv"), "NumeroComprobanteInicial").len(), 2);
    let list = work.read("out/rejects.csv");
    assert!(column(&list, "advice").iter().all(|advice| advice.len() > 10));
    assert!(column(&list, "file").iter().all(|file| file == "01. PLE ENERO 26.xlsx"));
}

#[test]
fn h06_a_blank_cell_is_called_blank() {
    let blank = [(at::PERIOD, ""), (at::KIND, ""), (at::NUMBER_FIRST, "  ")];
    for (language, word) in [("es", "«vacío» no es "), ("en", "`blank` is no ")] {
        let lines = [header(), receipt(1), with(receipt(2), &blank)];
        let (work, _) = of_lines(&lines, &["--lang", language]);
        let messages = column(&work.read("out/rejects.csv"), "message");
        assert!(messages.len() >= 3, "{messages:?}");
        assert!(messages.iter().all(|message| message.starts_with(word)), "{messages:?}");
    }
}

#[test]
fn h07_titles_order_and_extra_columns_are_forgiven() {
    let spelled = |title: &str| title.replace('\n', " ").replace("Nº", "N°").to_uppercase() + "  ";
    let mut lines = vec![header().iter().map(|title| spelled(title)).collect::<Line>()];
    lines.extend((1..=3).map(receipt));
    let turned: Vec<Line> = lines
        .iter()
        .map(|line| {
            let mut line = line.clone();
            line.reverse();
            line.insert(3, "NOTA INTERNA".to_owned());
            line
        })
        .collect();
    let above =
        vec![vec!["TIENDA INVENTO S.A.C.".to_owned()], vec!["Registro de ventas".to_owned()]];
    let (work, report) = of_lines(&[above, turned].concat(), &["--period", "2026-01"]);
    assert_eq!(report["rows"]["accepted"], 3, "{}", work.read("out/rejects.csv"));
    let (plain, _) = of_lines(&receipts(3), &[]);
    assert_eq!(work.read("out/parts/0001.csv"), plain.read("out/parts/0001.csv"));
}

#[test]
fn h07_a_sheet_at_any_position_is_found_by_its_name() {
    let work = WorkDir::new();
    let first = ledger::workbook(&sheet_xml(&receipts(2)), None);
    let mut second = zip::ZipArchive::new(std::io::Cursor::new(first)).expect("a zip");
    let mut parts = Vec::new();
    for index in 0..second.len() {
        let mut entry = second.by_index(index).expect("an entry");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).expect("text");
        let text = text
            .replace("<sheet name=\"SUNAT\" sheetId=\"1\" r:id=\"rId1\"/>", "<sheet name=\"Resumen\" sheetId=\"2\" r:id=\"rId9\"/><sheet name=\"SUNAT\" sheetId=\"1\" r:id=\"rId1\"/>")
            .replace("</Relationships>", "<Relationship Id=\"rId9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet9.xml\"/></Relationships>");
        parts.push((entry.name().expect("a name").into_owned(), text));
    }
    parts.push(("xl/worksheets/sheet9.xml".to_owned(), sheet_xml(&[vec!["Resumen".to_owned()]])));
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    work.write("01. PLE ENERO 26.xlsx", ledger::zip(&parts));
    let told = normalize(&work, "01. PLE ENERO 26.xlsx", &[]).ended(0);
    assert_eq!(told.json()["rows"]["accepted"], 2);
}

#[test]
fn h08_a_segment_is_known_however_it_is_spelled() {
    let segment = |number, text| with(receipt(number), &[(at::SEGMENT, text)]);
    let lines = [
        header(),
        segment(1, "  zapatería MUJER "),
        segment(2, "Zapateria Mujer"),
        segment(3, "Zapatería Mujr"),
        segment(4, "Jardín"),
    ];
    let work = WorkDir::new();
    work.write("cuadre.toml", "[company.uno]\nsegments = [\"Zapatería Mujer\"]\n");
    work.write("ventas.csv", csv(&lines));
    let told = normalize(&work, "ventas.csv", &[]).ended(1);
    assert_eq!(told.json()["rows"]["accepted"], 3);
    assert_eq!(column(&work.read("out/rejects.csv"), "value"), ["Jardín"]);
    let misspelled = records(&work.read("out/remarks.csv"));
    assert!(
        misspelled.iter().any(|record| record[2] == "5" && record[9].contains("Zapatería Mujer"))
    );
    // What was misspelled is sent as it was written: nothing is changed in silence.
    assert!(
        column(&work.read("out/parts/0001.csv"), "Negocio").contains(&"Zapatería Mujr".to_owned())
    );
}

#[test]
fn h09_digits_are_ascii_digits() {
    let number = |line, text: &str| {
        with(receipt(line), &[(at::NUMBER_FIRST, text), (at::NUMBER_LAST, text)])
    };
    let lines =
        [header(), number(1, "12²"), number(2, "１２３"), number(3, "٣٤"), number(4, "1234")];
    let (work, report) = of_lines(&lines, &[]);
    assert_eq!(report["rows"]["accepted"], 1);
    let rejected = rejections(&work);
    assert!(rejected.iter().all(|(_, column, _)| column == "H" || column == "I"), "{rejected:?}");
}

#[test]
fn h10_what_the_target_cannot_carry_is_taken_out_of_every_text() {
    let name = [(at::CUSTOMER_NAME, "PEÑA, \"EL SOL\"\n”D'MODA`´‘’“")];
    let (work, report) = of_lines(&[header(), with(receipt(1), &name)], &[]);
    assert_eq!(report["rows"]["fixed"], 1);
    let sent = column(&work.read("out/parts/0001.csv"), "NombreCliente").remove(0);
    assert_eq!(sent, "PEÑA EL SOL DMODA");
    assert_eq!(column(&work.read("out/fixes.csv"), "value"), [name[0].1]);
}

#[test]
fn h12_money_that_the_platform_does_not_get_is_said() {
    let lines = [
        header(),
        with(receipt(1), &[(at::EXEMPT, "50.00"), (at::TOTAL, "168.00")]),
        with(receipt(2), &[(at::CURRENCY, "USD"), (at::EXCHANGE_RATE, "3.751")]),
    ];
    let (work, report) = of_lines(&lines, &[]);
    assert_eq!(report["rows"]["accepted"], 2, "it is legal");
    assert!(rules(&report).contains(&"dropped-money"), "{report}");
    assert!(rules(&report).contains(&"dropped-currency"), "{report}");
    assert_eq!(report["held"], serde_json::json!([]));
    let values = column(&work.read("out/remarks.csv"), "value");
    assert!(values.contains(&"50.00".to_owned()) && values.contains(&"USD".to_owned()));

    work.write("cuadre.toml", "on_dropped = \"hold\"\n");
    let held = normalize(&work, "ventas.csv", &[]).ended(5).json();
    assert_eq!(held["held"], serde_json::json!(["C141", "C142"]));
}

#[test]
fn h12_dropped_money_is_summed_column_by_column() {
    let exempt = |number, more: &str, total: &str| {
        with(receipt(number), &[(at::EXEMPT, "50.00"), (23, more), (at::TOTAL, total)])
    };
    let lines = [header(), exempt(1, "0.00", "168.00"), exempt(2, "7.00", "175.00")];
    let work = WorkDir::new();
    work.write("ventas.csv", csv(&lines));
    let told = work.run(&["check", "ventas.csv"]).ended(0);
    for (column, sum) in [
        ("Imp. Total Adquicisiones exoneradas", "En total: 2, por 100.00."),
        ("Otros", "En total: 1, por 7.00."),
    ] {
        let is_said = |line: &str| line.contains(column) && line.contains(sum);
        assert!(told.err.lines().any(is_said), "{column}: {}", told.err);
    }
    assert!(told.err.contains("3  nota      C141"), "{}", told.err);
}

#[test]
fn h12_a_state_that_the_platform_does_not_get_holds_the_ledger() {
    for state in ["2", "8", "9"] {
        let zero = [(at::TAXABLE_BASE, "0"), (at::SALES_TAX, "0"), (at::TOTAL, "0")];
        let line = with(receipt(1), &[(at::STATE, state)]);
        let line = if state == "2" { with(line, &zero) } else { line };
        let work = WorkDir::new();
        work.write("ventas.csv", csv(&[header(), line]));
        let told = normalize(&work, "ventas.csv", &[]).ended(5);
        assert_eq!(told.json()["held"], serde_json::json!(["C143"]), "{state}");
    }
}

#[test]
fn h12_the_total_line_is_compared() {
    let mut total = vec![String::new(); 39];
    total[at::CUSTOMER_NAME] = "TOTAL".to_owned();
    total[at::TOTAL] = "354.00".to_owned();
    let lines = [receipts(3), vec![total.clone()]].concat();
    let (_, report) = of_lines(&lines, &[]);
    assert_eq!((&report["rows"]["accepted"], &report["rows"]["skipped"]), (&3.into(), &1.into()));
    assert!(rules(&report).contains(&"total-line-agrees"), "{report}");
    total[at::TOTAL] = "355.00".to_owned();
    let (work, report) = of_lines(&[receipts(3), vec![total]].concat(), &[]);
    assert!(rules(&report).contains(&"total-line-differs"), "{report}");
    assert!(work.read("out/remarks.csv").contains("355.00"));
}

#[test]
fn h13_a_repeated_document_names_the_row_where_it_stood_first() {
    let lines = [header(), receipt(1), receipt(2), receipt(1)];
    let (work, report) = of_lines(&lines, &[]);
    assert_eq!(report["rows"]["rejected"], 1);
    assert_eq!(rejections(&work)[0].0, "5");
    assert!(column(&work.read("out/rejects.csv"), "message")[0].contains("fila 3"));
}

#[test]
fn h13_a_rejected_number_makes_no_gap_and_no_order() {
    // A number of nine digits is refused; that does not make a hundred million others missing.
    let lines = [
        header(),
        receipt(1),
        with(receipt(2), &[(at::NUMBER_FIRST, "700000002"), (at::NUMBER_LAST, "700000002")]),
        receipt(3),
    ];
    let (work, report) = of_lines(&lines, &[]);
    assert_eq!(report["rows"]["rejected"], 1);
    let messages = column(&work.read("out/remarks.csv"), "message");
    assert!(messages.iter().all(|message| !message.contains("700000002")), "{messages:?}");
    assert!(messages.iter().all(|message| !message.contains("69999")), "{messages:?}");
}

#[test]
fn h32_a_name_says_its_period_in_any_spelling() {
    for (name, period) in [
        ("2026/01. PLE ENERO 26.csv", "2026-01"),
        ("2026/01. PLE ENERO.26.csv", "2026-01"),
        ("2026/9. ple setiembre 26.csv", "2026-09"),
        ("2026/09. PLE SEPTIEMBRE 2026.csv", "2026-09"),
        ("LE2013131295520261200140100001111.csv", "2026-12"),
    ] {
        let work = WorkDir::new();
        work.write(name, csv(&[header(), receipt_of(period, 1)]));
        let told = normalize(&work, name, &[]).ended(0);
        assert_eq!(told.json()["ledger"]["period"], period, "{name}");
    }
}

#[test]
fn h32_a_name_that_contradicts_its_folder_or_its_rows_is_told() {
    for (name, word) in [
        ("2025/01. PLE ENERO 26.csv", "años distintos"),
        ("2026/13. PLE ENERO 26.csv", "13"),
        ("2026/02. PLE ENERO 26.csv", "meses distintos"),
    ] {
        let work = WorkDir::new();
        work.write(name, csv(&receipts(3)));
        let told = work.run(&["check", name]);
        let doubts: Vec<&str> = told.err.lines().filter(|line| line.starts_with('!')).collect();
        assert!(doubts.iter().any(|line| line.contains(word)), "{name}: {word}: {}", told.err);
    }
    // Rows that are all of another month are no doubt: one error, and not a rejection for each of them.
    let work = WorkDir::new();
    work.write("2026/02. PLE FEBRERO 26.csv", csv(&receipts(3)));
    let told = work.run(&["check", "2026/02. PLE FEBRERO 26.csv"]).ended(2);
    assert!(told.err.contains("error[I236]") && told.err.contains("2026-01"), "{}", told.err);
    // The period given by hand is the rows' own: what the name says is a doubt again.
    let given = ["check", "2026/02. PLE FEBRERO 26.csv", "--period", "2026-01"];
    let told = work.run(&given).ended(0);
    let doubts: Vec<&str> = told.err.lines().filter(|line| line.starts_with('!')).collect();
    assert!(doubts.iter().any(|line| line.contains("2026-02")), "{}", told.err);
}

#[test]
fn h32_a_ledger_of_another_company_is_told_and_judged_all_the_same() {
    let settings = "[company.demo]\nruc = \"20100176450\"\n";
    let rvie = "20131312955|COMERCIAL SUR S.A.C.|202601||15/01/2026||03|B001|1||1|40123456|QUISPE ROJAS ANA|0.00|100.00|0.00|18.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|118.00|PEN|||||||\r\n";
    for (name, text, es, en) in [
        (
            "LE2013131295520260100140100001111.csv",
            csv(&receipts(3)),
            "su nombre dice el RUC 20131312955",
            "its name says the RUC 20131312955",
        ),
        (
            "ventas.txt",
            rvie.to_owned(),
            "sus filas son del RUC 20131312955",
            "its rows are of the RUC",
        ),
    ] {
        let work = WorkDir::new();
        work.write("cuadre.toml", settings);
        work.write(name, &text);
        for (language, word) in [("es", es), ("en", en)] {
            let words = ["check", name, "--company", "demo", "--lang", language];
            let told = work.run(&words).ended(0);
            let doubt = told.err.lines().find(|line| line.starts_with('!')).unwrap_or_default();
            assert!(doubt.contains(word) && doubt.contains("20100176450"), "{}", told.err);
        }
        // Its own ledger, and one judged without such a setting, are not doubted.
        work.write("cuadre.toml", settings.replace("20100176450", "20131312955"));
        assert!(!work.run(&["check", name, "--company", "demo"]).ended(0).err.contains("RUC"));
        work.write("cuadre.toml", "");
        assert!(!work.run(&["check", name]).ended(0).err.contains("RUC"));
    }
}
