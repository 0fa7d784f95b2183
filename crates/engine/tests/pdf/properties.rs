//! H27: whatever the codes and descriptions are, and however a producer spreads them over a page, they are read back.

use proptest::prelude::*;

use super::printed::{Text, document, pairs, read_bytes, width};

const PITCH: f64 = 12.0;
const SIZE: f64 = 9.0;

/// How a producer draws.
#[derive(Clone, Copy, Debug)]
struct Hand {
    jitter: f64,
    by_word: bool,
    lines_a_page: usize,
    aside: f64,
    characters: usize,
    seed: u64,
}

impl Hand {
    /// A number from 0 to 1, and another one each time.
    fn chance(&mut self) -> f64 {
        self.seed = self.seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.seed >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn put(&mut self, page: &mut Vec<Text>, x: f64, y: f64, text: &str) {
        if !self.by_word {
            page.push((x, y, SIZE, text.to_owned()));
            return;
        }
        let mut at = x;
        for word in text.split(' ') {
            let up = (self.chance() - 0.5) * 2.0 * self.jitter;
            page.push((at, y + up, SIZE, word.to_owned()));
            at += width(word, SIZE) + width(" ", SIZE);
        }
    }

    fn frame(&mut self, number: usize) -> Vec<Text> {
        let mut page = Vec::new();
        let aside = self.aside * (number % 3) as f64;
        self.put(&mut page, 40.0, 800.0, "EMPRESA DE PRUEBA S.A.C.");
        self.put(&mut page, 450.0, 800.0, "31/01/2026");
        self.put(&mut page, 40.0 + aside, 740.0, "Código");
        self.put(&mut page, 100.0 + aside, 740.0, "Descripción");
        self.put(&mut page, 480.0 + aside, 740.0, "S/N");
        self.put(&mut page, 450.0, 40.0, &format!("Página : {}", number + 1));
        page
    }

    fn print(&mut self, rows: &[(String, String)]) -> Vec<u8> {
        let mut pages = vec![self.frame(0)];
        let mut line = 0;
        for (code, name) in rows {
            let parts = wrapped(name, self.characters);
            if line + parts.len() > self.lines_a_page && line > 0 {
                pages.push(self.frame(pages.len()));
                line = 0;
            }
            let aside = self.aside * ((pages.len() - 1) % 3) as f64;
            let mut page = pages.pop().expect("a page");
            let y = 722.0 - PITCH * line as f64;
            self.put(&mut page, 40.0 + aside, y, code);
            self.put(&mut page, 484.0 + aside, y, "S");
            for part in &parts {
                self.put(&mut page, 100.0 + aside, 722.0 - PITCH * line as f64, part);
                line += 1;
            }
            pages.push(page);
        }
        for page in &mut pages {
            for at in (1..page.len()).rev() {
                let other = (self.chance() * (at + 1) as f64) as usize;
                page.swap(at, other);
            }
        }
        document(&pages)
    }
}

fn wrapped(name: &str, characters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in name.split(' ') {
        let line = lines.last_mut().expect("a line");
        if !line.is_empty() && line.chars().count() + word.chars().count() >= characters {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines
}

fn name() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[A-ZÑÁÉÍÓÚ]{1,9}",
        "[0-9]{1,4}",
        Just("BIJOU".to_owned()),
        Just("2024".to_owned()),
        Just("N°".to_owned()),
        Just("(SUR)".to_owned()),
    ];
    proptest::collection::vec(word, 1..9).prop_map(|words| words.join(" "))
}

fn hand() -> impl Strategy<Value = Hand> {
    let jitter = prop_oneof![Just(0.0), 0.0..1.2];
    (jitter, any::<bool>(), 5_usize..50, 0.0..6.0, 20_usize..45, any::<u64>()).prop_map(
        |(jitter, by_word, lines_a_page, aside, characters, seed)| Hand {
            jitter,
            by_word,
            lines_a_page,
            aside,
            characters,
            seed,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn h27_what_is_printed_is_read_back(
        rows in proptest::collection::vec(("[0-9]{4}", name()), 1..60),
        mut hand in hand(),
    ) {
        let read = read_bytes(&hand.print(&rows)).expect("a report");
        prop_assert_eq!(pairs(&read.list), rows);
        prop_assert!(read.list.doubtful.is_empty(), "{:?}", read.list.doubtful);
    }
}
