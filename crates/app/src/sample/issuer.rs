//! Issues the documents of a month, in the order of their dates.
//!
//! Each series counts upwards in its branch; a note corrects a document that has been issued, for no more than that
//! was, or one of an earlier month. A few recent documents are remembered for notes and repeats, and nothing else is:
//! memory does not grow with rows.

use std::collections::VecDeque;

use engine::model::Date;

use super::Request;
use super::chain::{self, Branch, Customer};
use super::defects::Wanted;
use super::dice::Dice;
use super::document::{Amended, Document, Kind};

/// How many recent documents a note may correct.
const RECENT_MAX: usize = 512;

/// Prices of shop goods, in cents.
const PRICES: [i64; 16] = [
    490, 790, 990, 1_290, 1_490, 1_990, 1_990, 2_490, 2_990, 2_990, 3_990, 4_990, 5_990, 6_990,
    8_990, 12_990,
];

/// The number blocks of a branch, one per series.
#[derive(Clone, Copy, Debug)]
enum Block {
    Till(u8),
    Invoice,
    ReceiptCredit,
    InvoiceCredit,
    ReceiptDebit,
    InvoiceDebit,
    Contingency,
}

const BLOCKS: usize = 9;
const TILLS: u64 = 3;

impl Block {
    fn index(self) -> usize {
        match self {
            Block::Till(till) => till as usize,
            Block::Invoice => 3,
            Block::ReceiptCredit => 4,
            Block::InvoiceCredit => 5,
            Block::ReceiptDebit => 6,
            Block::InvoiceDebit => 7,
            Block::Contingency => 8,
        }
    }

    fn series(self, branch: usize) -> String {
        const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let number = branch + 1;
        let two = || {
            let digit = |place: usize| char::from(DIGITS[place % 36]);
            [digit(number / 36), digit(number)].iter().collect::<String>()
        };
        match self {
            Block::Till(till) => format!("B{:03}", branch * TILLS as usize + till as usize + 1),
            Block::Invoice => format!("F{number:03}"),
            Block::ReceiptCredit => format!("BC{}", two()),
            Block::InvoiceCredit => format!("FC{}", two()),
            Block::ReceiptDebit => format!("BD{}", two()),
            Block::InvoiceDebit => format!("FD{}", two()),
            Block::Contingency => format!("{number:04}"),
        }
    }
}

/// The branches that a ledger of so many rows has.
pub(super) fn chain_of(rows: u64) -> Vec<Branch> {
    chain::branches((rows / 2_000).clamp(40, 130) as usize)
}

/// Every series that a branch of the chain may issue, the tills' first.
pub(super) fn series_of(branch: usize) -> Vec<String> {
    let tills = (0..TILLS as u8).map(Block::Till);
    let others = [
        Block::Invoice,
        Block::ReceiptCredit,
        Block::InvoiceCredit,
        Block::ReceiptDebit,
        Block::InvoiceDebit,
        Block::Contingency,
    ];
    tills.chain(others).map(|block| block.series(branch)).collect()
}

/// What is remembered of the documents so far.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// Clean sales that no note has corrected yet.
    pub(super) sales: VecDeque<Document>,
    /// Clean ranges into which no other document has been put yet.
    pub(super) ranges: VecDeque<Document>,
    any_range: bool,
}

impl Past {
    /// Takes one of the remembered sales away.
    pub(super) fn take_sale(&mut self, dice: &mut Dice) -> Option<Document> {
        let index = dice.below(self.sales.len() as u64) as usize;
        self.sales.swap_remove_back(index)
    }

    pub(super) fn remember(&mut self, document: &Document) {
        if document.kind.is_note() || document.drift != 0 {
            return;
        }
        let is_range = document.number_last > document.number_first;
        self.any_range |= is_range;
        let list = if is_range { &mut self.ranges } else { &mut self.sales };
        list.push_back(document.clone());
        if list.len() > RECENT_MAX {
            list.pop_front();
        }
    }
}

/// The chain's sales offices, all together.
pub(super) struct Issuer {
    chain: Vec<Branch>,
    /// The next number of each block of each branch.
    next: Vec<[u64; BLOCKS]>,
    first_day: Date,
    days: u64,
    rows: u64,
    /// Whether a range is wanted early, so that something can overlap it.
    early_range: bool,
    made: u64,
    pub(super) dice: Dice,
    pub(super) past: Past,
}

