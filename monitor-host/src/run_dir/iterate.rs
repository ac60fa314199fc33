//! A loop that says how far it is.

use monitor_run::BarState;

use super::RunDir;
use super::bar::ProgressBar;

/// An iterator that moves a bar on with every item that was dealt with; see [`RunDir::track`].
#[derive(Debug)]
pub struct TrackedIter<I> {
    items: I,
    bar: ProgressBar,
    /// Whether an item is being dealt with.
    at_one: bool,
}

impl RunDir {
    /// Goes through `items` and shows that as a bar, whose total is known if `items` knows how
    /// many there are. An item counts as done when the next one is asked for.
    ///
    /// If the run was restarted, goes on, and `items` are just as many as the bar of this name
    /// still lacks, the bar goes on; else it begins at zero.
    ///
    /// ```no_run
    /// # let run = monitor_host::RunDir::create("data", "t1")?;
    /// for shot in run.track(0..100, "shots") {
    ///     run.log(format!("shot {shot}"));
    /// }
    /// # Ok::<(), monitor_host::Error>(())
    /// ```
    pub fn track<I: IntoIterator>(&self, items: I, desc: &str) -> TrackedIter<I::IntoIter> {
        let items = items.into_iter();
        let bar = self.bar_of(items.size_hint(), desc);
        TrackedIter { items, bar, at_one: false }
    }

    fn bar_of(&self, size_hint: (usize, Option<usize>), desc: &str) -> ProgressBar {
        let (least, most) = size_hint;
        let left = (most == Some(least)).then_some(least as u64);
        let begun = self.shared.change(|run, now| {
            let status = run.bar_named(desc, None, now)?;
            (status.state == BarState::Running).then_some((status.done, status.total))
        });
        let goes_on = begun.is_some_and(|(done, total)| {
            total.is_some() && total == left.and_then(|left| left.checked_add(done))
        });
        if let (true, Some((_, total))) = (goes_on, begun) {
            return self.bar(desc, total);
        }
        let bar = self.bar(desc, left);
        bar.set(0);
        bar
    }
}

impl<I> TrackedIter<I> {
    /// The bar, to say something about it.
    pub const fn bar(&self) -> &ProgressBar {
        &self.bar
    }
}

impl<I: Iterator> Iterator for TrackedIter<I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if self.at_one {
            self.bar.inc(1);
        }
        let item = self.items.next();
        self.at_one = item.is_some();
        if item.is_none() {
            self.bar.finish();
        }
        item
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<I: ExactSizeIterator> ExactSizeIterator for TrackedIter<I> {}
