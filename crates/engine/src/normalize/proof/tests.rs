//! The row proof: what holds, and every way in which it fails.

use super::*;
use crate::model::Language;
use proptest::prelude::*;

const BLANK: Verdict = Verdict::Skipped(SkipReason::Blank);

/// A sheet whose headers stand on line 1, with these rows, and parts of `size` rows.
fn proof_of(rows: &[(u64, Verdict)], size: u64) -> RowProof {
    let mut proof = RowProof::new();
    proof.file_begun(0, 1, LineStep::Rows);
    let mut in_part = 0;
    for (line, verdict) in rows {
        proof.source_row(*line);
        proof.verdict(*line, *verdict);
        in_part += u64::from(matches!(verdict, Verdict::Accepted | Verdict::Fixed));
        if in_part == size {
            proof.sealed_part(in_part).expect("a part");
            in_part = 0;
        }
    }
    if in_part > 0 {
        proof.sealed_part(in_part).expect("a part");
    }
    proof
}

#[test]
fn counts_stored_and_unstored_blank_rows_up_to_the_last_written_one() {
    let rows = [(2, Verdict::Accepted), (3, BLANK), (6, Verdict::Rejected), (7, BLANK), (9, BLANK)];
    let mut proof = proof_of(&rows, 10);
    let counts = proof.file_ended(9, 5).expect("a proof");
    assert_eq!(counts.rows_in, 5);
    assert_eq!((counts.accepted, counts.rejected, counts.skipped()), (1, 1, 3));
    assert_eq!(proof.check(), Ok(counts));
}

#[test]
fn lines_inside_a_text_row_are_no_rows() {
    let mut proof = RowProof::new();
    proof.file_begun(0, 1, LineStep::Text);
    for line in [2, 5, 6] {
        proof.source_row(line);
        proof.verdict(line, Verdict::Rejected);
    }
    assert_eq!(proof.file_ended(6, 3).expect("a proof").rows_in, 3);
}

#[test]
fn an_empty_file_proves_itself() {
    let mut proof = RowProof::new();
    proof.file_begun(0, 1, LineStep::Rows);
    assert_eq!(proof.file_ended(1, 0), Ok(RowCounts::default()));
    assert_eq!(proof.check(), Ok(RowCounts::default()));
}

#[test]
fn fails_where_a_row_has_no_verdict() {
    let mut proof = proof_of(&[(2, Verdict::Rejected), (3, Verdict::Rejected)], 10);
    proof.source_row(4);
    let fault = ProofError::Sum { file: Some(0), rows_in: 3, judged: 2 };
    assert_eq!(proof.file_ended(4, 3), Err(fault));
    assert_eq!(proof.check(), Err(fault));
}

#[test]
fn fails_where_one_row_is_lost_and_another_judged_instead() {
    let mut proof = RowProof::new();
    proof.file_begun(0, 1, LineStep::Rows);
    for line in [2, 4, 5] {
        proof.source_row(line);
    }
    for line in [2, 3, 5] {
        proof.verdict(line, Verdict::Rejected);
    }
    assert_eq!(proof.file_ended(5, 3), Err(ProofError::OtherRows { file: 0 }));
}

#[test]
fn fails_where_a_row_comes_twice_or_is_judged_twice() {
    let mut proof = proof_of(&[(2, Verdict::Rejected)], 10);
    proof.source_row(2);
    let place = RowPlace { file: 0, line: 2 };
    assert_eq!(proof.file_ended(2, 1), Err(ProofError::LineOrder { place, after: 2 }));
    let mut proof = proof_of(&[(2, Verdict::Rejected)], 10);
    proof.verdict(2, Verdict::Rejected);
    assert_eq!(proof.check(), Err(ProofError::VerdictOrder { place }));
}

#[test]
fn fails_where_the_reader_says_otherwise() {
    let mut proof = proof_of(&[(2, Verdict::Rejected)], 10);
    let fault = ProofError::Delivered { file: 0, said: 2, arrived: 1 };
    assert_eq!(proof.file_ended(2, 2), Err(fault));
    let mut proof = proof_of(&[(2, Verdict::Rejected)], 10);
    let fault = ProofError::LastLine { file: 0, said: 3, arrived: 2 };
    assert_eq!(proof.file_ended(3, 1), Err(fault));
}

