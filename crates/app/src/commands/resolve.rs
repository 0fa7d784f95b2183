//! `cuadre resolve`: a person has looked, and says whether an action in doubt happened.

use std::io::Write;

use clap::ArgMatches;
use engine::journal::{EffectState, Happened};

use super::{journal, stdout};
use crate::failure::{Failure, Outcome, Told};
use crate::text::{EFFECT_DONE, EFFECT_NOT_DONE, Say, s};
use crate::this_process::{SystemClock, who};

/// Keeps his word.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (_, mut memory) = journal::existing(arguments, say)?;
    let wrong = |error| journal::failure(&error, say);
    let typed = arguments.get_one::<String>("effect").cloned().unwrap_or_default();
    let effect = memory.find_effect(&typed).map_err(wrong)?;
    let happened = if arguments.get_flag("happened") { Happened::Yes } else { Happened::No };
    let (is_done, is_undone) = (effect.state == EffectState::Done, arguments.get_flag("undone"));
    if is_done != is_undone && (is_undone || happened == Happened::No) {
        let action = engine::journal::words::of_key(&effect.key, say.0);
        let number = effect.id.to_string();
        let values = [("action", action.as_str()), ("effect", &number)];
        let text = if is_done { &EFFECT_DONE } else { &EFFECT_NOT_DONE };
        return Err(Failure::usage(Told::of(text, &values, say).render(say)));
    }
    let row = memory.resolve(&SystemClock, effect.id, happened, &who()).map_err(wrong)?;
    let words = match happened {
        Happened::Yes => s(
            "{key}: consta que ocurrió. Siga con: cuadre run\n",
            "{key}: it is on record that it happened. Go on by: cuadre run\n",
        ),
        Happened::No if is_undone => s(
            "{key}: consta que se deshizo a mano. Siga con: cuadre run\n",
            "{key}: it is on record that it was undone by hand. Go on by: cuadre run\n",
        ),
        Happened::No => s(
            "{key}: consta que no ocurrió. Siga con: cuadre run\n",
            "{key}: it is on record that it did not happen. Go on by: cuadre run\n",
        ),
    };
    let action = engine::journal::words::of_key(&row.key, say.0);
    let told = journal::as_given(arguments).text(&say.fill(words, &[("key", &action)]));
    stdout::print_sentences(out, &told, say)?;
    Ok(Outcome::Done)
}
