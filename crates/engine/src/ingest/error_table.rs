//! Every ingest error: code, name, what it says and what it advises. `explain` and the docs are made from it.

use crate::model::Sentence;

/// What an error of one kind says.
#[derive(Clone, Copy, Debug)]
pub struct ErrorEntry {
    /// The kind, whose place in the enumeration is the entry's place in the table.
    pub kind: IngestErrorKind,
    /// `I201`.
    pub code: &'static str,
    /// `file-missing`.
    pub name: &'static str,
    /// What happened.
    pub says: Sentence,
    /// What to do about it.
    pub advice: Sentence,
}

/// Appended to an advice where a name is close to a known one.
pub(crate) const DID_YOU_MEAN: Sentence =
    Sentence::new("¿Quiso decir «{suggestion}»?", "Did you mean “{suggestion}”?");

macro_rules! ingest_errors {
    ($($kind:ident, $code:literal, $name:literal,
       $says_es:literal, $says_en:literal, $advice_es:literal, $advice_en:literal;)+) => {
        /// The kinds of errors; the sentences of [`INGEST_ERRORS`] say what each is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs)] // the table says each in two languages
        pub enum IngestErrorKind { $($kind),+ }

        /// Every kind of error, in the order of its code.
        pub const INGEST_ERRORS: &[ErrorEntry] = &[$(ErrorEntry {
            kind: IngestErrorKind::$kind,
            code: $code,
            name: $name,
            says: Sentence::new($says_es, $says_en),
            advice: Sentence::new($advice_es, $advice_en),
        }),+];
    };
}

