//! What a run says, for people who look on: bars on a terminal, plain lines elsewhere.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, IsTerminal, Write};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use monitor_core::Timestamp;
use monitor_run::{BarId, BarState, BarStatus, RunReport, RunStatus};

/// Where a run shows on the standard error what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TerminalView {
    /// Nowhere.
    #[default]
    Off,
    /// With bars if the standard error is a terminal, else as plain lines.
    Auto,
    /// As plain lines.
    Plain,
}

/// Shows one status after the other, and of each only what is new.
pub struct RunView {
    seen: ShownRun,
    kind: TerminalKind,
}

/// What was shown already.
#[derive(Debug, Default)]
struct ShownRun {
    run_id: String,
    steps: u64,
    messages: u64,
    /// The tenth of each bar that was shown last, and whether it had ended then.
    bars: BTreeMap<BarId, (u64, u64, BarState)>,
    state: String,
}

enum TerminalKind {
    Plain,
    Bars { all: MultiProgress, head: ProgressBar, bars: BTreeMap<BarId, ProgressBar> },
}

/// How wide bars are, and what stands beside them.
const BAR: &str = "{prefix:24!} [{bar:24}] {msg}";

impl RunView {
    /// A view on the standard error; nothing if there is to be none.
    #[must_use]
    pub fn new(view: TerminalView) -> Option<Self> {
        let kind = match view {
            TerminalView::Off => return None,
            TerminalView::Auto if io::stderr().is_terminal() => {
                let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
                let head = all.add(ProgressBar::new(1_000).with_style(style()));
                TerminalKind::Bars { all, head, bars: BTreeMap::new() }
            }
            TerminalView::Auto | TerminalView::Plain => TerminalKind::Plain,
        };
        Some(Self { seen: ShownRun::default(), kind })
    }

    /// Shows what is new in `status`. What cannot be written is left out.
    pub fn show(&mut self, status: &RunStatus, now: Timestamp) {
        let lines = self.seen.new_lines(status, matches!(self.kind, TerminalKind::Plain));
        match &mut self.kind {
            TerminalKind::Plain => {
                let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
                // Nobody is there to be told if nobody reads.
                let _ = io::stderr().lock().write_all(text.as_bytes());
            }
            TerminalKind::Bars { all, head, bars } => {
                for line in lines {
                    let _ = all.println(line);
                }
                draw_head(head, status, now);
                draw_bars(all, bars, &status.bars);
            }
        }
    }
}

impl ShownRun {
    fn new_lines(&mut self, status: &RunStatus, with_bars: bool) -> Vec<String> {
        if self.run_id != status.run_id {
            *self = Self { run_id: status.run_id.clone(), ..Self::default() };
        }
        let mut lines = Vec::new();
        let steps = new_entries(&status.steps, self.steps, status.total_of_steps(), &mut lines);
        for step in steps {
            let number = step.step_number.map(|number| format!(" {number}")).unwrap_or_default();
            let of = status.total_steps.filter(|_| step.step_number.is_some());
            let of = of.map(|total| format!(" of {total}")).unwrap_or_default();
            lines.push(format!("STEP{number}{of} - {}", step.name));
        }
        self.steps = status.total_of_steps();
        let messages =
            new_entries(&status.messages, self.messages, status.total_of_messages(), &mut lines);
        for message in messages {
            let level = message.level.as_str().to_uppercase();
            lines.push(format!("{level} - {}", message.message));
        }
        self.messages = status.total_of_messages();
        if with_bars {
            lines.extend(status.bars.iter().filter_map(|bar| self.news_of_bar(bar)));
        }
        let state = status.status.as_str();
        if self.state != state {
            if !(self.state.is_empty() && state == "running") {
                let reason = status.state_reason.as_deref();
                let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
                lines.push(format!("{} - {state}{reason}", status.experiment_name));
            }
            state.clone_into(&mut self.state);
        }
        lines.iter().map(|line| on_one_line(line)).collect()
    }

    /// A line for every tenth of a bar, and for its end.
    fn news_of_bar(&mut self, bar: &BarStatus) -> Option<String> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 10")]
        let tenth = (bar.percent.unwrap_or(0.0) / 10.0) as u64;
        let now = (bar.round, tenth, bar.state);
        let before = self.bars.insert(bar.id, now);
        (before != Some(now)).then(|| format!("{} - {}", bar.desc, bar.summary()))
    }
}

/// The entries that are new, and a word about those that are gone before they were seen.
fn new_entries<'a, T>(kept: &'a [T], seen: u64, total: u64, lines: &mut Vec<String>) -> &'a [T] {
    let new = total.saturating_sub(seen);
    let shown = usize::try_from(new).unwrap_or(usize::MAX).min(kept.len());
    let missed = new - shown as u64;
    if missed > 0 {
        lines.push(format!("({missed} more)"));
    }
    &kept[kept.len() - shown..]
}

fn draw_head(head: &ProgressBar, status: &RunStatus, now: Timestamp) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1,000")]
    head.set_position((status.progress_percent * 10.0) as u64);
    head.set_prefix(on_one_line(&status.experiment_name));
    head.set_message(on_one_line(&RunReport::new(status, now).summary()));
    if status.status.is_ended() {
        head.abandon();
    }
}

fn draw_bars(all: &MultiProgress, drawn: &mut BTreeMap<BarId, ProgressBar>, bars: &[BarStatus]) {
    drawn.retain(|id, line| {
        let stays = bars.iter().any(|bar| bar.id == *id && bar.state == BarState::Running);
        if !stays {
            line.finish_and_clear();
            all.remove(line);
        }
        stays
    });
    for bar in bars.iter().filter(|bar| bar.state == BarState::Running) {
        let line =
            drawn.entry(bar.id).or_insert_with(|| all.add(ProgressBar::new(0).with_style(style())));
        line.set_length(bar.total.unwrap_or(0));
        line.set_position(bar.done);
        let indent = if bar.parent.is_some() { "    " } else { "  " };
        line.set_prefix(on_one_line(&format!("{indent}{}", bar.desc)));
        line.set_message(on_one_line(&bar.summary()));
    }
}

fn style() -> ProgressStyle {
    // The template is a constant; were it wrong, the plain form would do.
    ProgressStyle::with_template(BAR)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("##-")
}

/// The text with nothing that would move the cursor.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl fmt::Debug for RunView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunView").field("seen", &self.seen).finish_non_exhaustive()
    }
}
