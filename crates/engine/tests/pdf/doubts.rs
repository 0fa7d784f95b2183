//! H27: what is not clear is a row of its own, told with page and line, and never dropped nor joined to another.

use engine::model::Language;

use super::printed::{PlacedRow, Read, Text, document, read_bytes};

fn page(lines: &[Printed<'_>]) -> Vec<Text> {
    let text = |y: f64, (x, text): &(f64, &str)| (*x, y, 9.0, (*text).to_owned());
    lines.iter().flat_map(|(y, texts)| texts.iter().map(move |one| text(*y, one))).collect()
}

/// A line: how high it stands, and its texts from the left.
type Printed<'t> = (f64, &'t [(f64, &'t str)]);

fn told(pages: &[&[Printed<'_>]]) -> (Read, Vec<String>) {
    let pages: Vec<_> = pages.iter().map(|lines| page(lines)).collect();
    let read = read_bytes(&document(&pages)).expect("a report");
    let cells = |row: &PlacedRow| {
        let (page, line) = row.0.expect("a page");
        format!("{page}/{line} {}", row.1.join("|"))
    };
    let rows = read.rows.iter().map(cells).collect();
    (read, rows)
}

const TITLES: &[(f64, &str)] = &[(50.0, "C\u{f3}digo"), (120.0, "Descripci\u{f3}n")];

#[test]
fn h27_lines_in_doubt_are_rows_as_they_stand() {
    let (read, rows) = told(&[&[
        (800.0, &[(50.0, "EMPRESA 2024")]),
        (780.0, &[(50.0, "2026")]),
        (700.0, TITLES),
        (688.0, &[(120.0, "RESTO DE LA P\u{c1}GINA ANTERIOR")]),
        (676.0, &[(50.0, "1101"), (120.0, "TM SUR")]),
        (664.0, &[(50.0, "11O2"), (120.0, "TM NORTE")]),
        (652.0, &[(50.0, "1103")]),
        (640.0, &[(50.0, "1104"), (120.0, "2024")]),
        (628.0, &[(180.0, "APARTE")]),
        (590.0, &[(120.0, "LEJOS DEL RESTO")]),
        (578.0, &[(50.0, "1105"), (120.0, "TM SUR")]),
        (566.0, &[(50.0, "1105"), (120.0, "TM OTRA")]),
        (530.0, &[(50.0, "Total : 9")]),
        (40.0, &[(50.0, "P\u{e1}gina : 1")]),
    ]]);
    assert_eq!(
        rows,
        [
            "1/3 C\u{f3}digo|Descripci\u{f3}n",
            "1/4 |RESTO DE LA P\u{c1}GINA ANTERIOR",
            "1/5 1101|TM SUR",
            "1/6 11O2|TM NORTE",
            "1/7 1103|",
            "1/8 1104|2024",
            "1/9 |APARTE",
            "1/10 |LEJOS DEL RESTO",
            "1/11 1105|TM SUR",
            "1/12 1105|TM OTRA",
        ]
    );
    assert_eq!((read.list.entries.len(), read.list.doubtful.len()), (4, 5));
    assert_eq!(read.list.repeated_codes(), [("1105", vec!["TM OTRA", "TM SUR"])]);
    let said: Vec<_> = read.list.doubtful.iter().map(|line| line.say(Language::Es)).collect();
    assert!(
        said[0].contains("no tiene c\u{f3}digo") && said[2].contains("no tiene descripci\u{f3}n"),
        "{said:?}"
    );
    assert!(said[1].contains("\u{ab}11O2\u{bb}"), "{said:?}");
    assert!(
        matches!(&read.doubts[..], [one] if one.contains("su total es 9")),
        "{:?}",
        read.doubts
    );
}

#[test]
fn h27_feet_are_told_by_their_place_on_every_page() {
    let foot = |number| [(50.0, "Impreso por ANA el"), (200.0, number)];
    let (one, two) = (foot("31"), foot("32"));
    let (read, rows) = told(&[
        &[(700.0, TITLES), (688.0, &[(50.0, "1101"), (120.0, "TM SUR")]), (676.0, &one)],
        &[
            (700.0, &[(58.0, "C\u{f3}digo"), (128.0, "Descripci\u{f3}n")]),
            (688.0, &[(58.0, "1102"), (128.0, "TM SUR")]),
            (676.0, &two),
        ],
    ]);
    assert_eq!(rows[1..], ["1/2 1101|TM SUR", "2/2 1102|TM SUR"]);
    assert_eq!((read.list.doubtful.len(), read.doubts.len()), (0, 0), "{:?}", read.doubts);
}

#[test]
fn h27_a_page_without_titles_is_read_and_told() {
    let (read, rows) = told(&[
        &[(700.0, TITLES), (688.0, &[(50.0, "1101"), (120.0, "TM SUR")])],
        &[(700.0, &[(50.0, "1102"), (120.0, "TM NORTE")])],
    ]);
    assert_eq!(rows[1..], ["1/2 1101|TM SUR", "2/1 1102|TM NORTE"]);
    assert!(matches!(&read.doubts[..], [one] if one.contains("p. 2")), "{:?}", read.doubts);
}

#[test]
fn h27_a_code_in_the_middle_of_its_description_has_all_of_it() {
    let (read, rows) = told(&[&[
        (700.0, TITLES),
        (680.0, &[(50.0, "1101"), (120.0, "TM SUR")]),
        (664.0, &[(120.0, "TM ALMAC\u{c9}N")]),
        (658.0, &[(50.0, "1102")]),
        (652.0, &[(120.0, "DEL NORTE")]),
        (636.0, &[(120.0, "TM UNO")]),
        (624.0, &[(50.0, "1103"), (120.0, "DOS")]),
        (612.0, &[(120.0, "TRES")]),
        (596.0, &[(50.0, "1104"), (120.0, "TM OESTE")]),
    ]]);
    let expected = [
        "1/2 1101|TM SUR",
        "1/4 1102|TM ALMAC\u{c9}N DEL NORTE",
        "1/7 1103|TM UNO DOS TRES",
        "1/9 1104|TM OESTE",
    ];
    assert_eq!(rows[1..], expected, "{:?}", read.doubts);
}
