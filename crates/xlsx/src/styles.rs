//! Which cell styles mark a number as a date.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{BadXml, Error, Result};
use crate::package;

/// The cell formats of a workbook: whether each shows its number as a date or a time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Styles {
    dates: Vec<bool>,
}

impl Styles {
    /// Whether the format `index` (a cell's `s`) shows a date; an unknown format does not.
    #[inline]
    pub(crate) fn is_date(&self, index: u32) -> bool {
        self.dates.get(index as usize).copied().unwrap_or(false)
    }

    /// Formats that need no file.
    pub(crate) fn of(dates: &[bool]) -> Styles {
        Styles { dates: dates.to_vec() }
    }

    pub(crate) fn read(xml: &[u8]) -> Result<Styles> {
        let xml = package::utf8(xml)?;
        let mut reader = Reader::from_str(xml);
        let mut custom: Vec<(u32, bool)> = Vec::new();
        let mut formats = Vec::new();
        let mut in_cell_formats = false;
        loop {
            let event = reader.read_event().map_err(|_| Error::from(BadXml::Syntax))?;
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "cellXfs" => in_cell_formats = matches!(event, Event::Start(_)),
                    "xf" if in_cell_formats => {
                        formats.push(number(tag, "numFmtId")?.unwrap_or(0));
                    }
                    "numFmt" => {
                        let code = package::attribute(tag, "formatCode")?.unwrap_or_default();
                        if let Some(id) = number(tag, "numFmtId")? {
                            custom.push((id, is_date_code(&code)));
                        }
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => {
                    in_cell_formats = false
                }
                Event::DocType(_) => return Err(BadXml::Doctype.into()),
                Event::Eof => break,
                _ => {}
            }
        }
        custom.sort_unstable();
        let is_date = |id: &u32| match custom.binary_search_by_key(id, |(id, _)| *id) {
            Ok(at) => custom[at].1,
            Err(_) => is_builtin_date(*id),
        };
        Ok(Styles { dates: formats.iter().map(is_date).collect() })
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Result<Option<u32>> {
    Ok(package::attribute(tag, name)?.and_then(|text| text.parse().ok()))
}

/// The formats that need no code in the file (ECMA-376 part 1, 18.8.30), those of East Asian versions included.
fn is_builtin_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format code shows a date or a time: it has a day, month, year, hour or second outside quotes, escapes
/// and brackets; `[h]`, `[mm]` and `[ss]` (elapsed time) count too.
pub(crate) fn is_date_code(code: &str) -> bool {
    let mut characters = code.chars();
    // "General" has letters of dates in other languages' spellings of it; nothing else in Excel's own is a word.
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                characters.by_ref().find(|c| *c == '"');
            }
            '\\' | '_' | '*' => {
                characters.next();
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                let first = inside.chars().next().map(|c| c.to_ascii_lowercase());
                let elapsed = first.is_some_and(|first| {
                    matches!(first, 'h' | 'm' | 's')
                        && inside.chars().all(|c| c.to_ascii_lowercase() == first)
                });
                if elapsed {
                    return true;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            'G' | 'g' if characters.as_str().to_ascii_lowercase().starts_with("eneral") => {
                characters.by_ref().nth("eneral".len() - 1);
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_code_tells_whether_it_is_a_date() {
        for date in
            ["dd/mm/yyyy", "[$-409]d-mmm;@", "h:mm AM/PM", "[h]:mm", "[ss].0", "YYYY", "\"a\"d"]
        {
            assert!(is_date_code(date), "{date}");
        }
        for other in [
            "General",
            "0.00",
            "#,##0",
            "\"días\"0",
            "[Red]0",
            "0\\d",
            "_d0",
            "*s0",
            "@",
            "0E+00",
            "[$S/-280A]#,##0.00",
            "\"",
            "\\",
            "[h",
            "",
        ] {
            assert_eq!(is_date_code(other), other == "[h", "{other}");
        }
    }

    #[test]
    fn a_style_is_a_date_by_its_number_format() {
        let xml = br#"<x:styleSheet xmlns:x="y"><x:numFmts><x:numFmt formatCode="yyyy" numFmtId="164"/>
            <x:numFmt numFmtId="165" formatCode="0.0"/></x:numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/>
            <xf numFmtId="14"><a/></xf><xf numFmtId="164"/><xf numFmtId="165"/><xf/></cellXfs>
            <dxfs><xf numFmtId="14"/></dxfs></x:styleSheet>"#;
        let styles = Styles::read(xml).unwrap();
        assert_eq!(styles.dates, [false, true, true, false, false]);
        assert!(!styles.is_date(99));
    }
}
