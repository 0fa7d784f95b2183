//! What holds for any findings and any catalog.

use engine::model::{Choice, Doubt, Finding, Language, Plan, Subject, Verdict};
use engine::reconcile::AccountPer;
use proptest::prelude::*;

use super::world::{World, center, chain, finding};

fn branch() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "TM PLAZA NORTE",
        "tm plz norte",
        "IS PLAZA NORTE",
        "TM MINKA",
        "TM MALL PLZ COMAS 2",
        "TM MALL PLAZA COMAS 2",
        "TM MALL PLAZA COMAS 1",
        "TM SAN JUAN DE LURIGANCHO 2",
        "IS MALL DEL SUR",
        "MALL DEL SUR",
        "TM REAL PLAZA CUSCO",
        "TM LARCOMAR",
        "12345",
        "",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,12}"]
}

fn code() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec!["B001", "F001", "B002", "B099", "B005", "F005", "1", ""]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "[A-Z]{0,2}[0-9]{0,3}"]
}

fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let one =
        (code(), branch(), 1u64..5, any::<bool>()).prop_map(|(code, branch, count, other)| {
            let mut finding = finding(&code, &branch, count);
            finding.subject = if other { Subject::Other } else { Subject::Series };
            finding
        });
    prop::collection::vec(one, 0..20)
}

fn world() -> impl Strategy<Value = World> {
    let rows = prop::collection::vec((code(), branch(), 0usize..4), 0..6);
    let decided = prop::collection::vec((code(), branch(), 0usize..4), 0..4);
    (rows, decided, any::<bool>(), any::<bool>()).prop_map(|(rows, decided, of_series, full)| {
        let mut world = chain();
        for (code, branch, codes) in rows {
            let (center, account) =
                [("1101", "00000000242"), ("1107", "00000000270"), ("1120", ""), ("", "")][codes];
            world.lists(&code, &branch, center, account);
        }
        for (code, branch, choice) in decided {
            let choice = match choice {
                0 => Choice::Skip { reason: "se cierra".to_owned() },
                1 => Choice::CostCenter(center("1107", "MALL DEL SUR")),
                2 => Choice::CostCenter(center("1103", "TM MALL PLAZA COMAS 2")),
                _ => Choice::CostCenter(center("9999", "NO ESTA")),
            };
            world.decide(&code, &branch, choice);
        }
        if of_series {
            world.policy.account_per = AccountPer::Series;
        }
        if full {
            world.account("00000000999", "FONDO FIJO");
        }
        world
    })
}

fn is_prefix_ended(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Unresolved { doubt: Doubt::PrefixEnded { .. }, .. })
}

proptest! {
    #[test]
    fn the_plan_does_not_depend_on_the_order_of_details(
        world in world(),
        (findings, shuffled) in findings().prop_flat_map(|findings| {
            (Just(findings.clone()), Just(findings).prop_shuffle())
        }),
    ) {
        let plan = world.plan_of(&findings);
        let other = world.plan_of(&shuffled);
        prop_assert_eq!(plan.canonical(), other.canonical());
        prop_assert_eq!(plan.hash(), other.hash());
    }

    #[test]
    fn every_finding_gets_exactly_one_verdict(world in world(), findings in findings()) {
        let plan = world.plan_of(&findings);
        let mut expected: Vec<_> = findings
            .iter()
            .map(|finding| (&finding.code, &finding.branch, finding.subject))
            .collect();
        expected.sort_unstable();
        expected.dedup();
        let found: Vec<_> =
            plan.items.iter().map(|item| (&item.code, &item.branch, item.subject)).collect();
        prop_assert_eq!(found, expected);
        let counted: u64 = plan.items.iter().map(|item| item.count).sum();
        prop_assert_eq!(counted, findings.iter().map(|finding| finding.count).sum::<u64>());
        let numbers: Vec<u32> = plan.items.iter().map(|item| item.number).collect();
        prop_assert_eq!(numbers, (1..).take(plan.items.len()).collect::<Vec<u32>>());
    }

    #[test]
    fn a_plan_survives_its_storage_and_its_sentences_are_whole(
        world in world(),
        findings in findings(),
    ) {
        let plan = world.plan_of(&findings);
        let stored: Plan = serde_json::from_str(&plan.canonical()).expect("a stored plan");
        prop_assert_eq!(&stored, &plan);
        for item in &plan.items {
            let Verdict::Unresolved { doubt, candidates } = &item.verdict else { continue };
            let (es, en) = (doubt.say(Language::Es, candidates), doubt.say(Language::En, candidates));
            prop_assert!(es != en && es.ends_with('.') && en.ends_with('.'), "{} {}", es, en);
        }
    }

    #[test]
    fn new_codes_are_free_and_what_is_added_is_new(world in world(), findings in findings()) {
        let plan = world.plan_of(&findings);
        let opened = plan.accounts_to_open();
        for (account, next) in opened.iter().zip(opened.iter().skip(1)) {
            prop_assert!(account.code < next.code);
        }
        for account in &opened {
            let mut listed = world.accounts.entries.iter();
            prop_assert!(listed.all(|known| known.code != account.code));
        }
        for row in plan.additions() {
            let mut listed = world.catalog.rows.iter();
            prop_assert!(listed.all(|known| known.entry.code != row.code
                || known.entry.branch != row.branch));
            prop_assert!(!row.cost_center.is_empty() && !row.account.is_empty());
        }
    }

    #[test]
    fn a_plan_holds_before_it_is_applied_and_after(mut world in world(), findings in findings()) {
        let plan = world.plan_of(&findings);
        prop_assert_eq!(world.holds(&plan), Ok(()));
        world.apply(&plan);
        prop_assert_eq!(world.holds(&plan), Ok(()));
        // What was added is listed from then on, and nothing is added twice.
        let next = world.plan_of(&findings);
        let added: Vec<_> = plan.certain().map(|item| (&item.code, &item.branch)).collect();
        for item in &next.items {
            let was_added = added.contains(&(&item.code, &item.branch));
            prop_assert!(!was_added || item.row().is_none(), "{:?}", item);
        }
        prop_assert!(next.accounts_to_open().is_empty() || plan.items.iter().any(|item| is_prefix_ended(&item.verdict)));
    }
}
