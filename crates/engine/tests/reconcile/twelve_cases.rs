//! The twelve cases, with their numbers: each row of the table is a test.

use engine::analyze::{DetailsReader, Reasons};
use engine::model::{
    AccountChoice, Difference, Doubt, How, Language, Plan, Proposal, SeriesCode, Verdict,
};

use super::world::{account, chain, finding, item, row, rows};

/// What a doubt is and its candidates: code or branch, and what differs in English.
fn doubtful(verdict: &Verdict) -> (&Doubt, Vec<(String, Vec<String>)>) {
    let Verdict::Unresolved { doubt, candidates } = verdict else {
        panic!("not in doubt: {verdict:?}");
    };
    let said = |differences: &[Difference]| {
        differences.iter().map(|difference| difference.say(Language::En)).collect()
    };
    let candidates = candidates.iter().map(|candidate| {
        let what = match &candidate.proposal {
            Proposal::CostCenter { code, .. } => code.clone(),
            Proposal::SameAs { branch, .. } => branch.0.clone(),
        };
        (what, said(&candidate.differs))
    });
    (doubt, candidates.collect())
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn case_01_a_series_of_a_known_branch_inherits() {
    // Through the report of details: 400 lines are one finding, one verdict and one row.
    let mut lines: Vec<&[&str]> = vec![&["Sec.", "Serie", "Sucursal", "Motivo"]];
    lines.extend(std::iter::repeat_n::<&[&str]>(
        &["1", "F003", "TM PLAZA NORTE", "Serie no registrada para la sucursal"],
        400,
    ));
    let reasons = Reasons::usual();
    let mut reader = DetailsReader::new(&reasons);
    rows(&lines).iter().for_each(|row| reader.row(row));
    let details = reader.finish().expect("a report of details");
    let plan = chain().plan_of(&details.findings);
    assert_eq!((details.rows, plan.items.len(), plan.items[0].count), (400, 1, 400));
    assert!(matches!(plan.items[0].verdict, Verdict::Inherited { how: How::Key, .. }));
    let additions = plan.additions();
    assert_eq!(
        additions[0].texts(),
        [
            "F003",
            "1101",
            "TM PLAZA NORTE",
            "TM PLAZA NORTE",
            "20",
            "CANCELACIONES TIENDAS PROPIAS",
            "00000000242",
            "TICKETS VARIOS - TM PLAZA NORTE"
        ]
    );
    assert_eq!((additions.len(), plan.accounts_to_open().len()), (1, 0));
}

#[test]
fn case_02_two_series_of_a_new_branch_share_one_account() {
    let plan = chain().plan(&[("F005", "TM MALL PLZ COMAS 2"), ("B005", "TM MALL PLZ COMAS 2")]);
    let opened = account("00000000302", "TICKETS VARIOS - TM MALL PLZ COMAS 2");
    for item in &plan.items {
        let Verdict::New { how, account, row } = &item.verdict else { panic!("{item:?}") };
        assert_eq!((*how, account), (How::Key, &AccountChoice::Open(opened.clone())));
        assert_eq!((row.cost_center.as_str(), row.account.as_str()), ("1103", "00000000302"));
        assert_eq!(row.cost_center_name, "TM MALL PLAZA COMAS 2");
        assert_eq!(row.branch.0, "TM MALL PLZ COMAS 2");
    }
    assert_eq!((plan.items.len(), plan.accounts_to_open()), (2, vec![opened]));
}

#[test]
fn case_03_another_number_is_another_place() {
    let plan = chain().plan(&[("B020", "TM SAN JUAN DE LURIGANCHO 2")]);
    let (doubt, candidates) = doubtful(&plan.items[0].verdict);
    assert_eq!(*doubt, Doubt::NoneAlike);
    assert_eq!(candidates, [("1104".to_owned(), strings(&["number differs (2 and 1)"]))]);
    assert!(plan.additions().is_empty() && plan.accounts_to_open().is_empty());
}

#[test]
fn case_04_a_missing_brand_is_another_place() {
    let verdict = chain().verdict("B021", "IS MALL DEL SUR");
    let (doubt, candidates) = doubtful(&verdict);
    assert_eq!(*doubt, Doubt::NoneAlike);
    assert_eq!(candidates[0], ("1107".to_owned(), strings(&["brand missing (IS)"])));
}

#[test]
fn case_05_a_series_that_is_listed_elsewhere_may_have_moved() {
    let verdict = chain().verdict("B002", "TM PLAZA NORTE");
    let (doubt, candidates) = doubtful(&verdict);
    assert!(matches!(doubt, Doubt::SeriesMoved { from } if from[0].0 == "IS PLAZA NORTE"));
    // The proposal is to inherit.
    assert_eq!(candidates, [("TM PLAZA NORTE".to_owned(), vec![])]);
}

#[test]
fn case_06_another_spelling_of_the_pair_gets_a_row_of_its_own() {
    let verdict = chain().verdict("B099", "TM AVENIDA LIMA 120");
    assert!(matches!(verdict, Verdict::Inherited { how: How::Spelling, .. }));
    let row = row(&verdict);
    assert_eq!(row.branch.0, "TM AVENIDA LIMA 120");
    assert_eq!((row.cost_center.as_str(), row.account.as_str()), ("1190", "00000000260"));
}

#[test]
fn case_07_a_catalog_that_contradicts_itself_decides_nothing() {
    let verdict = chain().verdict("B012", "TM MINKA");
    let (doubt, candidates) = doubtful(&verdict);
    assert_eq!(
        *doubt,
        Doubt::ContradictoryCatalog {
            cost_centers: strings(&["1110", "1111"]),
            accounts: strings(&["00000000250", "00000000251"]),
        }
    );
    assert_eq!(candidates, [("1110".to_owned(), vec![]), ("1111".to_owned(), vec![])]);
}

#[test]
fn case_08_two_cost_centers_of_one_name_decide_nothing() {
    let verdict = chain().verdict("B030", "TM REAL PLAZA CUSCO");
    let (doubt, candidates) = doubtful(&verdict);
    assert_eq!(*doubt, Doubt::SeveralCostCenters { codes: strings(&["1112", "1113"]) });
    assert_eq!(candidates[..2], [("1112".to_owned(), vec![]), ("1113".to_owned(), vec![])]);
}

#[test]
fn case_09_an_account_of_that_name_is_reused() {
    let plan = chain().plan(&[("B031", "TM LARCOMAR")]);
    let reused = account("00000000301", "TICKETS VARIOS - TM LARCOMAR");
    let Verdict::New { account, row, .. } = &plan.items[0].verdict else { panic!("{plan:?}") };
    assert_eq!(*account, AccountChoice::Reuse(reused));
    assert_eq!((row.cost_center.as_str(), row.account.as_str()), ("1120", "00000000301"));
    assert!(plan.accounts_to_open().is_empty());
}

#[test]
fn case_10_what_is_listed_is_never_registered_again() {
    let mut world = chain();
    let plan = world.plan(&[("B001", "TM PLAZA NORTE")]);
    assert!(matches!(plan.items[0].verdict, Verdict::AlreadyListed { .. }));
    assert_eq!((plan.certain().count(), plan.unresolved().count()), (0, 1));
    // Round two, after whatever the first one has done.
    world.apply(&plan);
    assert_eq!(world.plan(&[("B001", "TM PLAZA NORTE")]), plan);
}

/// The details of the cases 1, 2, 6, 9 and 11.
fn mixed() -> Vec<engine::model::Finding> {
    vec![
        finding("F003", "TM PLAZA NORTE", 400),
        finding("F005", "TM MALL PLZ COMAS 2", 3),
        finding("B005", "TM MALL PLZ COMAS 2", 5),
        finding("B099", "TM AVENIDA LIMA 120", 1),
        finding("B031", "TM LARCOMAR", 2),
        finding("1", "12345", 1),
    ]
}

fn certain(plan: &Plan) -> Vec<&SeriesCode> {
    plan.certain().map(|item| &item.code).collect()
}

#[test]
fn case_11_an_unreadable_branch_stops_nobody_else() {
    let plan = chain().plan_of(&mixed());
    let (doubt, _) = doubtful(&item(&plan, "1", "12345").verdict);
    assert_eq!(*doubt, Doubt::UnreadableBranch);
    assert_eq!(
        certain(&plan).iter().map(|code| code.0.as_str()).collect::<Vec<_>>(),
        ["B005", "B031", "B099", "F003", "F005"]
    );
    assert_eq!(plan.unresolved().count(), 1);
}

#[test]
fn case_12_h26_without_cost_centers_only_known_branches_go_on() {
    let mut world = chain();
    world.cost_centers.entries.clear();
    let plan = world.plan_of(&mixed()[..3]);
    let inherited = row(&item(&plan, "F003", "TM PLAZA NORTE").verdict);
    assert_eq!(
        (inherited.cost_center.as_str(), inherited.account.as_str()),
        ("1101", "00000000242")
    );
    for code in ["F005", "B005"] {
        let (doubt, candidates) = doubtful(&item(&plan, code, "TM MALL PLZ COMAS 2").verdict);
        assert_eq!((doubt, candidates.len()), (&Doubt::NoCostCenters, 0));
    }
    assert_eq!(plan.unresolved().count(), 2);
}
