//! Simulated runs of very different kinds: how long each of their steps takes, in seconds.

/// PCG-XSH-RR 32 (O'Neill 2014): the same numbers on every machine.
#[derive(Debug)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn uniform(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let shifted = (((self.0 >> 18) ^ self.0) >> 27) & 0xffff_ffff;
        let rotation = u32::try_from(self.0 >> 59).unwrap_or(0);
        let bits = u32::try_from(shifted).unwrap_or(0).rotate_right(rotation);
        (f64::from(bits) + 0.5) / 4_294_967_296.0
    }

    /// Near enough to a normal distribution: the sum of twelve uniform ones.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }

    /// About `mean` seconds, give or take the `spread` of it.
    fn about(&mut self, mean: f64, spread: f64) -> f64 {
        (mean * (1.0 + spread * self.normal())).max(mean * 0.05)
    }

    /// `mean` seconds in the mean, often less and sometimes much more.
    fn skewed(&mut self, mean: f64, spread: f64) -> f64 {
        mean * (spread * self.normal() - spread * spread / 2.0).exp()
    }
}

/// A kind of run.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) what: &'static str,
    pub(crate) steps: fn(&mut Chance) -> Vec<f64>,
    /// The share of its time after which its process ends and another one goes on a day later;
    /// 0 if that does not happen.
    pub(crate) kept: f64,
}

/// All of them.
pub(crate) const KINDS: [Kind; 7] = [
    Kind {
        what: "A 100 steps of a minute",
        steps: |chance| (0..100).map(|_| chance.about(60.0, 0.2)).collect(),
        kept: 0.0,
    },
    Kind {
        what: "B 40 steps of ten minutes that differ much",
        steps: |chance| (0..40).map(|_| chance.skewed(600.0, 0.5)).collect(),
        kept: 0.0,
    },
    Kind {
        what: "C 2,000 steps of 1 s, each hundredth 60 s",
        steps: |chance| {
            let long = |i: u32| if i % 100 == 99 { 60.0 } else { 1.0 };
            (0..2_000).map(|i| chance.about(long(i), 0.1)).collect()
        },
        kept: 0.0,
    },
    Kind {
        what: "D a second half that is three times slower",
        steps: |chance| {
            let slower = |i: u32| if i < 100 { 1.0 } else { 3.0 };
            (0..200).map(|i| chance.about(slower(i), 0.1)).collect()
        },
        kept: 0.0,
    },
    Kind {
        what: "E 20,000 steps of 5 ms",
        steps: |chance| (0..20_000).map(|_| chance.about(0.005, 0.3)).collect(),
        kept: 0.0,
    },
    Kind {
        what: "F 20 steps of 0.1 s and one of 120 s, 40 times",
        steps: |chance| {
            let long = |i: u32| if i % 21 == 20 { 120.0 } else { 0.1 };
            (0..840).map(|i| chance.about(long(i), 0.05)).collect()
        },
        kept: 0.0,
    },
    Kind {
        what: "G as A, killed at 60 % and resumed",
        steps: |chance| (0..100).map(|_| chance.about(60.0, 0.2)).collect(),
        kept: 0.6,
    },
];
