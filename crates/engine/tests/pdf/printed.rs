//! A small printer of reports for tests, and a reader of what `ingest` makes of a file.

use std::io::Write;
use std::path::{Path, PathBuf};

use engine::analyze::CostCenterReader;
use engine::ingest::error::IngestError;
use engine::ingest::{OpenOptions, open};
use engine::model::{CostCenterList, Language};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use xlsx::Rows;

/// Page and line on it, and the cells.
pub(crate) type PlacedRow = (Option<(u64, u64)>, Vec<String>);

/// What a report gives.
pub(crate) struct Read {
    pub(crate) list: CostCenterList,
    /// Rows with their page and line on it.
    pub(crate) rows: Vec<PlacedRow>,
    /// Doubts that were said, in Spanish.
    pub(crate) doubts: Vec<String>,
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pdf").join(name)
}

/// Codes and descriptions beside a fixture.
pub(crate) fn expected(name: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(fixture(name)).expect("what the fixture says");
    let pair = |line: &str| {
        let (code, name) = line.split_once('\t').expect("two columns");
        (code.to_owned(), name.to_owned())
    };
    text.lines().map(pair).collect()
}

pub(crate) fn read(path: &Path) -> Result<Read, IngestError> {
    let mut table = open(path, &OpenOptions::default())?;
    let (mut reader, mut batch, mut rows) = (CostCenterReader::new(), Rows::new(), Vec::new());
    while table.next(&mut batch)? {
        for row in batch.iter() {
            reader.row(row);
            let cells = (0..row.width()).map(|at| row.text(at).into_owned()).collect();
            rows.push((table.page(row.line()), cells));
        }
    }
    let doubts = table.evidence().iter().filter(|said| said.doubt);
    let doubts = doubts.map(|said| said.say(Language::Es)).collect();
    Ok(Read { list: reader.finish().expect("the titles"), rows, doubts })
}

pub(crate) fn read_bytes(bytes: &[u8]) -> Result<Read, IngestError> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("a file");
    read(file.path())
}

pub(crate) fn pairs(list: &CostCenterList) -> Vec<(String, String)> {
    list.entries.iter().map(|center| (center.code.clone(), center.name.clone())).collect()
}

/// A text object: place, size, text.
pub(crate) type Text = (f64, f64, f64, String);

/// A document in the font Helvetica with a page for each list of texts; `y` grows upwards.
pub(crate) fn document(pages: &[Vec<Text>]) -> Vec<u8> {
    let contents = pages.iter().map(|texts| {
        let mut content = String::new();
        for (x, y, size, text) in texts {
            content.push_str(&format!("BT /F1 {size} Tf 1 0 0 1 {x:.3} {y:.3} Tm <"));
            text.chars().for_each(|c| content.push_str(&format!("{:02x}", winansi(c))));
            content.push_str("> Tj ET\n");
        }
        content.into_bytes()
    });
    let contents: Vec<Vec<u8>> = contents.collect();
    of_contents(&contents)
}

/// A document whose pages have these instructions.
pub(crate) fn of_contents(contents: &[Vec<u8>]) -> Vec<u8> {
    let kids = (0..contents.len()).map(|at| format!("{} 0 R ", 4 + 2 * at)).collect::<String>();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", contents.len()).into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F1 3 0 R>>>>>>", 5 + 2 * at).into_bytes());
        objects.push(stream(&packed(content)));
    }
    file(&objects)
}

pub(crate) fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

pub(crate) fn stream(packed: &[u8]) -> Vec<u8> {
    let mut object =
        format!("<</Filter/FlateDecode/Length {}>>stream\n", packed.len()).into_bytes();
    object.extend_from_slice(packed);
    object.extend_from_slice(b"\nendstream");
    object
}

/// A file of objects that are numbered from 1; the first is the root.
pub(crate) fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let table = file.len();
    file.extend_from_slice(
        format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes(),
    );
    for place in places {
        file.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let trailer =
        format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.extend_from_slice(trailer.as_bytes());
    file
}

fn winansi(character: char) -> u8 {
    u8::try_from(u32::from(character)).expect("a character of Latin-1")
}

/// Widths of Helvetica's capitals, in thousandths.
const CAPITALS: [u16; 26] = [
    667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,
    611, 722, 667, 944, 667, 667, 611,
];

/// How wide a text is in Helvetica.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    let one = |character: char| match character {
        'A'..='Z' => CAPITALS[character as usize - 'A' as usize],
        'Á' | 'É' => 667,
        'Í' | ' ' | '.' | ':' => 278,
        'Ó' => 778,
        'Ñ' | 'Ú' => 722,
        '(' | ')' => 333,
        _ => 556,
    };
    text.chars().map(one).map(f64::from).sum::<f64>() / 1000.0 * size
}

/// How many rows a file gives, whatever they are.
pub(crate) fn rows_in(bytes: &[u8]) -> Result<usize, IngestError> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("a file");
    let mut table = open(file.path(), &OpenOptions::default())?;
    let (mut batch, mut rows) = (Rows::new(), 0);
    while table.next(&mut batch)? {
        rows += batch.len();
    }
    Ok(rows)
}
