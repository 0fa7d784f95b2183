//! What a person reads when two ledgers have been compared: the rows of each side, what agrees, what does not, the first
//! differences with both places, and where the lists are.

use std::fmt::Write;

use engine::compare::Side;
use engine::model::{Field, Sentence};
use engine::run::compare::{
    ClassReport, CompareReport, Compared, PlaceReport, Shown, SideReport, words_of,
};

use crate::commands::table::worth_telling;
use crate::terminal::{BLUE, BOLD, DIM, GREEN, RED, YELLOW, money, one_line, pace, thousands};
use crate::text::{Say, s};

/// What was found out about the files.
pub(crate) fn evidence(compared: &Compared, verbose: bool, say: Say) -> String {
    let mut text = String::new();
    let same =
        |one: &(Side, String, _), other: &(Side, String, _)| (one.0, &one.1) == (other.0, &other.1);
    for of_file in compared.evidence.chunk_by(same) {
        let Some((side, file, _)) = of_file.first() else { continue };
        for found in worth_telling(of_file.iter().map(|(.., evidence)| evidence), verbose) {
            let (style, mark) = if found.doubt { (YELLOW, "!") } else { (DIM, "·") };
            let (side, says) = (say.text(side_words(*side)), found.say(say.0));
            let _ = writeln!(text, "{style}{mark}{style:#} {DIM}{side}, {file}:{DIM:#} {says}");
        }
    }
    text
}

/// The whole text.
pub(crate) fn render(compared: &Compared, peak: u64, say: Say) -> String {
    let report = &compared.report;
    let mut text = String::new();
    sides(&mut text, report, say);
    fields(&mut text, report, say);
    documents(&mut text, report, say);
    groups(&mut text, report, say);
    first(&mut text, report, say);
    ending(&mut text, compared, peak, say);
    text
}

fn side_words(side: Side) -> Sentence {
    match side {
        Side::Left => s("izquierda", "left"),
        Side::Right => s("derecha", "right"),
    }
}

fn sides(text: &mut String, report: &CompareReport, say: Say) {
    for (side, of) in [(Side::Left, &report.left), (Side::Right, &report.right)] {
        let words = say.text(side_words(side));
        let _ = writeln!(
            text,
            "{BOLD}{words}{BOLD:#}: {} {DIM}({}){DIM:#}",
            of.files.join(", "),
            of.layout
        );
        let _ = writeln!(text, "  {}", proof(of, say));
    }
}

fn proof(side: &SideReport, say: Say) -> String {
    let words = s(
        "{in} {in?fila|filas} = {compared} {compared?comparada|comparadas} + {unreadable} {unreadable?ilegible|ilegibles} + {skipped} {skipped?omitida|omitidas}",
        "{in} {in?row|rows} = {compared} compared + {unreadable} unreadable + {skipped} skipped",
    );
    let counts = [side.rows, side.compared, side.unreadable, side.skipped].map(thousands);
    let names = ["in", "compared", "unreadable", "skipped"];
    let values: Vec<_> = names.into_iter().zip(counts.iter().map(String::as_str)).collect();
    say.fill(words, &values)
}

fn field_words(name: &str, say: Say) -> &str {
    Field::named(name).map_or(name, |field| words_of(field, say.0))
}

fn fields(text: &mut String, report: &CompareReport, say: Say) {
    let each = report.fields.iter().map(|field| {
        let words = field_words(field.field, say);
        match field.tolerance.as_deref() {
            None | Some("0.00") => words.to_owned(),
            Some(tolerance) => format!("{words} (±{tolerance})"),
        }
    });
    let list = each.collect::<Vec<_>>().join(", ");
    let compared = say.text(s("se comparan", "compared"));
    let _ = writeln!(text, "{DIM}{compared}: {list}{DIM:#}");
    for (side, name) in [(Side::Left, "left"), (Side::Right, "right")] {
        let only = report.not_compared.iter().filter(|field| field.only == name);
        let only: Vec<&str> = only.map(|field| field_words(field.field, say)).collect();
        if !only.is_empty() {
            let words = s(
                "no se comparan, pues solo están a la {side}: {list}",
                "not compared, since only the {side} has them: {list}",
            );
            let values = [("side", say.text(side_words(side))), ("list", &only.join(", "))];
            let _ = writeln!(text, "{DIM}{}{DIM:#}", say.fill(words, &values));
        }
        if report.bag_tax_in_other_charges == Some(name) {
            let words = s(
                "el ICBPER de la {side} se suma a sus otros cargos: el otro lado no tiene esa columna",
                "the bag tax of the {side} is added to its other charges: the other side has no column for it",
            );
            let told = say.fill(words, &[("side", say.text(side_words(side)))]);
            let _ = writeln!(text, "{DIM}{told}{DIM:#}");
        }
    }
    text.push('\n');
}

