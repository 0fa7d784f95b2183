//! What the page and the document must hold, on a run that was built step by step.

mod fixture;

use engine::model::Language;
use expect_test::expect_file;
use fixture::Fixture;

use super::{ReportData, json, page};
use crate::text::Say;

fn in_both(data: impl Fn(Language) -> ReportData) -> [String; 2] {
    [Language::Es, Language::En].map(|language| page(&data(language), Say(language)))
}

/// The text between a page's tags, its style left out.
fn shown(page: &str) -> String {
    let body = page.split_once("</style>").map_or(page, |(_, body)| body);
    let (mut text, mut inside) = (String::new(), false);
    for sign in body.chars() {
        match sign {
            '<' => inside = true,
            '>' => inside = false,
            sign if !inside => text.push(sign),
            _ => {}
        }
    }
    text
}

#[test]
fn the_document_is_versioned_and_tells_all() {
    let text = json(&Fixture::waiting().gather(Language::En));
    expect_file!["tests/report.json"].assert_eq(&text);
}

#[test]
fn every_sum_of_the_run_adds_up_and_a_wrong_one_is_said_first() {
    let fixture = Fixture::waiting();
    let data = fixture.gather(Language::En);
    assert_eq!(data.checks.len(), 7);
    assert!(data.checks.iter().all(|check| check.holds), "{:?}", data.checks);
    let rows = data.rows.expect("rows");
    assert!(rows.hold() && rows.rejected > 0);
    let rejects: u64 = data.rejections.iter().map(|rule| rule.count).sum();
    assert!(rejects >= rows.rejected, "each rejected row breaks a rule");

    let path = fixture.path().join("ledger/totals.json");
    let totals = std::fs::read_to_string(&path).expect("totals");
    std::fs::write(&path, totals.replacen("\"total\": \"552.90\"", "\"total\": \"552.91\"", 1))
        .expect("written");
    let data = fixture.gather(Language::En);
    let wrong: Vec<_> =
        data.checks.iter().filter(|check| !check.holds).map(|check| check.name).collect();
    assert_eq!(wrong, ["days-sum-to-the-total"]);
    let text = shown(&page(&data, Say(Language::En)));
    assert!(text.contains("What you must doDo not use these numbers"), "{text}");
}

#[test]
fn the_page_stands_alone() {
    let fixture = Fixture::waiting();
    for page in in_both(|language| fixture.gather(language)) {
        for outside in [
            "http:",
            "https:",
            "//",
            "<script",
            "<link",
            "src=",
            "href=",
            "url(",
            "@import",
            "javascript",
        ] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert_eq!(page.matches("<svg").count(), 3);
        assert_eq!(page.matches("<desc>").count(), 3);
        assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
    }
}

#[test]
fn both_languages_say_what_to_do_and_leave_no_placeholder() {
    let fixture = Fixture::waiting();
    let [es, en] = in_both(|language| fixture.gather(language));
    for (page, words) in [
        (
            &es,
            [
                "Espera por usted",
                "Lo que usted debe hacer",
                "Rechazadas",
                "enero de 2026",
                "el número difiere",
            ],
        ),
        (
            &en,
            ["Waiting for you", "What you must do", "Rejected", "January 2026", "number differs"],
        ),
    ] {
        let text = shown(page);
        for word in words {
            assert!(text.contains(word), "{word}");
        }
        let id = &fixture.run.id;
        assert!(text.contains(&format!("cuadre decide {id} 1 --cost-center")));
        assert!(text.contains("--did-not"), "the lost answer");
        assert!(text.contains("F077") && text.contains("00000000302"), "what was registered");
        assert!(!text.contains('{') && !text.contains('}'), "a placeholder is left: {text}");
    }
    assert!(!shown(&en).contains("Espera"));
}

#[test]
fn nothing_that_came_from_a_file_is_markup() {
    const HOSTILE: &str =
        "</style><script>alert(1)</script><img src=x onerror='a()'>\" & \u{202e}\u{0}`b`";
    let mut data = Fixture::waiting().gather(Language::Es);
    let count_of = |page: &str, tag: &str| page.matches(tag).count();
    let before = page(&data, Say(Language::Es));
    let hostile = || HOSTILE.to_owned();
    data.company = hostile();
    data.period = hostile();
    data.run = hostile();
    data.outcome = hostile();
    data.not_verified = vec![hostile()];
    data.unread.push(super::data::Unread { file: hostile(), why: hostile() });
    let totals = data.totals.as_mut().expect("totals");
    for list in [&mut totals.by_day, &mut totals.by_kind, &mut totals.by_branch] {
        list.iter_mut().for_each(|sum| sum.name = hostile());
    }
    for rule in data.rejections.iter_mut().chain(&mut data.fixes).chain(&mut data.remarks) {
        (rule.code, rule.name, rule.place) = (hostile(), hostile(), hostile());
        (rule.message, rule.advice) = (hostile(), hostile());
    }
    for part in &mut data.parts {
        (part.file, part.sha256, part.total) = (hostile(), hostile(), Some(hostile()));
    }
    for item in data.plan.iter_mut().flat_map(|plan| &mut plan.items) {
        (item.series, item.branch, item.says) = (hostile(), hostile(), hostile());
        (item.reasons, item.evidence, item.first) = (vec![hostile()], vec![hostile()], hostile());
    }
    for effect in &mut data.effects {
        (effect.key, effect.said, effect.who) = (hostile(), Some(hostile()), Some(hostile()));
    }
    for account in &mut data.accounts {
        (account.code, account.name) = (hostile(), hostile());
    }
    for series in &mut data.series {
        (series.series, series.branch, series.account) = (hostile(), hostile(), hostile());
    }
    data.events.iter_mut().for_each(|event| event.says = hostile());
    data.files.iter_mut().for_each(|file| (file.file, file.sheet) = (hostile(), hostile()));
    let after = page(&data, Say(Language::Es));
    assert!(after.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    for tag in ["<script", "<img", "\u{202e}", "\0"] {
        assert_eq!(count_of(&after, tag), 0, "{tag}");
    }
    for tag in ["<style", "</style", "<section", "<table", "<svg", "</html"] {
        assert_eq!(count_of(&after, tag), count_of(&before, tag), "{tag}");
    }
}

#[test]
fn a_run_that_has_barely_begun_has_a_page_that_says_so() {
    let fixture = Fixture::begun();
    let data = fixture.gather(Language::En);
    assert!(data.checks.is_empty() && data.rows.is_none());
    assert_eq!(data.unread.len(), 5, "{:?}", data.unread);
    let text = shown(&page(&data, Say(Language::En)));
    assert!(text.contains("No row has been judged yet."), "{text}");
    assert!(text.contains("ledger/manifest.json: it is not there"), "{text}");
    assert!(text.contains("cuadre run --company demo --period 2026-01"), "{text}");
}

#[test]
fn damaged_files_of_the_folder_shorten_the_page_and_are_named() {
    let fixture = Fixture::waiting();
    let ledger = fixture.path().join("ledger");
    std::fs::write(ledger.join("totals.json"), "{\"rows\": ").expect("written");
    std::fs::write(ledger.join("rejects.csv"), b"\xff\"\n,,\n").expect("written");
    std::fs::write(ledger.join("manifest.json"), "[]").expect("written");
    let data = fixture.gather(Language::Es);
    let named: Vec<_> = data.unread.iter().map(|unread| unread.file.as_str()).collect();
    assert_eq!(named, ["ledger/manifest.json", "ledger/totals.json", "ledger/rejects.csv"]);
    assert!(data.totals.is_none() && !page(&data, Say(Language::Es)).contains("<svg"));
}