ingest_errors! {
    Missing, "I201", "file-missing",
    "No existe el archivo «{file}».",
    "There is no file “{file}”.",
    "Revise la ruta; si está en una unidad de red, compruebe que siga conectada.",
    "Check the path; if it is on a network drive, check that the drive is still connected.";

    Directory, "I202", "file-is-directory",
    "«{file}» es una carpeta, no un archivo.",
    "“{file}” is a folder, not a file.",
    "Indique el archivo del registro que está dentro de la carpeta.",
    "Name the ledger file inside the folder.";

    Unreadable, "I203", "file-unreadable",
    "El sistema no permite leer «{file}»: {detail}.",
    "The system does not let “{file}” be read: {detail}.",
    "Compruebe los permisos del archivo y que el disco o la unidad de red respondan.",
    "Check the file's permissions, and that the disk or network drive responds.";

    OpenElsewhere, "I204", "file-open-elsewhere",
    "«{file}» está abierto en otro programa que no deja leerlo.",
    "“{file}” is open in another program that does not let it be read.",
    "Ciérrelo en Excel, o pida a quien lo tiene abierto que lo cierre, y vuelva a intentarlo.",
    "Close it in Excel, or ask whoever has it open to close it, and try again.";

    Empty, "I205", "file-empty",
    "«{file}» está vacío: no tiene ni un byte de contenido.",
    "“{file}” is empty: it has no content at all.",
    "Vuelva a exportar o a copiar el registro.",
    "Export or copy the ledger again.";

    Changed, "I206", "file-changed",
    "«{file}» cambió mientras se leía.",
    "“{file}” changed while it was read.",
    "Espere a que termine de copiarse o guardarse, ciérrelo en Excel y vuelva a intentarlo.",
    "Wait until it has been copied or saved, close it in Excel, and try again.";

    NotATable, "I207", "file-not-a-table",
    "«{file}» no es una tabla: por su contenido es {what}.",
    "“{file}” is no table: by its content it is {what}.",
    "Indique el registro en XLSX, XLS, ODS, CSV o TXT (también dentro de un ZIP o GZ).",
    "Give the ledger as XLSX, XLS, ODS, CSV or TXT (also inside a ZIP or GZ).";

    Disguised, "I208", "file-disguised",
    "«{file}» no es un libro de Excel: por su contenido es {what} con otra extensión.",
    "“{file}” is no Excel workbook: by its content it is {what} under another extension.",
    "Ábralo en Excel, elija «Guardar como» y el tipo «Libro de Excel (.xlsx)», e indique ese archivo.",
    "Open it in Excel, choose “Save as” and the type “Excel workbook (.xlsx)”, and give that file.";

    Encrypted, "I209", "file-encrypted",
    "«{file}» está protegido con contraseña.",
    "“{file}” is protected with a password.",
    "Guarde una copia sin contraseña (Archivo, Información, Proteger libro, Cifrar con contraseña: deje vacío) e indique la copia.",
    "Save a copy without a password (File, Info, Protect workbook, Encrypt with password: leave it blank) and give the copy.";

    Truncated, "I210", "file-truncated",
    "«{file}» está cortado: termina antes de lo que él mismo anuncia.",
    "“{file}” is cut short: it ends before it says it does.",
    "La copia o la descarga quedó a medias: vuelva a copiarlo o a descargarlo.",
    "A copy or download stopped half way: copy or download it again.";

    Damaged, "I211", "file-damaged",
    "«{file}» está dañado: {detail}.",
    "“{file}” is damaged: {detail}.",
    "Ábralo en Excel o LibreOffice, guárdelo de nuevo y vuelva a intentarlo; si no abre, pida el original.",
    "Open it in Excel or LibreOffice, save it again and try again; if it does not open, ask for the original.";

    Checksum, "I212", "file-checksum",
    "«{file}» está dañado: su contenido no coincide con su suma de control.",
    "“{file}” is damaged: its content does not match its checksum.",
    "Vuelva a copiarlo o a descargarlo: lo leído no es lo que se guardó.",
    "Copy or download it again: what was read is not what was saved.";

    TooLarge, "I213", "limit-exceeded",
    "«{file}» supera un límite de seguridad: {what}, como máximo {limit}.",
    "“{file}” exceeds a safety limit: {what}, at most {limit}.",
    "Un registro normal no llega a ese límite: revise de dónde viene el archivo, o divídalo.",
    "No ordinary ledger comes near that limit: check where the file comes from, or split it.";

    TooLargeWhole, "I214", "whole-file-too-large",
    "«{file}» ocupa {size} MiB; los libros {what} se leen enteros en memoria y se aceptan hasta {limit} MiB.",
    "“{file}” has {size} MiB; {what} workbooks are read whole into memory, so they are accepted up to {limit} MiB.",
    "Guárdelo como «Libro de Excel (.xlsx)» o como CSV: esos formatos se leen por partes, sin ese límite.",
    "Save it as “Excel workbook (.xlsx)” or as CSV: those are read in a stream, without that limit.";

    SheetMissing, "I215", "sheet-missing",
    "El libro no tiene la hoja «{value}»; tiene {sheets}.",
    "The workbook has no sheet “{value}”; it has {sheets}.",
    "Indique con --sheet una de las hojas que hay.",
    "Give one of its sheets with --sheet.";

    NoSheets, "I216", "workbook-without-sheets",
    "El libro no tiene ninguna hoja de celdas.",
    "The workbook has no sheet of cells.",
    "Indique el libro que contiene el registro.",
    "Give the workbook that holds the ledger.";

    ArchiveWithoutTable, "I217", "archive-without-table",
    "El archivo comprimido no contiene ninguna tabla; contiene {members}.",
    "The archive holds no table; it holds {members}.",
    "Ponga dentro el registro en XLSX, XLS, ODS, CSV o TXT, o indíquelo sin comprimir.",
    "Put the ledger into it as XLSX, XLS, ODS, CSV or TXT, or give it uncompressed.";

    ArchiveAmbiguous, "I218", "archive-ambiguous",
    "El archivo comprimido contiene varias tablas y ninguna lleva su mismo nombre: {members}.",
    "The archive holds several tables, and none has its own name: {members}.",
    "Descomprímalo e indique el archivo que corresponde; no se elige por usted.",
    "Unpack it and give the file that is meant; the choice is not made for you.";

    ArchiveMethod, "I219", "archive-method",
    "El archivo comprimido usa un método de compresión que no se admite ({value}).",
    "The archive uses a compression method that is not supported ({value}).",
    "Descomprímalo e indique el archivo de dentro, o vuelva a comprimirlo como ZIP normal.",
    "Unpack it and give the file inside, or pack it again as an ordinary ZIP.";

    ArchiveNested, "I220", "archive-nested",
    "Hay un archivo comprimido dentro de otro más de {limit} veces.",
    "There is an archive within an archive more than {limit} times.",
    "Descomprímalo e indique el archivo de dentro.",
    "Unpack it and give the file inside.";

    NotRegular, "I221", "file-not-regular",
    "«{file}» no es un archivo normal: es {what}.",
    "“{file}” is no ordinary file: it is {what}.",
    "Guarde el registro en un archivo e indique ese archivo.",
    "Save the ledger to a file, and give that file.";

    LockFile, "I222", "file-is-lock",
    "«{file}» no es el registro: es el archivo de bloqueo que {program} crea mientras tiene abierto un libro.",
    "“{file}” is not the ledger: it is the lock file that {program} keeps while it has a workbook open.",
    "Indique el libro: {book}. Si sigue abierto, guárdelo antes.",
    "Give the workbook: {book}. If it is still open, save it first.";

    LedgerTwice, "I223", "ledger-twice",
    "«{one}» y «{other}» {what}: cada fila contaría dos veces.",
    "“{one}” and “{other}” {what}: each row would count twice.",
    "Indique solo uno de los dos; si son partes de un mismo registro, compruebe cuál se copió mal.",
    "Give only one of them; if they are parts of one ledger, check which of them was copied wrongly.";

    PdfWithoutText, "I224", "pdf-without-text",
    "«{file}» es un PDF sin texto: {what}.",
    "“{file}” is a PDF without text: {what}.",
    "Vuelva a exportarlo como PDF, Excel o texto desde el sistema que lo imprime: de una imagen no se adivinan códigos.",
    "Export it again as PDF, Excel or text from the system that prints it: codes are not guessed from a picture.";

    PdfWithoutCharacters, "I225", "pdf-without-characters",
    "«{file}» es un PDF cuyas letras no dicen qué carácter son: se ven, pero no se pueden leer.",
    "“{file}” is a PDF whose letters do not say which characters they are: they can be seen, but not read.",
    "Vuelva a exportarlo desde el sistema, sin pasar por una impresora virtual; o expórtelo como Excel o texto.",
    "Export it again from the system, without a virtual printer in between; or export it as Excel or text.";

    PdfProtected, "I226", "pdf-protected",
    "«{file}» es un PDF protegido (cifrado).",
    "“{file}” is a protected (encrypted) PDF.",
    "Expórtelo otra vez sin contraseña ni restricciones, o ábralo, imprímalo como PDF y dé la copia.",
    "Export it again without a password or restrictions, or open it, print it as PDF, and give that copy.";

    PdfDamaged, "I227", "pdf-damaged",
    "«{file}» es un PDF dañado: {detail}.",
    "“{file}” is a damaged PDF: {detail}.",
    "Vuelva a exportarlo o a descargarlo; no se leyó nada de él.",
    "Export or download it again; nothing of it was read.";

    LayoutUnknown, "I230", "layout-unknown",
    "No hay ningún formato llamado «{value}»; hay {layouts}.",
    "There is no layout named “{value}”; there are {layouts}.",
    "Indique con --layout uno de ellos, o agregue el suyo a la carpeta de formatos.",
    "Give one of them with --layout, or add your own to the layouts folder.";

    LayoutUnrecognized, "I231", "layout-unrecognized",
    "En {rows} {rows?fila leída|filas leídas} no se reconoce ningún formato de registro; el más parecido es «{layout}», con {found} de sus {expected} columnas.",
    "In {rows} {rows?row|rows} read there is neither the header nor a row of a known layout; the nearest is “{layout}”, with {found} of its {expected} columns.",
    "Compruebe que sea el archivo y la hoja del registro; si es otro formato, descríbalo en un archivo TOML de la carpeta de formatos.",
    "Check that it is the ledger's file and sheet; if it is another layout, describe it in a TOML file of the layouts folder.";

    ColumnMissing, "I232", "column-missing",
    "Al formato «{layout}» le falta: {missing}. Columnas que no se reconocen: {unknown}.",
    "The layout “{layout}” lacks: {missing}. Columns that are not recognized: {unknown}.",
    "Corrija el título de la columna en la fila {header} o agréguela; el orden de las columnas no importa.",
    "Correct the column's title in row {header} or add the column; the order of columns does not matter.";

    ColumnDoubled, "I233", "column-doubled",
    "La columna «{value}» aparece más de una vez: {columns}.",
    "The column “{value}” stands more than once: {columns}.",
    "Elimine o cambie el título de la que sobra: no se elige por usted cuál vale.",
    "Remove or rename the one that is not meant: the choice is not made for you.";

    WidthMismatch, "I234", "width-mismatch",
    "El formato «{layout}» sin encabezado tiene de {least} a {most} campos; las filas tienen {width}.",
    "The layout “{layout}” without a header has {least} to {most} fields; the rows have {width}.",
    "Compruebe el separador y el formato indicados.",
    "Check the delimiter and the layout that were given.";

    NoRows, "I235", "no-rows",
    "Después del encabezado no hay ninguna fila de comprobantes.",
    "There is no row of documents after the header.",
    "Compruebe que el registro se haya exportado completo; si no hubo ventas, no hay nada que cargar.",
    "Check that the whole ledger was exported; if there were no sales, there is nothing to load.";

    PeriodContradicted, "I236", "period-contradicted",
    "{says} {period}, pero {count} de las primeras {rows} filas son de {found}.",
    "{says} {period}, but {count} of the first {rows} rows are of {found}.",
    "Si el registro es de {found}, indique --period {found}; si es de {period}, revise si es el archivo correcto o corrija la columna del periodo.",
    "If the ledger is of {found}, give --period {found}; if it is of {period}, check that it is the right file, or correct the column of the period.";

    LayoutSyntax, "I240", "layout-file-syntax",
    "El archivo de formato no es TOML válido: {detail}.",
    "The layout file is not valid TOML: {detail}.",
    "Corrija la línea indicada.",
    "Correct that line.";

    LayoutKeyUnknown, "I241", "layout-key-unknown",
    "La clave «{key}» no existe en un archivo de formato; aquí valen {known}.",
    "There is no key “{key}” in a layout file; these are known here: {known}.",
    "Corrija o elimine la clave.",
    "Correct or remove the key.";

    LayoutKeyMissing, "I242", "layout-key-missing",
    "Al archivo de formato le falta la clave «{key}».",
    "The layout file lacks the key “{key}”.",
    "Agregue la clave.",
    "Add the key.";

    LayoutValue, "I243", "layout-value",
    "El valor «{value}» de la clave «{key}» no vale: {what}.",
    "The value “{value}” of the key “{key}” is not valid: {what}.",
    "Corrija el valor.",
    "Correct the value.";

    LayoutTwice, "I244", "layout-twice",
    "«{value}» está dos veces en {key}.",
    "“{value}” stands twice in {key}.",
    "Deje solo uno.",
    "Keep one of them.";

    BulkLayoutUnknown, "I245", "bulk-layout-unknown",
    "No hay ningún formato de CSV masivo llamado «{value}»; hay {layouts}.",
    "There is no bulk layout named “{value}”; there are these: {layouts}.",
    "Indique con --bulk-layout uno de ellos, o agregue el suyo a la carpeta de formatos.",
    "Give one of them with --bulk-layout, or add your own to the layouts folder.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use std::collections::BTreeSet;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split(['}', '?']).next()).collect()
    }

    #[test]
    fn table_agrees_with_the_enumeration_and_its_codes_rise() {
        for (index, entry) in INGEST_ERRORS.iter().enumerate() {
            assert_eq!(entry.kind as usize, index, "{}", entry.code);
        }
        assert!(INGEST_ERRORS.windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: BTreeSet<&str> = INGEST_ERRORS.iter().map(|entry| entry.name).collect();
        assert_eq!(names.len(), INGEST_ERRORS.len());
    }

    #[test]
    fn both_languages_have_the_same_placeholders() {
        for entry in INGEST_ERRORS {
            for sentence in [entry.says, entry.advice] {
                let (es, en) = (sentence.text(Language::Es), sentence.text(Language::En));
                assert_eq!(placeholders(es), placeholders(en), "{}", entry.code);
                assert!(es.ends_with(['.', '?']) && en.ends_with(['.', '?']), "{}", entry.code);
            }
        }
    }
}