fn class_words(class: &str) -> Sentence {
    match class {
        "equal" => s("iguales", "equal"),
        "differs" => s("difieren", "differ"),
        "only_left" => s("solo izquierda", "only left"),
        _ => s("solo derecha", "only right"),
    }
}

fn heading(text: &mut String, title: &str, say: Say) {
    let [left, right] =
        [s("izquierda", "left"), s("derecha", "right")].map(|words| say.text(words));
    let rows = say.text(s("filas", "rows"));
    let apart = say.text(s("diferencia", "difference"));
    let _ = writeln!(
        text,
        "{BOLD}{title:<24}{BOLD:#}{DIM}{rows:>12}{left:>20}{right:>20}{apart:>18}{DIM:#}"
    );
}

fn line(text: &mut String, name: &str, class: &ClassReport) {
    let rows = thousands(class.left.max(class.right));
    let [left, right, apart] =
        [&class.left_total, &class.right_total, &class.difference].map(|sum| money(sum));
    let (left, right) = match class.class {
        "only_left" => (left, String::new()),
        "only_right" => (String::new(), right),
        _ => (left, right),
    };
    let _ = writeln!(text, "  {name:<22}{rows:>12}{left:>20}{right:>20}{apart:>18}");
}

fn documents(text: &mut String, report: &CompareReport, say: Say) {
    heading(text, say.text(s("Comprobantes", "Documents")), say);
    for class in &report.documents {
        line(text, say.text(class_words(class.class)), class);
    }
    let mut note = |words: Sentence, values: &[(&str, &str)]| {
        let _ = writeln!(text, "  {DIM}{}{DIM:#}", say.fill(words, values));
    };
    if report.within_tolerance > 0 {
        let words = s(
            "de los iguales, {count} lo {count?es|son} dentro de la tolerancia",
            "of the equal ones, {count} {count?is|are} so within the tolerance",
        );
        note(words, &[("count", &thousands(report.within_tolerance))]);
    }
    for (side, of) in [Side::Left, Side::Right].into_iter().zip(&report.repeated) {
        if of.documents > 0 {
            let words = s(
                "a la {side} {count} {count?comprobante está repetido|comprobantes están repetidos}, en {rows} filas",
                "on the {side} {count} {count?document is|documents are} repeated, in {rows} rows",
            );
            let (count, rows) = (thousands(of.documents), thousands(of.rows));
            let side = say.text(side_words(side));
            note(words, &[("side", side), ("count", &count), ("rows", &rows)]);
        }
    }
    text.push('\n');
}

/// Kinds, months and fields, where there is more to say of them than of the whole.
fn groups(text: &mut String, report: &CompareReport, say: Say) {
    if report.agrees {
        return;
    }
    for (title, groups) in [
        (s("Por tipo", "By kind"), &report.by_kind),
        (s("Por mes de emisión", "By month of issue"), &report.by_month),
    ] {
        let differs = |class: &&ClassReport| class.class != "equal" && class.left + class.right > 0;
        if !groups.iter().any(|group| group.documents.iter().any(|class| differs(&class))) {
            continue;
        }
        heading(text, say.text(title), say);
        for group in groups {
            let undated = say.text(s("sin fecha", "no date"));
            let name = if group.group.is_empty() { undated } else { &group.group };
            for class in group.documents.iter().filter(differs) {
                line(text, &format!("{name} {}", say.text(class_words(class.class))), class);
            }
        }
        text.push('\n');
    }
    if !report.by_field.is_empty() {
        let _ = writeln!(text, "{BOLD}{}{BOLD:#}", say.text(s("Por campo", "By field")));
        for field in &report.by_field {
            let words = field_words(field.field, say);
            let apart = field.difference.as_deref().map(money).unwrap_or_default();
            let count = thousands(field.documents);
            let _ = writeln!(text, "  {words:<32}{count:>12}{apart:>20}");
        }
        text.push('\n');
    }
}

