//! What a rule can see: one person's facts as they stood at one moment.

use vitals::{ReadingId, TakenAt, VitalSign};

use crate::baseline::Baselines;
use crate::fact::{Answers, CarePlan};
use crate::held::{Held, Sample};

/// One person's facts as of `at`: nothing that was measured or answered later is seen.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The moment.
    pub at: TakenAt,
    /// The samples. Use [`Self::samples`], which ends at the moment.
    pub held: &'a Held,
    /// What is usual for the person.
    pub baselines: &'a Baselines,
    /// The care plan that held at the moment.
    pub plan: &'a CarePlan,
    /// All answers, by when they were given. Use [`Self::answers`], which ends at the moment.
    pub answered: &'a [(ReadingId, Answers)],
}

impl<'a> Scene<'a> {
    /// The samples of a sign up to the moment, oldest first.
    pub fn samples(&self, sign: VitalSign) -> &'a [Sample] {
        self.held.upto(sign, self.at)
    }

    /// The newest sample of a sign at the moment.
    pub fn latest(&self, sign: VitalSign) -> Option<&'a Sample> {
        self.samples(sign).last()
    }

    /// The answers up to the moment, oldest first.
    pub fn answers(&self) -> &'a [(ReadingId, Answers)] {
        let upto = self.answered.partition_point(|(_, answers)| answers.answered_at <= self.at);
        &self.answered[..upto]
    }

    /// The same facts at an earlier moment.
    #[must_use]
    pub fn as_of(&self, at: TakenAt) -> Self {
        Self { at: at.min(self.at), ..*self }
    }
}
