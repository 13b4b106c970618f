//! Which problems new readings touch, and from when to when.

use smallvec::SmallVec;
use vitals::TakenAt;

use crate::outcome::Problem;
use crate::rules::RuleSet;

/// Problems of a rule set, each with the first and the last moment at which something is new.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// By the problem's place; as long as need be.
    moments: SmallVec<[Option<(TakenAt, TakenAt)>; 4]>,
}

impl Touched {
    /// Adds problems that something of a moment touches.
    pub(super) fn add(&mut self, places: &[usize], at: TakenAt) {
        for place in places {
            if self.moments.len() <= *place {
                self.moments.resize(place + 1, None);
            }
            let (first, last) = self.moments[*place].unwrap_or((at, at));
            self.moments[*place] = Some((first.min(at), last.max(at)));
        }
    }

    /// The problems, in the rule set's order, each with its first and its last moment.
    pub(super) fn problems<'a>(
        &'a self,
        rules: &'a RuleSet,
    ) -> impl Iterator<Item = (&'a Problem, (TakenAt, TakenAt))> {
        let problems = rules.problems().iter().zip(&self.moments);
        problems.filter_map(|(problem, moments)| Some((problem, (*moments)?)))
    }
}