fn first(text: &mut String, report: &CompareReport, say: Say) {
    if !report.first.is_empty() {
        let title = say.text(s("Primeras diferencias", "First differences"));
        let _ = writeln!(text, "{BOLD}{title}{BOLD:#}");
        report.first.iter().for_each(|shown| difference(text, shown, say));
        let found = |class: &ClassReport| match class.class {
            "equal" => 0,
            _ => class.left.max(class.right),
        };
        more(text, report.documents.iter().map(found).sum(), report.first.len(), report, say);
        text.push('\n');
    }
    if !report.unreadable.is_empty() {
        let title = say.text(s("Celdas que no se pueden leer", "Cells that cannot be read"));
        let _ = writeln!(text, "{BOLD}{title}{BOLD:#}");
        report.unreadable.iter().for_each(|shown| difference(text, shown, say));
        let rows = report.left.unreadable + report.right.unreadable;
        more(text, rows, report.unreadable.len(), report, say);
        text.push('\n');
    }
}

fn more(text: &mut String, all: u64, shown: usize, report: &CompareReport, say: Say) {
    let left = all.saturating_sub(shown as u64);
    if left == 0 {
        return;
    }
    let words = match report.files.is_empty() {
        true => s(
            "… y {more} más; para verlo todo: --out CARPETA",
            "… and {more} more; to see all: --out FOLDER",
        ),
        false => s("… y {more} más, en los listados", "… and {more} more, in the lists"),
    };
    let _ = writeln!(text, "  {DIM}{}{DIM:#}", say.fill(words, &[("more", &thousands(left))]));
}

fn difference(text: &mut String, shown: &Shown, say: Say) {
    let (style, words) = match shown.class {
        "differs" => (YELLOW, s("difiere", "differs")),
        "only_left" => (RED, s("solo izquierda", "only left")),
        "only_right" => (RED, s("solo derecha", "only right")),
        _ => (BLUE, s("ilegible", "unreadable")),
    };
    let key = format!("{} {}-{}", shown.kind, shown.series, shown.number);
    let _ = writeln!(text, "  {style}{}{style:#} {}", say.text(words), one_line(&key, 80));
    for field in &shown.fields {
        let name = match Field::named(field.field) {
            Some(Field::Kind) => say.text(s("tipo", "kind")),
            Some(Field::Series) => say.text(s("serie", "series")),
            Some(Field::NumberFirst) => say.text(s("número", "number")),
            _ => field_words(field.field, say),
        };
        let blank = say.text(s("(vacío)", "(blank)"));
        let value = |value: &str| match value {
            "" => blank.to_owned(),
            value => one_line(value, 60),
        };
        let values = [&field.left, &field.right].map(|side| side.as_deref().map(value));
        let said = match values {
            [Some(left), Some(right)] => format!("{left} ≠ {right}"),
            [Some(one), None] | [None, Some(one)] => one,
            [None, None] => String::new(),
        };
        let _ = writeln!(text, "    {name}: {said}");
    }
    for (side, place) in [(Side::Left, &shown.left), (Side::Right, &shown.right)] {
        if let Some(place) = place {
            let side = say.text(side_words(side));
            let _ = writeln!(text, "    {BLUE}-->{BLUE:#} {side}: {}", place_text(place, say));
        }
    }
}

fn place_text(place: &PlaceReport, say: Say) -> String {
    let row = say.text(s("fila", "row"));
    match place.sheet.is_empty() {
        true => format!("{} › {row} {}", place.file, place.row),
        false => format!("{} › {} › {row} {}", place.file, place.sheet, place.row),
    }
}

fn ending(text: &mut String, compared: &Compared, peak: u64, say: Say) {
    let report = &compared.report;
    let (style, words) = match report.agrees {
        true => (GREEN, s("Los dos lados coinciden.", "Both sides agree.")),
        false => (YELLOW, s("Los dos lados no coinciden.", "The two sides do not agree.")),
    };
    let _ = writeln!(text, "{style}{}{style:#}", say.text(words));
    if let Some(out) = &compared.out {
        let names: Vec<&str> = report.files.iter().map(|file| file.file.as_str()).collect();
        let words = s("En {folder}: {files}", "In {folder}: {files}");
        let folder = out.display().to_string();
        let files = names.join(", ") + ", summary.json";
        let _ = writeln!(text, "  {}", say.fill(words, &[("folder", &folder), ("files", &files)]));
    }
    let millis = (compared.seconds * 1000.0).max(1.0) as u64;
    let pace = pace(report.left.rows + report.right.rows, millis, say);
    let words = s("{pace}, {memory} MiB de memoria", "{pace}, {memory} MiB of memory");
    let values = [("pace", pace.as_str()), ("memory", &(peak >> 20).to_string())];
    let _ = writeln!(text, "  {DIM}{}{DIM:#}", say.fill(words, &values));
}
