//! A workbook: its sheets, and what they share.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use crate::archive::{Archive, Stored};
use crate::blocks::BlockSize;
use crate::error::{BadXml, Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::package::{self, Relation};
use crate::part;
use crate::reader::{SheetParts, SheetReader};
use crate::strings::Strings;
use crate::styles::Styles;

const ROOT: &str = "";
const USUAL_WORKBOOK: &str = "xl/workbook.xml";

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetInfo {
    /// Its name, as the tab shows it.
    pub name: String,
    /// Whether its tab is hidden.
    pub hidden: bool,
    /// The part that holds it, if it is a sheet of cells and no chart.
    part: Option<String>,
}

/// An open workbook. Nothing of its sheets is read before it is asked for.
pub struct Workbook {
    archive: Arc<Archive>,
    sheets: Vec<SheetInfo>,
    strings: Option<Stored>,
    /// The sheet of a workbook without an archive.
    bare_sheet: Option<Stored>,
    known_strings: Arc<OnceLock<Arc<Strings>>>,
    styles: Arc<Styles>,
    date_1904: bool,
    limits: Limits,
    block_size: BlockSize,
}

impl Workbook {
    /// Opens a workbook and reads its directory, its list of sheets and its styles.
    pub fn open(path: impl AsRef<Path>, limits: Limits) -> Result<Workbook> {
        Workbook::read(Archive::open(path.as_ref(), &limits)?, limits)
    }

    /// Opens a workbook that is in memory, as one that came out of another archive.
    pub fn from_bytes(bytes: Vec<u8>, limits: Limits) -> Result<Workbook> {
        Workbook::read(Archive::from_bytes(bytes, &limits)?, limits)
    }

    fn read(archive: Archive, limits: Limits) -> Result<Workbook> {
        let limits = limits.clamped();
        let archive = Arc::new(archive);
        let whole = |name: &str| -> Result<Option<Vec<u8>>> {
            let Some(entry) = archive.find(name) else { return Ok(None) };
            part::read_whole(&archive, archive.locate(entry)?, &limits).map(Some)
        };
        let relations = |source: &str| -> Result<Vec<Relation>> {
            let name = package::relations_of(source);
            match whole(&name)? {
                Some(xml) => package::read_relations(&xml, source).map_err(|e| e.in_part(&name)),
                None => Ok(Vec::new()),
            }
        };
        let target = |relations: &[Relation], kind: &str| {
            relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone())
        };
        let main = target(&relations(ROOT)?, "officeDocument")
            .filter(|name| name.ends_with(".xml") && archive.find(name).is_some())
            .unwrap_or_else(|| USUAL_WORKBOOK.to_owned());
        let xml = whole(&main)?.ok_or(ErrorKind::NotAWorkbook(USUAL_WORKBOOK))?;
        let listing = package::read_listing(&xml).map_err(|e| e.in_part(&main))?;
        let relations = relations(&main)?;
        let sheets = listing.sheets.into_iter().map(|sheet| {
            let relation = relations.iter().find(|r| r.id == sheet.relation);
            let relation = relation.ok_or_else(|| Error::from(BadXml::Relation).in_part(&main))?;
            let part = (relation.kind == "worksheet").then(|| relation.target.clone());
            Ok(SheetInfo { name: sheet.name, hidden: sheet.hidden, part })
        });
        let sheets = sheets.collect::<Result<Vec<_>>>()?;
        let styles = match target(&relations, "styles") {
            Some(name) => match whole(&name)? {
                Some(xml) => Styles::read(&xml).map_err(|e| e.in_part(&name))?,
                None => return Err(Error::from(BadXml::Relation).in_part(&name)),
            },
            None => Styles::default(),
        };
        let strings = match target(&relations, "sharedStrings") {
            Some(name) => match archive.find(&name) {
                Some(entry) => Some(archive.locate(entry)?),
                None => return Err(Error::from(BadXml::Relation).in_part(&name)),
            },
            None => None,
        };
        let styles = Arc::new(styles);
        Ok(Workbook {
            archive,
            sheets,
            strings,
            bare_sheet: None,
            known_strings: Arc::default(),
            styles,
            date_1904: listing.date_1904,
            limits,
            block_size: BlockSize::default(),
        })
    }

    /// The sheets in the order of their tabs.
    pub fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    /// Begins to read the sheet `index` of [`Workbook::sheets`].
    pub fn read_sheet(&self, index: usize) -> Result<SheetReader> {
        SheetReader::scan(self.parts(index)?)
    }

    /// The same sheet by a general XML reader, to compare with.
    #[doc(hidden)]
    pub fn read_sheet_plainly(&self, index: usize) -> Result<SheetReader> {
        SheetReader::plain(self.parts(index)?)
    }

    /// Name, place and deflated size of the entries that reading the sheet `index` inflates, to measure against.
    #[doc(hidden)]
    pub fn places(&self, index: usize) -> Result<Vec<(String, u64, u64)>> {
        let parts = self.parts(index)?;
        let entries = parts.strings.into_iter().chain([parts.sheet]);
        Ok(entries.map(|entry| (entry.name, entry.start, entry.compressed)).collect())
    }

    /// A workbook of one sheet from its bare XML, without an archive, read in blocks of `block` bytes: for tests that
    /// need no zip. Of its cell formats 0 to 3 only 1 is a date.
    #[doc(hidden)]
    pub fn from_xml(
        sheet: &[u8],
        strings: Option<&[u8]>,
        date_1904: bool,
        limits: Limits,
        block: usize,
    ) -> Workbook {
        let mut bytes = sheet.to_vec();
        bytes.extend_from_slice(strings.unwrap_or_default());
        let strings = strings.map(|xml| Stored::bare("strings", sheet.len() as u64, xml));
        Workbook {
            archive: Arc::new(Archive::bare(bytes)),
            sheets: vec![SheetInfo { name: "Sheet".to_owned(), hidden: false, part: None }],
            strings,
            bare_sheet: Some(Stored::bare("sheet", 0, sheet)),
            known_strings: Arc::default(),
            styles: Arc::new(Styles::of(&[false, true, false, false])),
            date_1904,
            limits: limits.clamped(),
            block_size: BlockSize { data: block.max(1), headroom: block / 4 },
        }
    }

    fn parts(&self, index: usize) -> Result<SheetParts> {
        let sheet = match &self.bare_sheet {
            Some(sheet) if index == 0 => sheet.clone(),
            _ => {
                let part = self.sheets.get(index).and_then(|sheet| sheet.part.as_ref());
                let part = part.ok_or(ErrorKind::NoSuchSheet)?;
                let entry = self.archive.find(part);
                let entry = entry.ok_or_else(|| Error::from(BadXml::Relation).in_part(part))?;
                self.archive.locate(entry)?
            }
        };
        Ok(SheetParts {
            archive: self.archive.clone(),
            sheet,
            strings: self.strings.clone(),
            known_strings: self.known_strings.clone(),
            styles: self.styles.clone(),
            date_1904: self.date_1904,
            limits: self.limits,
            block_size: self.block_size,
        })
    }
}
