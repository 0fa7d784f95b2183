//! What was found out about the files of a run, for the operator and for the record.

use super::report::EvidenceReport;
use super::source::Source;
use super::work::Work;
use crate::ingest::evidence::Evidence;
use crate::ingest::file_name::period_of_name;
use crate::model::{Language, Sentence};

const PERIOD_GIVEN: Sentence =
    Sentence::new("periodo {period}, como se indicó", "period {period}, as given");
const PERIOD_OF_NAME: Sentence = Sentence::new(
    "periodo {period}, por el nombre del archivo",
    "period {period}, by the file's name",
);
const PERIOD_OF_ROWS: Sentence = Sentence::new(
    "periodo {period}, por la mayoría de sus primeras filas",
    "period {period}, by most of its first rows",
);

/// All that was found out, each with its file's name.
pub(super) fn of(work: &Work<'_>, sources: &[Source]) -> Vec<(String, Evidence)> {
    let period = |source: &Source| {
        let sentence = match (work.job.period, period_of_name(&source.path)) {
            (Some(_), _) => PERIOD_GIVEN,
            (None, Some(_)) => PERIOD_OF_NAME,
            (None, None) => PERIOD_OF_ROWS,
        };
        Evidence::new(sentence).with("period", work.period.to_string())
    };
    let each = |source: &Source| {
        let all = source.evidence.iter().cloned();
        let all = all.chain([period(source)]).chain(source.afterwards.iter().cloned());
        all.map(|evidence| (source.name.clone(), evidence)).collect::<Vec<_>>()
    };
    sources.iter().flat_map(each).collect()
}

/// The same as the documents of a run have it.
pub(super) fn reports(evidence: &[(String, Evidence)], language: Language) -> Vec<EvidenceReport> {
    let report = |(file, evidence): &(String, Evidence)| EvidenceReport {
        file: file.clone(),
        says: evidence.say(language),
        doubt: evidence.doubt,
    };
    evidence.iter().map(report).collect()
}
