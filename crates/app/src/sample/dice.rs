//! Chance that anybody can repeat: the same seed gives the same throws on any machine and in any year.

/// A source of throws (xoshiro256**, seeded by splitmix64).
#[derive(Clone, Debug)]
pub(super) struct Dice {
    state: [u64; 4],
}

impl Dice {
    /// The throws of a seed.
    pub(super) fn new(seed: u64) -> Dice {
        let mut mixed = seed;
        Dice {
            state: [(); 4].map(|()| {
                mixed = mixed.wrapping_add(0x9e37_79b9_7f4a_7c15);
                mix(mixed)
            }),
        }
    }

    fn throw(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let thrown = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        thrown
    }

    /// A number from 0 to `limit - 1`; 0 where the limit is 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.throw()) * u128::from(limit)) >> 64) as u64
    }

    /// Whether something happens that happens `times` of `of` times.
    pub(super) fn happens(&mut self, times: u64, of: u64) -> bool {
        self.below(of) < times
    }

    /// One of several things.
    pub(super) fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len() as u64) as usize]
    }
}

/// Spreads a number over 64 bits; equal numbers stay equal.
pub(super) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_seed_is_a_promise() {
        let mut dice = Dice::new(1);
        let throws: Vec<u64> = (0..6).map(|_| dice.below(1000)).collect();
        expect_test::expect!["[702, 520, 574, 391, 697, 143]"].assert_eq(&format!("{throws:?}"));
        assert_eq!(dice.below(0), 0);
        assert!(!dice.happens(0, 5) && dice.happens(5, 5));
    }
}
