//! Which sheet of a workbook is read, and why.

use super::error::{IngestError, IngestErrorKind, Place};
use super::evidence::Evidence;
use super::header::{nearest, sheet_key};
use super::open::OpenOptions;
use crate::model::Sentence;

const CHOSEN: Sentence =
    Sentence::new("hoja «{sheet}», como se indicó", "sheet “{sheet}”, as given");
const BY_LAYOUT: Sentence = Sentence::new(
    "hoja «{sheet}», la que nombra un formato; el libro tiene {sheets}",
    "sheet “{sheet}”, which a layout names; the workbook has {sheets}",
);
const ONLY: Sentence = Sentence::new(
    "hoja «{sheet}», la única del libro",
    "sheet “{sheet}”, the only one of the workbook",
);
const FIRST: Sentence = Sentence::new(
    "hoja «{sheet}», la primera visible; el libro tiene {sheets} (otra se indica con --sheet)",
    "sheet “{sheet}”, the first visible one; the workbook has {sheets} (give another with --sheet)",
);
const HIDDEN: Sentence =
    Sentence::new("la hoja «{sheet}» está oculta", "the sheet “{sheet}” is hidden");

/// A sheet as any format lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether its tab is hidden.
    pub hidden: bool,
    /// Whether it is a sheet of cells, and no chart or dialog.
    pub(crate) cells: bool,
}

/// The sheet to read: the one that was asked for, else one that a layout names, else the first visible one.
pub(crate) fn choose(
    sheets: &[Sheet],
    options: &OpenOptions,
    place: &Place,
    evidence: &mut Vec<Evidence>,
) -> Result<usize, IngestError> {
    let names: Vec<String> = sheets.iter().map(|sheet| format!("«{}»", sheet.name)).collect();
    let names = names.join(", ");
    let named = |name: &str| {
        let exact = sheets.iter().position(|sheet| sheet.name == name);
        exact.or_else(|| sheets.iter().position(|sheet| sheet_key(&sheet.name) == sheet_key(name)))
    };
    let usable = |index: &usize| sheets[*index].cells;
    let (index, sentence) = if let Some(asked) = &options.sheet {
        // A name before a number: a sheet may well be called `2`.
        let counted = asked.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = named(asked).or(counted.filter(|index| *index < sheets.len()));
        match found.filter(usable) {
            Some(index) => (index, CHOSEN),
            None => {
                return Err(IngestError::new(IngestErrorKind::SheetMissing, place.clone())
                    .with("value", asked.as_str())
                    .with("sheets", if names.is_empty() { "—".to_owned() } else { names })
                    .perhaps(nearest(asked, sheets.iter().map(|sheet| sheet.name.as_str()))));
            }
        }
    } else if let Some(index) =
        options.sheets_known.iter().find_map(|name| named(name)).filter(usable)
    {
        (index, if sheets.len() == 1 { ONLY } else { BY_LAYOUT })
    } else {
        let all = || (0..sheets.len()).filter(usable);
        let first = all().find(|index| !sheets[*index].hidden).or_else(|| all().next());
        let index =
            first.ok_or_else(|| IngestError::new(IngestErrorKind::NoSheets, place.clone()))?;
        (index, if sheets.len() == 1 { ONLY } else { FIRST })
    };
    let name = sheets[index].name.as_str();
    evidence.push(Evidence::new(sentence).with("sheet", name).with("sheets", names));
    if sheets[index].hidden {
        evidence.push(Evidence::doubt(HIDDEN).with("sheet", name));
    }
    Ok(index)
}
