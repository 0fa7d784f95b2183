//! The words of the correction workbook.

use crate::model::Sentence;

/// The sheet of rows.
pub(super) const ROWS_SHEET: Sentence = Sentence::new("Correcciones", "Corrections");
/// The sheet of instructions.
pub(super) const README_SHEET: Sentence = Sentence::new("Léame", "Read me");
/// The column of what is wrong.
pub(super) const REASON: Sentence = Sentence::new("Motivo", "Reason");
/// The column of what to do.
pub(super) const SUGGESTION: Sentence = Sentence::new("Sugerencia", "Suggestion");
/// The column of where the row stands in the ledger.
pub(super) const PLACE: Sentence = Sentence::new("Fila del registro", "Row of the ledger");
/// What that column says.
pub(super) const PLACE_VALUE: Sentence = Sentence::new("{file}, fila {row}", "{file}, row {row}");
/// Added to the reason of a row with cells beyond the last header.
pub(super) const CELLS_BEYOND: Sentence = Sentence::new(
    "La fila tiene además datos en {count} {count?celda|celdas} sin encabezado, que no {count?está|están} en este libro.",
    "The row also has values in {count} {count?cell|cells} without a header, which {count?is|are} not in this workbook.",
);

/// The sheet of instructions, line by line; the first is its title.
pub(super) const README: &[Sentence] = &[
    Sentence::new("Filas por corregir", "Rows to correct"),
    Sentence::new(
        "Cada fila de la hoja «Correcciones» es una fila de su registro que no se pudo aceptar.",
        "Each row of the sheet `Corrections` is a row of your ledger that could not be accepted.",
    ),
    Sentence::new(
        "1. Por las celdas en rojo se rechazó la fila. «Motivo» dice qué pasa y «Sugerencia» qué hacer.",
        "1. The cells in red are why the row is rejected. `Reason` says what is the matter, `Suggestion` what to do.",
    ),
    Sentence::new(
        "2. Corrija en la misma celda. También puede corregir celdas que no están en rojo.",
        "2. Correct the value in its cell. You may also correct cells that are not in red.",
    ),
    Sentence::new(
        "3. Puede ordenar, filtrar o borrar filas. Una fila que borre seguirá rechazada.",
        "3. You may sort, filter or delete rows. A row that you delete stays rejected.",
    ),
    Sentence::new(
        "4. No agregue, quite ni mueva columnas, no cambie los encabezados y no toque la columna oculta del final.",
        "4. Do not add, remove or move columns, do not change the headers, and leave the hidden last column alone.",
    ),
    Sentence::new(
        "5. Guarde el libro y ejecute: cuadre normalize {files} --corrections este-libro.xlsx --out la-carpeta-de-la-corrida",
        "5. Save the workbook and run: cuadre normalize {files} --corrections this-workbook.xlsx --out the-folder-of-the-run",
    ),
    Sentence::new(
        "Solo se revisan de nuevo estas filas; las demás ya están en los archivos de la carpeta «parts».",
        "Only these rows are judged again; the others are in the files of the folder `parts` already.",
    ),
    Sentence::new(
        "Corrija también su registro original: este libro no lo cambia.",
        "Correct your original ledger, too: this workbook does not change it.",
    ),
];