impl Issuer {
    /// The offices at the month's beginning; `None` where the calendar of spreadsheets does not have the month.
    pub(super) fn new(request: &Request) -> Option<Issuer> {
        let mut dice = Dice::new(request.seed);
        let chain = chain_of(request.rows);
        let next = chain.iter().map(|_| [(); BLOCKS].map(|()| 1_000 + dice.below(90_000)));
        let next = next.collect();
        let after = request.period.next();
        let first_day = Date::new(request.period.year, request.period.month, 1)?;
        let days = Date::new(after.year, after.month, 1)?.serial() - first_day.serial();
        Some(Issuer {
            chain,
            next,
            first_day,
            days: days as u64,
            rows: request.rows,
            early_range: request.dirty.0 > 0,
            made: 0,
            dice,
            past: Past::default(),
        })
    }

    /// The branch that issued a document.
    pub(super) fn branch(&self, document: &Document) -> &Branch {
        &self.chain[document.branch]
    }

    /// How many documents were issued.
    pub(super) fn made(&self) -> u64 {
        self.made
    }

    /// Issues the next document, of the sort that is wanted.
    pub(super) fn issue(&mut self, wanted: Wanted) -> Document {
        let document = self.draw(wanted);
        self.made += 1;
        document
    }

    fn draw(&mut self, wanted: Wanted) -> Document {
        let lot = self.dice.below(1_000);
        match wanted {
            Wanted::Any if lot < 30 => self.note(Kind::CreditNote),
            Wanted::Any if lot < 32 => self.note(Kind::DebitNote),
            Wanted::Any if lot < 135 => self.sale(Kind::Invoice),
            Wanted::Any => self.sale(Kind::SalesReceipt),
            Wanted::Invoice => self.sale(Kind::Invoice),
            Wanted::Receipt => {
                let mut receipt = self.sale(Kind::SalesReceipt);
                if receipt.number_last > receipt.number_first {
                    // What many may sum up to without a customer, one may not.
                    receipt.total = receipt.total.min(69_900);
                }
                receipt.number_last = receipt.number_first;
                receipt
            }
            Wanted::Named => {
                let mut receipt = self.sale(Kind::SalesReceipt);
                receipt.number_last = receipt.number_first;
                receipt.customer = Customer::person(&mut self.dice);
                receipt
            }
            Wanted::Contingency => self.contingency(),
            Wanted::CreditNote => self.note(Kind::CreditNote),
            Wanted::EarlierNote => self.note_on_earlier(Kind::CreditNote),
            Wanted::Repeat => self.repeat(),
            Wanted::WithinRange => self.within_range(),
        }
    }

    fn today(&self) -> Date {
        let day = self.made * self.days / self.rows.max(1);
        Date::from_serial(self.first_day.serial() + day as i64).unwrap_or(self.first_day)
    }

    fn blank(&mut self, kind: Kind, branch: usize, block: Block) -> Document {
        let number = self.next[branch][block.index()];
        self.next[branch][block.index()] += 1;
        let issue_date = self.today();
        Document {
            sequence: self.made + 1,
            kind,
            branch,
            till: match block {
                Block::Till(till) => till + 1,
                _ => 1,
            },
            series: block.series(branch),
            number_first: number,
            number_last: number,
            issue_date,
            due_date: self.dice.happens(35, 100).then_some(issue_date),
            customer: Customer::anonymous(),
            total: 0,
            drift: 0,
            tax_excess: 0,
            unrounded: self.dice.happens(20, 100),
            discounted: false,
            amended: None,
        }
    }

    fn basket(&mut self) -> i64 {
        let items = 1 + self.dice.below(2) + self.dice.below(3);
        (0..items).map(|_| self.dice.pick(&PRICES)).sum()
    }

    fn sale(&mut self, kind: Kind) -> Document {
        let branch = self.dice.below(self.chain.len() as u64) as usize;
        let block = match kind {
            Kind::Invoice => Block::Invoice,
            _ => Block::Till(self.dice.below(TILLS) as u8),
        };
        let mut sale = self.blank(kind, branch, block);
        sale.total = self.basket();
        if self.dice.happens(if kind == Kind::Invoice { 15 } else { 1 }, 100) {
            sale.total *= 5 + self.dice.below(20) as i64;
        }
        if kind == Kind::Invoice {
            sale.customer = Customer::firm(&mut self.dice);
            if self.dice.happens(1, 5) {
                sale.due_date = Date::from_serial(sale.issue_date.serial() + 30);
            }
            return sale;
        }
        let range_due = self.early_range && !self.past.any_range && self.made >= 3;
        let lot = self.dice.below(1_000);
        sale.customer = match sale.total >= 70_000 || lot >= 100 {
            true if lot >= 985 => Customer::foreigner(&mut self.dice),
            true if lot >= 975 => Customer::firm(&mut self.dice),
            true => Customer::person(&mut self.dice),
            false => Customer::anonymous(),
        };
        if range_due || sale.total < 70_000 && (7..10).contains(&lot) {
            self.widen(&mut sale, block);
        }
        sale
    }

