//! The package around the sheets: which part is which, by their relations.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{BadXml, Error, Result};
use crate::text;

/// A relation of one part to another.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) id: String,
    /// The last word of its type: `worksheet`, `styles`; equal in transitional and strict workbooks.
    pub(crate) kind: String,
    /// The name of the part it leads to.
    pub(crate) target: String,
}

/// A sheet as the workbook lists it.
#[derive(Clone, Debug)]
pub(crate) struct ListedSheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) relation: String,
}

/// What the workbook part says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    pub(crate) sheets: Vec<ListedSheet>,
    pub(crate) date_1904: bool,
}

/// The name of the part that holds the relations of `part`.
pub(crate) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{name}.rels")
}

/// Reads the relations of the part `source`; those that lead out of the package are left out.
pub(crate) fn read_relations(xml: &[u8], source: &str) -> Result<Vec<Relation>> {
    let mut relations = Vec::new();
    for_each_tag(xml, |tag| {
        if tag.local_name().as_ref() != "Relationship"
            || attribute(tag, "TargetMode")?.as_deref() == Some("External")
        {
            return Ok(());
        }
        let kind = attribute(tag, "Type")?.unwrap_or_default();
        relations.push(Relation {
            id: attribute(tag, "Id")?.unwrap_or_default(),
            kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
            target: resolve(source, &attribute(tag, "Target")?.unwrap_or_default()),
        });
        Ok(())
    })?;
    Ok(relations)
}

/// Reads the workbook part.
pub(crate) fn read_listing(xml: &[u8]) -> Result<Listing> {
    let mut listing = Listing::default();
    for_each_tag(xml, |tag| {
        match tag.local_name().as_ref() {
            "sheet" => {
                let state = attribute(tag, "state")?;
                listing.sheets.push(ListedSheet {
                    name: attribute(tag, "name")?.unwrap_or_default(),
                    hidden: matches!(state.as_deref(), Some("hidden" | "veryHidden")),
                    relation: attribute(tag, "id")?.unwrap_or_default(),
                });
            }
            "workbookPr" => {
                let flag = attribute(tag, "date1904")?;
                listing.date_1904 = matches!(flag.as_deref(), Some("1" | "true" | "on"));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(listing)
}

/// The part that `target`, written in `source`, leads to: relative to its folder, or absolute.
fn resolve(source: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => source.split('/').collect(),
    };
    path.pop();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

fn for_each_tag(xml: &[u8], mut visit: impl FnMut(&BytesStart<'_>) -> Result<()>) -> Result<()> {
    let mut reader = Reader::from_str(utf8(xml)?);
    loop {
        match reader.read_event().map_err(|_| Error::from(BadXml::Syntax))? {
            Event::Start(tag) | Event::Empty(tag) => visit(&tag)?,
            Event::DocType(_) => return Err(BadXml::Doctype.into()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// The attribute of that local name, decoded.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| Error::from(BadXml::Syntax))?;
        if attribute.key.local_name().as_ref() == name {
            let mut value = Vec::new();
            text::decode_xml(attribute.value.as_bytes(), &mut value)?;
            return Ok(Some(String::from_utf8_lossy(&value).into_owned()));
        }
    }
    Ok(None)
}

/// The text of a small part.
pub(crate) fn utf8(xml: &[u8]) -> Result<&str> {
    let mark = text::check_encoding(xml)?;
    Ok(std::str::from_utf8(&xml[mark..]).map_err(|_| BadXml::Encoding)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_relative_or_absolute() {
        assert_eq!(resolve("xl/workbook.xml", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl/workbook.xml", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolve("xl/workbook.xml", "../../a/./b.xml"), "a/b.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(relations_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(relations_of(""), "_rels/.rels");
    }

    #[test]
    fn a_workbook_lists_its_sheets_in_order() {
        let listing = read_listing(
            br#"<workbook><workbookPr date1904="1"/><sheets><sheet name="A &amp; B" r:id="rId1"/>
                <sheet state="veryHidden" name="C" r:id="rId2"/></sheets></workbook>"#,
        )
        .unwrap();
        assert!(listing.date_1904);
        let sheets: Vec<_> = listing.sheets.iter().map(|s| (&*s.name, s.hidden)).collect();
        assert_eq!(sheets, [("A & B", false), ("C", true)]);
        assert!(read_listing(b"<!DOCTYPE a><a/>").is_err());
    }
}
