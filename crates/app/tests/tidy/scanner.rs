//! Small readers of names and pages for the tidy rules, and the proof that the scanner sees what it should.

/// The hazard (`4` of `h04_…`) that a test's name begins with.
pub(crate) fn hazard(name: &str) -> Option<u32> {
    let (number, _) = name.strip_prefix('h')?.split_once('_')?;
    (number.len() == 2).then(|| number.parse().ok()).flatten()
}

/// The targets of a Markdown page's links and pictures, with their lines; code is left out.
pub(crate) fn links(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (index, line) in page.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        let prose: String = line
            .split('`')
            .enumerate()
            .filter(|(part, _)| part % 2 == 0)
            .map(|(_, text)| text)
            .collect();
        for (at, _) in prose.match_indices("](") {
            let target = prose[at + 2..].split([')', ' ']).next().unwrap_or_default();
            found.push((index + 1, target.to_string()));
        }
    }
    found
}

mod tests {
    use super::super::source::Source;

    fn source(text: &str) -> Source {
        Source::new("crates/engine/src/normalize/rules/x.rs", text)
    }

    #[test]
    fn comments_strings_and_characters_are_not_code() {
        let text = "let a = \"unsafe \\\" f64\"; // unsafe\n/* unsafe /* f64 */ */ let b = '\"';\nlet c: &'a u8 = r#\"un\"safe\"#;\n";
        let code = source(text).code;
        assert_eq!(code.lines().count(), 3);
        assert!(
            !code.contains("unsafe") && !code.contains("f64") && !code.contains("safe"),
            "{code}"
        );
        assert!(code.contains("let b =") && code.contains("let c: &'a u8 ="), "{code}");
    }

    #[test]
    fn what_is_compiled_for_tests_only_is_no_product() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { let x = f64::NAN; }\n}\nfn c() {}\n";
        let source = source(text);
        let product: Vec<_> = source.product_lines().map(|(line, _)| line).collect();
        assert_eq!(product, [1, 6]);
    }

    #[test]
    fn a_module_in_a_file_of_its_own_for_tests_ends_at_its_semicolon() {
        let source = source("#[cfg(test)]\nmod tests;\nfn a() {}\n");
        assert_eq!(source.product_lines().map(|(line, _)| line).collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn functions_are_measured_to_their_last_brace() {
        let text = "fn short() {}\nfn long<T>(\n    a: [u8; 3],\n) -> T\nwhere\n    T: Fn(u8),\n{\n    if a { b }\n}\ntrait X { fn none(&self); }\n";
        let functions = source(text).functions();
        let wanted = [("short", 1, 1), ("long", 2, 8), ("none", 10, 1)];
        assert_eq!(functions.len(), wanted.len());
        for (found, wanted) in functions.iter().zip(wanted) {
            assert_eq!((found.0.as_str(), found.1, found.2), wanted);
        }
    }

    #[test]
    fn modules_are_found_by_crate_by_climbing_and_in_groups() {
        let text = "use crate::{ingest::{a, b}, model};\nuse super::super::super::journal::C;\nuse super::draft;\nlet x = crate::run::go();\nuse other::crate_name;\n";
        let named = source(text).modules_named();
        let names: Vec<_> = named.iter().map(|(line, name)| (*line, name.as_str())).collect();
        assert_eq!(names, [(1, "ingest"), (1, "model"), (4, "run"), (2, "journal")]);
    }

    #[test]
    fn links_in_code_are_none() {
        let page = "[a](b.md#c) ![p](q.svg \"title\") `[x](y)`\n```\n[z](w)\n```\n";
        let targets: Vec<_> = super::links(page).into_iter().map(|(_, target)| target).collect();
        assert_eq!(targets, ["b.md#c", "q.svg"]);
    }

    #[test]
    fn a_hazard_has_two_digits() {
        assert_eq!(super::hazard("h04_money"), Some(4));
        assert_eq!(super::hazard("h4_money"), None);
        assert_eq!(super::hazard("header_is_read"), None);
    }
}
