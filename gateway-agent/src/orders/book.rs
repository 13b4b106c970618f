//! Which commands were done: none is done twice, and each is answered as often as it is asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wire::{Command, CommandState};

/// The commands that came, as a file keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// Whatever has this number or a lower one was answered and is forgotten.
    forgotten_upto: u64,
    /// What came of each, by number: the state's code, and the words.
    answers: BTreeMap<u64, (u8, String)>,
    /// What was begun, and isn't answered.
    begun: Option<u64>,
}

/// What to do about a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Do it: it is noted as begun.
    Do,
    /// Answer this, and do nothing.
    Answer(CommandState, String),
    /// It is so old that nobody waits for it, or somebody plays it again.
    Ignore,
}

impl Book {
    /// Reads what [`Self::text`] wrote. What was begun then is answered as interrupted: nobody knows
    /// whether it was done, and it must not be done twice.
    pub fn read(text: &str) -> Option<Self> {
        let mut book: Self = serde_json::from_str(text).ok()?;
        if let Some(number) = book.begun {
            book.finish(number, CommandState::Interrupted, INTERRUPTED);
        }
        Some(book)
    }

    /// The text for the file.
    pub fn text(&self) -> String {
        // Plain numbers and texts always have a form in JSON.
        serde_json::to_string(self).expect("plain data is JSON")
    }

    /// Decides about a command that is authentic, at that moment (Unix ms).
    pub fn take(&mut self, command: &Command, now: i64) -> Verdict {
        if let Some((code, detail)) = self.answers.get(&command.number) {
            let state = CommandState::from_code(*code).unwrap_or(CommandState::Interrupted);
            return Verdict::Answer(state, detail.clone());
        }
        if command.number <= self.forgotten_upto {
            return Verdict::Ignore;
        }
        if now >= command.expires_at {
            self.finish(command.number, CommandState::Expired, EXPIRED);
            return Verdict::Answer(CommandState::Expired, EXPIRED.to_owned());
        }
        self.begun = Some(command.number);
        Verdict::Do
    }

    /// Notes what came of a command.
    pub fn finish(&mut self, number: u64, state: CommandState, detail: &str) {
        self.begun = None;
        let detail = &detail[..detail.floor_char_boundary(wire::COMMAND_TEXT_BYTES_MAX)];
        self.answers.insert(number, (state.code(), detail.to_owned()));
        while self.answers.len() > ANSWERS_MAX {
            if let Some((oldest, _)) = self.answers.pop_first() {
                self.forgotten_upto = self.forgotten_upto.max(oldest);
            }
        }
    }
}

const INTERRUPTED: &str = "this gateway stopped in the middle of it: it may be done";
const EXPIRED: &str = "it came too late, by this gateway's clock";
/// More than a server leaves open for one gateway.
const ANSWERS_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use wire::Order;

    use super::*;

    fn command(number: u64) -> Command {
        let (gateway, order) = ("gw-1".parse().unwrap(), Order::Identify);
        Command { gateway, number, asked_at: 0, expires_at: 100, order }
    }

    fn done() -> Verdict {
        Verdict::Answer(CommandState::Done, "blinked".to_owned())
    }

    #[test]
    fn a_command_that_comes_again_is_answered_and_not_done() {
        let mut book = Book::default();
        assert_eq!(book.take(&command(7), 0), Verdict::Do);
        book.finish(7, CommandState::Done, "blinked");
        assert_eq!(book.take(&command(7), 0), done());
        assert_eq!(Book::read(&book.text()).unwrap().take(&command(7), 200), done());
        assert_eq!(book.take(&command(5), 0), Verdict::Do, "one that was overtaken counts, too");
    }

    #[test]
    fn a_crash_in_the_middle_is_told_and_the_command_is_not_done_again() {
        let mut book = Book::default();
        assert_eq!(book.take(&command(7), 0), Verdict::Do);
        let mut after = Book::read(&book.text()).unwrap();
        let told = Verdict::Answer(CommandState::Interrupted, INTERRUPTED.to_owned());
        assert_eq!(after.take(&command(7), 0), told);
    }

    #[test]
    fn a_command_that_is_too_old_is_not_done_even_if_the_clock_goes_back() {
        let mut book = Book::default();
        let expired = Verdict::Answer(CommandState::Expired, EXPIRED.to_owned());
        assert_eq!(book.take(&command(7), 100), expired);
        assert_eq!(book.take(&command(7), 0), expired);
    }

    #[test]
    fn what_was_forgotten_is_never_done_again() {
        let mut book = Book::default();
        for number in 1..=100 {
            assert_eq!(book.take(&command(number), 0), Verdict::Do);
            book.finish(number, CommandState::Done, "blinked");
        }
        for number in 1..=100 {
            let expected = if number <= 36 { Verdict::Ignore } else { done() };
            assert_eq!(book.take(&command(number), 0), expected, "{number}");
        }
        assert_eq!(Book::read("{}"), None);
    }
}
