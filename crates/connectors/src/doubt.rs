//! What is known of the world after an operation: decided by what passed over the wire, never by what a script says.
//!
//! The table of docs/connectors.md, as a function. A *write* is a mutating call of which a byte left us. It *did
//! something* where its complete answer is below 400 and does not say that the session had ended.

use engine::ports::FailureKind;

/// One call, as the host saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Whether it may change the books.
    pub mutating: bool,
    /// Whether a byte of it left us.
    pub left: bool,
    /// The status of its answer, if that was read to its end.
    pub answer: Option<u16>,
    /// Whether that answer said that nobody is logged in: refused before anything was done.
    pub session_ended: bool,
}

impl Seen {
    fn is_write(self) -> bool {
        self.mutating && self.left
    }

    fn did_something(self) -> bool {
        self.is_write() && !self.session_ended && self.answer.is_some_and(|status| status < 400)
    }

    fn is_untold(self) -> bool {
        self.is_write() && self.answer.is_none_or(|status| status >= 500)
    }
}

/// How the script's function ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It returned what the port wants.
    Returned,
    /// It said that there was nothing to send.
    Unneeded,
    /// It said `refused(..)`.
    Refused,
    /// A call did not come through, or the run was asked to stop.
    Broken,
    /// An answer's status, with which the script did not reckon.
    Status(u16),
    /// An error of the script, a limit, a panic, a return of the wrong shape, a forbidden call, another host.
    Script,
}

/// The kind of failure that an operation ends in; `None`: it is done.
pub fn judge(mutating: bool, calls: &[Seen], ending: Ending) -> Option<FailureKind> {
    if calls.iter().any(|call| call.is_untold()) {
        return Some(FailureKind::InDoubt);
    }
    let done = calls.iter().filter(|call| call.did_something()).count();
    let done_last = calls.last().is_some_and(|call| call.did_something());
    match ending {
        Ending::Returned if mutating && !calls.iter().any(|call| call.is_write()) => {
            Some(FailureKind::Unrecognized)
        }
        Ending::Returned => None,
        Ending::Unneeded if done == 0 => None,
        // A platform that says no with 200: the last answer is the no.
        Ending::Refused if done == 0 || (done == 1 && done_last) => Some(FailureKind::Refused),
        _ if done > 0 => Some(FailureKind::InDoubt),
        Ending::Broken => Some(FailureKind::Unreachable),
        Ending::Status(500..) => Some(FailureKind::Unreachable),
        Ending::Status(400..) | Ending::Refused => Some(FailureKind::Refused),
        Ending::Status(_) | Ending::Script | Ending::Unneeded => Some(FailureKind::Unrecognized),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FailureKind::{InDoubt, Refused, Unreachable, Unrecognized};

    const READ: Seen =
        Seen { mutating: false, left: true, answer: Some(200), session_ended: false };

    fn write(answer: Option<u16>) -> Seen {
        Seen { mutating: true, left: true, answer, session_ended: false }
    }

    const EVERY: [Ending; 6] = [
        Ending::Returned,
        Ending::Unneeded,
        Ending::Refused,
        Ending::Broken,
        Ending::Status(422),
        Ending::Script,
    ];

    #[test]
    fn a_lost_answer_to_a_write_is_doubt_whatever_the_script_says() {
        for ending in EVERY {
            for status in [None, Some(500), Some(503)] {
                assert_eq!(judge(true, &[write(status), READ], ending), Some(InDoubt));
            }
        }
    }

    #[test]
    fn before_a_write_left_us_nothing_is_in_doubt() {
        let unsent = Seen { left: false, ..write(None) };
        let kinds = EVERY.map(|ending| judge(true, &[READ, unsent], ending));
        let expected = [Unrecognized, Refused, Unreachable, Refused, Unrecognized];
        assert_eq!(kinds[0], Some(expected[0]), "nothing was sent, so nothing is done");
        assert_eq!(kinds[1], None);
        assert_eq!(&kinds[2..], expected[1..].iter().map(|kind| Some(*kind)).collect::<Vec<_>>());
    }

    #[test]
    fn after_a_write_that_did_something_only_its_own_no_is_believed() {
        let kinds = EVERY.map(|ending| judge(true, &[write(Some(200))], ending));
        let doubt = Some(InDoubt);
        assert_eq!(kinds, [None, doubt, Some(Refused), doubt, doubt, doubt]);
        assert_eq!(judge(true, &[write(Some(200)), READ], Ending::Refused), doubt);
        assert_eq!(judge(true, &[write(Some(201)), write(Some(422))], Ending::Refused), doubt);
        assert_eq!(judge(true, &[write(Some(302))], Ending::Status(302)), doubt);
    }

    #[test]
    fn a_write_that_was_refused_did_nothing() {
        let kinds = EVERY.map(|ending| judge(true, &[write(Some(422))], ending));
        let (refused, unrecognized) = (Some(Refused), Some(Unrecognized));
        assert_eq!(kinds, [None, None, refused, Some(Unreachable), refused, unrecognized]);
        let ended = Seen { session_ended: true, ..write(Some(200)) };
        assert_eq!(judge(true, &[ended, READ], Ending::Status(401)), refused);
    }

    #[test]
    fn a_look_up_is_never_in_doubt() {
        let lost = Seen { answer: None, ..READ };
        for ending in [Ending::Broken, Ending::Status(500)] {
            assert_eq!(judge(false, &[READ, lost], ending), Some(Unreachable));
        }
        assert_eq!(judge(false, &[READ], Ending::Status(404)), Some(Refused));
        assert_eq!(judge(false, &[READ], Ending::Script), Some(Unrecognized));
        assert_eq!(judge(false, &[READ], Ending::Returned), None);
    }
}
