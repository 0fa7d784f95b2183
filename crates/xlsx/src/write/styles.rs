//! The few looks that a cell can have, and the part of the workbook that spells them out.

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Style {
    /// No format: text to the left, numbers to the right.
    Plain,
    /// A column's name: bold, on grey, wrapped.
    Header,
    /// Text that the program must never take for a number (`@`).
    Text,
    /// Money: `0.00`.
    Amount,
    /// A day: `dd/mm/yyyy`.
    Date,
    /// A wrong value, on red.
    Bad,
    /// A wrong value that must stay text, on red.
    BadText,
    /// A wrong amount, on red.
    BadAmount,
    /// A wrong date, on red.
    BadDate,
    /// A remark beside the data: grey, in italics.
    Note,
    /// A sheet's title: large and bold.
    Title,
}

impl Style {
    /// All of them, in the order of the workbook's table.
    pub const ALL: [Style; 11] = [
        Style::Plain,
        Style::Header,
        Style::Text,
        Style::Amount,
        Style::Date,
        Style::Bad,
        Style::BadText,
        Style::BadAmount,
        Style::BadDate,
        Style::Note,
        Style::Title,
    ];

    /// Number format, font, fill, border and alignment, as indices into the tables below.
    const fn parts(self) -> (u16, u8, u8, u8, &'static str) {
        const WRAP: &str = r#"<alignment vertical="center" wrapText="1"/>"#;
        match self {
            Style::Plain => (0, 0, 0, 0, ""),
            Style::Header => (0, 1, 2, 1, WRAP),
            Style::Text => (49, 0, 0, 0, ""),
            Style::Amount => (2, 0, 0, 0, ""),
            Style::Date => (DATE_FORMAT, 0, 0, 0, ""),
            Style::Bad => (0, 2, 3, 0, ""),
            Style::BadText => (49, 2, 3, 0, ""),
            Style::BadAmount => (2, 2, 3, 0, ""),
            Style::BadDate => (DATE_FORMAT, 2, 3, 0, ""),
            Style::Note => (0, 3, 0, 0, ""),
            Style::Title => (0, 4, 0, 0, ""),
        }
    }
}

/// The first number that a workbook may give to a format of its own.
const DATE_FORMAT: u16 = 164;

const FONTS: &str = concat!(
    r#"<fonts count="5">"#,
    r#"<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>"#,
    r#"<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font>"#,
    r#"<font><sz val="11"/><color rgb="FF9C0006"/><name val="Calibri"/><family val="2"/></font>"#,
    r#"<font><i/><sz val="11"/><color rgb="FF7F7F7F"/><name val="Calibri"/><family val="2"/></font>"#,
    r#"<font><b/><sz val="16"/><name val="Calibri"/><family val="2"/></font>"#,
    r#"</fonts>"#,
);

/// The first two fills are the format's own, whatever a file says of them.
const FILLS: &str = concat!(
    r#"<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>"#,
    r#"<fill><patternFill patternType="solid"><fgColor rgb="FFD9E1F2"/><bgColor indexed="64"/></patternFill></fill>"#,
    r#"<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill>"#,
    r#"</fills>"#,
);

const BORDERS: &str = concat!(
    r#"<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>"#,
    r#"<border><left/><right/><top/><bottom style="thin"><color rgb="FF7F7F7F"/></bottom><diagonal/></border></borders>"#,
);

/// The content of `xl/styles.xml`.
pub(super) fn xml() -> String {
    let mut formats = String::new();
    for style in Style::ALL {
        let (number, font, fill, border, alignment) = style.parts();
        formats.push_str(&format!(
            r#"<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0""#
        ));
        for (is_set, apply) in [
            (number != 0, r#" applyNumberFormat="1""#),
            (font != 0, r#" applyFont="1""#),
            (fill != 0, r#" applyFill="1""#),
            (border != 0, r#" applyBorder="1""#),
            (!alignment.is_empty(), r#" applyAlignment="1""#),
        ] {
            formats.push_str(if is_set { apply } else { "" });
        }
        match alignment {
            "" => formats.push_str("/>"),
            _ => formats.push_str(&format!(">{alignment}</xf>")),
        }
    }
    let count = Style::ALL.len();
    format!(
        concat!(
            r#"{head}<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="{date}" formatCode="dd/mm/yyyy"/></numFmts>"#,
            r#"{fonts}{fills}{borders}<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>"#,
            r#"<cellXfs count="{count}">{formats}</cellXfs>"#,
            r#"<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#,
        ),
        head = super::parts::XML_HEAD,
        main = super::parts::MAIN,
        date = DATE_FORMAT,
        fonts = FONTS,
        fills = FILLS,
        borders = BORDERS,
        count = count,
        formats = formats,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_its_place_in_the_table() {
        for (index, style) in Style::ALL.into_iter().enumerate() {
            assert_eq!(style as usize, index, "{style:?}");
        }
    }
}