#[test]
fn fails_where_a_part_holds_other_rows_than_were_accepted() {
    let mut proof = RowProof::new();
    proof.file_begun(0, 1, LineStep::Rows);
    proof.source_row(2);
    proof.verdict(2, Verdict::Fixed);
    let fault = ProofError::Part { part: 1, written: 2, accepted: 1 };
    assert_eq!(proof.sealed_part(2), Err(fault));
    assert_eq!(proof.check(), Err(fault));
}

#[test]
fn fails_where_an_accepted_row_is_in_no_part_or_a_file_has_no_end() {
    let mut proof = RowProof::new();
    proof.file_begun(3, 1, LineStep::Rows);
    proof.source_row(2);
    proof.verdict(2, Verdict::Accepted);
    assert_eq!(proof.check(), Err(ProofError::OpenFile { file: 3 }));
    proof.file_ended(2, 1).expect("a file");
    assert_eq!(proof.check(), Err(ProofError::Parts { written: 0, accepted: 1 }));
}

#[test]
fn every_failure_speaks_both_languages_and_names_what_it_can() {
    let place = RowPlace { file: 0, line: 7 };
    let faults = [
        ProofError::LineOrder { place, after: 9 },
        ProofError::VerdictOrder { place },
        ProofError::Delivered { file: 0, said: 7, arrived: 9 },
        ProofError::LastLine { file: 0, said: 7, arrived: 9 },
        ProofError::Sum { file: Some(0), rows_in: 7, judged: 9 },
        ProofError::Sum { file: None, rows_in: 7, judged: 9 },
        ProofError::OtherRows { file: 0 },
        ProofError::Part { part: 1, written: 7, accepted: 9 },
        ProofError::Parts { written: 7, accepted: 9 },
        ProofError::OpenFile { file: 0 },
    ];
    for fault in faults {
        for language in [Language::Es, Language::En] {
            let text = fault.says(language, "enero.xlsx");
            assert!(!text.contains('{') && text.ends_with('.'), "{text}");
            assert!(text.contains('7') || text.contains("enero.xlsx"), "{text}");
        }
    }
}

fn verdicts() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        Just(Verdict::Accepted),
        Just(Verdict::Fixed),
        Just(Verdict::Rejected),
        prop::sample::select(&SkipReason::ALL[..]).prop_map(Verdict::Skipped),
    ]
}

proptest! {
    #[test]
    fn what_is_counted_right_is_proved(
        rows in prop::collection::vec((1u64..4, verdicts()), 0..60),
        size in 1u64..9,
    ) {
        let mut line = 1;
        let rows: Vec<_> = rows.into_iter().map(|(step, verdict)| {
            line += step;
            (line, verdict)
        }).collect();
        let mut proof = proof_of(&rows, size);
        let counts = proof.file_ended(line, rows.len() as u64).expect("a proof");
        let last = rows.iter().rposition(|(_, verdict)| *verdict != BLANK);
        prop_assert_eq!(counts.rows_in, last.map_or(0, |last| rows[last].0 - 1));
        prop_assert_eq!(counts.rows_in, counts.judged());
        prop_assert_eq!(proof.check(), Ok(counts));
    }

    #[test]
    fn a_lost_verdict_never_passes(
        rows in prop::collection::vec((1u64..4, verdicts()), 1..60),
        lost in any::<prop::sample::Index>(),
    ) {
        let mut proof = RowProof::new();
        proof.file_begun(0, 1, LineStep::Rows);
        let mut line = 1;
        let lost = lost.index(rows.len());
        for (index, (step, verdict)) in rows.iter().enumerate() {
            line += step;
            proof.source_row(line);
            if index != lost {
                proof.verdict(line, *verdict);
            }
        }
        prop_assert!(proof.file_ended(line, rows.len() as u64).is_err());
    }
}
