//! Items of which one decision is enough for all: those of one branch that are in the same doubt.
//!
//! The engine lets them follow a decision about one of them (`reconcile`); here they are only put together, so that a
//! person is asked once.

use std::collections::BTreeMap;

use engine::journal::{Decided, Decision};
use engine::model::{PlanItem, Verdict};
use engine::run::phases::item_of;

use crate::terminal::one_line;
use crate::text::{Say, s};

/// How many series of a block are named.
const NAMED: usize = 4;

/// Items that are shown as one, in order.
pub(crate) struct Block<'p> {
    pub(crate) items: Vec<&'p PlanItem>,
    /// The number of the item that was decided, whose decision these will follow.
    pub(crate) follows: Option<u32>,
}

impl Block<'_> {
    /// The details of all.
    pub(crate) fn details(&self) -> u64 {
        self.items.iter().map(|item| item.count).sum()
    }

    /// The series by name: the first few, and how many more.
    pub(crate) fn series(&self, say: Say) -> String {
        let named = self.items.iter().take(NAMED).map(|item| one_line(&item.code.0, 20));
        let named = named.collect::<Vec<_>>().join(", ");
        match self.items.len().saturating_sub(NAMED) {
            0 => named,
            more => {
                let words = s("{named} y {more} más", "{named} and {more} more");
                say.fill(words, &[("named", &named), ("more", &more.to_string())])
            }
        }
    }

    /// The numbers of the others, since what is said of one series alone is said by its number.
    pub(crate) fn other_numbers(&self) -> String {
        let numbers = self.items.iter().skip(1).map(|item| item.number.to_string());
        let shown: Vec<_> = numbers.take(NAMED).collect();
        let more = if self.items.len() > NAMED + 1 { ", …" } else { "" };
        shown.join(", ") + more
    }
}

/// All items, each in exactly one block; what a person has decided stands alone.
pub(crate) fn blocks<'p>(
    items: &'p [PlanItem],
    decisions: &BTreeMap<String, Decision>,
) -> Vec<Block<'p>> {
    let mut blocks: Vec<Block<'p>> = Vec::new();
    for item in items {
        let is_open = of_branch(item) && !decisions.contains_key(&item_of(item));
        let known = blocks.iter_mut().find(|block| {
            let first = block.items[0];
            is_open && alike(first, item) && !decisions.contains_key(&item_of(first))
        });
        match known {
            Some(block) => block.items.push(item),
            None => blocks.push(Block { items: vec![item], follows: None }),
        }
    }
    let decided = |item: &PlanItem| decisions.get(&item_of(item)).map(|known| &known.decided);
    for block in &mut blocks {
        let first = block.items[0];
        if !of_branch(first) || decided(first).is_some() {
            continue;
        }
        let chosen: Vec<_> = items
            .iter()
            .filter(|item| alike(first, item))
            .filter_map(|item| Some((item.number, decided(item)?)))
            .filter(|(_, decided)| !matches!(decided, Decided::Skip(_)))
            .collect();
        // Where different ones were chosen, nobody knows which is meant for the rest.
        if let Some((number, choice)) = chosen.first()
            && chosen.iter().all(|(_, other)| other == choice)
        {
            block.follows = Some(*number);
        }
    }
    blocks
}

/// Whether what is asked about it is asked about its branch.
fn of_branch(item: &PlanItem) -> bool {
    matches!(&item.verdict, Verdict::Unresolved { doubt, .. } if doubt.is_of_branch())
}

fn alike(one: &PlanItem, other: &PlanItem) -> bool {
    match (&one.verdict, &other.verdict) {
        (Verdict::Unresolved { doubt, .. }, Verdict::Unresolved { doubt: same, .. }) => {
            one.branch == other.branch && doubt == same && doubt.is_of_branch()
        }
        _ => false,
    }
}