    /// Makes a receipt stand for several small ones in a row.
    fn widen(&mut self, sale: &mut Document, block: Block) {
        let more = 3 + self.dice.below(12);
        sale.customer = Customer::anonymous();
        sale.number_last = sale.number_first + more;
        self.next[sale.branch][block.index()] += more;
        sale.total += (0..more).map(|_| self.basket()).sum::<i64>();
    }

    fn contingency(&mut self) -> Document {
        let branch = self.dice.below(self.chain.len() as u64) as usize;
        let mut sale = self.blank(Kind::SalesReceipt, branch, Block::Contingency);
        sale.total = self.basket();
        sale.customer = Customer::person(&mut self.dice);
        sale
    }

    fn note(&mut self, kind: Kind) -> Document {
        match self.dice.happens(7, 10) {
            true => match self.past.take_sale(&mut self.dice) {
                Some(sale) => self.note_on(kind, &sale),
                None => self.note_on_earlier(kind),
            },
            false => self.note_on_earlier(kind),
        }
    }

    fn note_block(kind: Kind, amended: Kind) -> Block {
        match (kind, amended) {
            (Kind::DebitNote, Kind::Invoice) => Block::InvoiceDebit,
            (Kind::DebitNote, _) => Block::ReceiptDebit,
            (_, Kind::Invoice) => Block::InvoiceCredit,
            _ => Block::ReceiptCredit,
        }
    }

    /// A note on a sale of this ledger: a credit note gives back all of it, or half.
    fn note_on(&mut self, kind: Kind, sale: &Document) -> Document {
        let mut note = self.blank(kind, sale.branch, Self::note_block(kind, sale.kind));
        note.customer = sale.customer.clone();
        note.total = match kind {
            Kind::CreditNote if self.dice.happens(1, 3) => -(sale.total / 2),
            Kind::CreditNote => -sale.total,
            _ => sale.total.min(500),
        };
        note.amended = Some(Amended {
            date: sale.issue_date,
            kind: sale.kind,
            series: sale.series.clone(),
            number: sale.number_first,
        });
        note
    }

    /// A note on a sale of one of the last two months.
    fn note_on_earlier(&mut self, kind: Kind) -> Document {
        let branch = self.dice.below(self.chain.len() as u64) as usize;
        let amended = if self.dice.happens(1, 6) { Kind::Invoice } else { Kind::SalesReceipt };
        let block = match amended {
            Kind::Invoice => Block::Invoice,
            _ => Block::Till(self.dice.below(TILLS) as u8),
        };
        let mut note = self.blank(kind, branch, Self::note_block(kind, amended));
        note.customer = match amended {
            Kind::Invoice => Customer::firm(&mut self.dice),
            _ => Customer::person(&mut self.dice),
        };
        let credit = kind == Kind::CreditNote;
        note.total = if credit { -self.basket() } else { 500 };
        note.discounted = credit && self.dice.happens(1, 2);
        let days = 1 + self.dice.below(60) as i64;
        note.amended = Some(Amended {
            date: Date::from_serial(self.first_day.serial() - days).unwrap_or(self.first_day),
            kind: amended,
            series: block.series(branch),
            // Numbers of this ledger begin at 1,000.
            number: 1 + self.dice.below(999),
        });
        note
    }

    /// A sale that has been here already, told once more.
    fn repeat(&mut self) -> Document {
        let index = self.dice.below(self.past.sales.len() as u64) as usize;
        match self.past.sales.get(index) {
            Some(sale) => Document { sequence: self.made + 1, ..sale.clone() },
            None => self.sale(Kind::SalesReceipt),
        }
    }

    /// A receipt whose number lies within a range that has been here already.
    fn within_range(&mut self) -> Document {
        let Some(range) = self.past.ranges.pop_front() else {
            return self.sale(Kind::SalesReceipt);
        };
        let number =
            range.number_first + 1 + self.dice.below(range.number_last - range.number_first);
        Document {
            sequence: self.made + 1,
            number_first: number,
            number_last: number,
            issue_date: self.today(),
            total: self.basket(),
            customer: Customer::person(&mut self.dice),
            ..range
        }
    }
}
