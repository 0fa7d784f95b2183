//! The small parts of the package: what types the parts have, how they refer to each other, which sheets there are.

use super::escape::attribute;

pub(super) const XML_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub(super) const RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

pub(super) const ROOT_RELATIONS_NAME: &str = "_rels/.rels";
pub(super) const TYPES_NAME: &str = "[Content_Types].xml";
pub(super) const STYLES_NAME: &str = "xl/styles.xml";
pub(super) const STRINGS_NAME: &str = "xl/sharedStrings.xml";
pub(super) const WORKBOOK_NAME: &str = "xl/workbook.xml";
pub(super) const WORKBOOK_RELATIONS_NAME: &str = "xl/_rels/workbook.xml.rels";

/// A finished sheet, as the workbook lists it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    /// The range under the filter's buttons, with dollar signs.
    pub(super) filter: Option<String>,
}

/// The name of the part that holds sheet `number`, counted from 1.
pub(super) fn sheet_name(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

/// What the package's root leads to.
pub(super) fn root_relations() -> String {
    format!(
        r#"{XML_HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    )
}

/// The type of each part.
pub(super) fn types(sheets: usize, strings: bool) -> String {
    let mut parts = vec![(WORKBOOK_NAME.to_owned(), "sheet.main")];
    parts.extend((1..=sheets).map(|number| (sheet_name(number), "worksheet")));
    parts.push((STYLES_NAME.to_owned(), "styles"));
    if strings {
        parts.push((STRINGS_NAME.to_owned(), "sharedStrings"));
    }
    let mut text = format!(
        concat!(
            r#"{head}<Types xmlns="{package}/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>"#,
        ),
        head = XML_HEAD,
        package = PACKAGE,
    );
    for (name, kind) in parts {
        text.push_str(&format!(
            r#"<Override PartName="/{name}" ContentType="{TYPE}.{kind}+xml"/>"#
        ));
    }
    text.push_str("</Types>");
    text
}

/// The sheets, and the hidden names by which programs know their filters.
pub(super) fn workbook(sheets: &[Listed]) -> String {
    let mut text = format!(
        r#"{XML_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews><sheets>"#
    );
    for (index, sheet) in sheets.iter().enumerate() {
        let (name, number) = (attribute(&sheet.name), index + 1);
        text.push_str(&format!(r#"<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>"#));
    }
    text.push_str("</sheets>");
    if sheets.iter().any(|sheet| sheet.filter.is_some()) {
        text.push_str("<definedNames>");
        for (index, sheet) in sheets.iter().enumerate() {
            if let Some(range) = &sheet.filter {
                let name = attribute(&sheet.name.replace('\'', "''"));
                text.push_str(&format!(
                    r#"<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'{name}'!{range}</definedName>"#
                ));
            }
        }
        text.push_str("</definedNames>");
    }
    text.push_str("</workbook>");
    text
}

/// What the workbook leads to: sheets first, so that sheet `n` is `rIdn`.
pub(super) fn workbook_relations(sheets: usize, strings: bool) -> String {
    let mut targets: Vec<(String, &str)> =
        (1..=sheets).map(|number| (sheet_name(number), "worksheet")).collect();
    targets.push((STYLES_NAME.to_owned(), "styles"));
    if strings {
        targets.push((STRINGS_NAME.to_owned(), "sharedStrings"));
    }
    let mut text = format!(r#"{XML_HEAD}<Relationships xmlns="{PACKAGE}/relationships">"#);
    for (index, (name, kind)) in targets.iter().enumerate() {
        let target = name.strip_prefix("xl/").unwrap_or(name);
        text.push_str(&format!(
            r#"<Relationship Id="rId{}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#,
            index + 1
        ));
    }
    text.push_str("</Relationships>");
    text
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
pub(super) fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|letter| *letter as char).collect()
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn columns_have_letters() {
        for (column, letters) in
            [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(column_letters(column), letters);
        }
    }
}
