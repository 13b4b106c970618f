//! One rule's view of one person at one moment.

use vitals::{TakenAt, VitalSign};

use super::Facts;
use crate::fact::{Answer, Answers, Spo2Scale};
use crate::held::Sample;
use crate::rules::condition::{Fact, Leaf, Watched};
use crate::rules::figures::value;
use crate::rules::score::KnownScores;
use crate::rules::sign::words_of;
use crate::rules::{Inside, Rule, Scene};

/// One rule's view of one person at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Eye<'a> {
    pub(crate) rules: &'a Inside,
    pub(crate) scene: Scene<'a>,
    /// The rule whose named limits count; none in a pathway.
    pub(crate) rule: Option<&'a Rule>,
    /// Values speak for so many percent of the hold time.
    pub(crate) hold_percent: u8,
    /// Scores at this moment that were asked for before.
    pub(crate) scores: Option<&'a KnownScores>,
}

const DAY_MS: i64 = 86_400_000;

impl<'a> Eye<'a> {
    pub(crate) fn at_ms(&self) -> i64 {
        self.scene.at.unix_ms()
    }

    /// The same at an earlier moment.
    pub(crate) fn as_of(&self, ms: i64) -> Self {
        Self { scene: self.scene.as_of(TakenAt::from_unix_ms(ms)), scores: None, ..*self }
    }

    /// How long a value of a sign speaks for the person, ms.
    pub(crate) fn hold_ms(&self, sign: VitalSign) -> i64 {
        let hold = self.rules.hold_ms(sign);
        if self.hold_percent == 100 || hold == i64::MAX {
            return hold;
        }
        hold / 100 * i64::from(self.hold_percent)
    }

    /// The newest sample of a sign, if it still speaks for the person.
    pub(crate) fn fresh(&self, sign: VitalSign) -> Option<&'a Sample> {
        let latest = self.scene.latest(sign)?;
        let age_ms = self.at_ms().saturating_sub(latest.taken_at().unix_ms());
        (age_ms <= self.hold_ms(sign)).then_some(latest)
    }

    /// The fresh value of a sign as it is compared.
    pub(crate) fn value(&self, sign: VitalSign) -> Option<i64> {
        self.fresh(sign).map(|sample| words_of(sign).rounded(value(sample)))
    }

    /// The newest fresh answer to a question.
    pub(crate) fn answer(&self, question: &str) -> Option<(&'a Answers, &'a Answer)> {
        self.answers().find_map(|answers| {
            let item = answers.items.iter().find(|(id, _)| **id == *question);
            item.map(|(_, answer)| (answers, answer))
        })
    }

    /// The answers that still speak for the person, newest first.
    pub(crate) fn answers(&self) -> impl Iterator<Item = &'a Answers> + use<'a> {
        let oldest = self.at_ms().saturating_sub(self.rules.answers_hold_ms);
        let answers = self.scene.answers().iter().rev().map(|(_, answers)| answers);
        answers.take_while(move |answers| answers.answered_at.unix_ms() >= oldest)
    }

    /// Whether a symptom was told in fresh answers; unknown without any.
    fn any_symptom(&self, questionnaire: Option<usize>) -> Option<bool> {
        let asked = questionnaire.map(|place| &self.rules.questionnaires[place].id);
        let mut answers = self
            .answers()
            .filter(|answers| asked.is_none_or(|id| *id == answers.questionnaire))
            .peekable();
        answers.peek()?;
        Some(answers.any(|answers| {
            answers.items.iter().any(|(id, answer)| {
                *answer == Answer::Yes && self.rules.is_symptom(&answers.questionnaire, id)
            })
        }))
    }

    /// A personal limit if one counts, else the rule's own.
    fn limit(&self, place: usize) -> Option<i64> {
        let rule = self.rule?;
        let limit = rule.limits.get(place)?;
        let own = self.scene.plan.limits.iter().rev().find(|own| {
            own.rule == rule.id
                && own.name == limit.name
                && own.until.is_none_or(|until| self.at_ms() < until.unix_ms())
        });
        Some(own.map_or(limit.default_milli, |own| limit.clamped(i64::from(own.milli))))
    }

    /// Whole years of age.
    fn age(&self) -> Option<i64> {
        let born = self.scene.plan.born_day?;
        let (born, today) = (civil(i64::from(born)), civil(self.at_ms().div_euclid(DAY_MS)));
        let birthday_to_come = (today.1, today.2) < (born.1, born.2);
        Some(today.0 - born.0 - i64::from(birthday_to_come))
    }

    fn days_since_discharge(&self) -> Option<i64> {
        let discharged = self.scene.plan.discharged_at?;
        let days = self.at_ms().saturating_sub(discharged.unix_ms()).div_euclid(DAY_MS);
        (days >= 0).then_some(days)
    }

    /// The beginning of the day since the discharge, or else of the day: when something is that rests
    /// on no measurement.
    pub(crate) fn day_of_care(&self) -> TakenAt {
        let start = self.scene.plan.discharged_at.map_or(0, TakenAt::unix_ms);
        let since = self.at_ms().saturating_sub(start);
        // Before everything there is no day.
        TakenAt::from_unix_ms(self.at_ms().saturating_sub(since.rem_euclid(DAY_MS)))
    }

    /// For how long a scheduled sign hasn't been measured, ms; unknown if it isn't scheduled, or
    /// never was measured and there was no discharge to count from.
    pub(crate) fn silence_since(&self, sign: VitalSign) -> Option<i64> {
        self.scheduled_ms(sign)?;
        let latest = self.scene.latest(sign).map(Sample::taken_at);
        latest.max(self.scene.plan.discharged_at).map(TakenAt::unix_ms)
    }

    /// The interval at which a sign is to be measured, ms.
    pub(crate) fn scheduled_ms(&self, sign: VitalSign) -> Option<i64> {
        let scheduled = self.scene.plan.schedule.iter().find(|scheduled| scheduled.sign == sign)?;
        Some(i64::from(scheduled.every_hours) * 3_600_000)
    }

    /// How long nothing is measured before a sign is overdue by so many percent.
    pub(crate) fn due_ms(&self, sign: VitalSign, percent: i64) -> Option<i64> {
        Some(self.scheduled_ms(sign)? / 100 * (100 + percent))
    }

    fn quiet_for(&self, sign: VitalSign, ms: i64) -> Option<bool> {
        Some(self.at_ms().saturating_sub(self.silence_since(sign)?) >= ms)
    }
}

impl Facts for Eye<'_> {
    fn leaf(&self, leaf: &Leaf) -> Option<i64> {
        match leaf {
            Leaf::Sign(sign) => self.value(*sign),
            Leaf::Limit(place) => self.limit(*place),
            Leaf::Figure(figure) => self.figure(&figure.kind),
            Leaf::Score(of) => self.score(*of),
            Leaf::Answer(question) => match self.answer(question)? {
                (_, Answer::Milli(milli)) => Some(i64::from(*milli)),
                _ => None,
            },
            Leaf::Age => Some(self.age()? * 1000),
            Leaf::DaysSinceDischarge => Some(self.days_since_discharge()?.saturating_mul(1000)),
            Leaf::Spo2Scale => Some(match self.scene.plan.spo2_scale {
                Spo2Scale::One => 1000,
                Spo2Scale::Two => 2000,
            }),
        }
    }

    fn fact(&self, fact: &Fact) -> Option<bool> {
        let plan = self.scene.plan;
        match fact {
            Fact::Pregnant => Some(plan.pregnant),
            Fact::OnOxygen => {
                let seen =
                    self.fresh(VitalSign::SupplementalOxygen).map(|sample| sample.milli != 0);
                seen.or(plan.supplemental_oxygen)
            }
            Fact::Condition(name) => Some(plan.conditions.contains(name)),
            Fact::Medicine(name) => Some(plan.medicines.contains(name)),
            Fact::Yes(question) => match self.answer(question)?.1 {
                Answer::Yes => Some(true),
                Answer::No => Some(false),
                _ => None,
            },
            Fact::Chose(question, choice) => match self.answer(question)?.1 {
                Answer::Choice(chosen) => Some(chosen == choice),
                _ => None,
            },
            Fact::AnySymptom(questionnaire) => self.any_symptom(*questionnaire),
            Fact::SingleThree(which) => Some(self.points(*which)?.single_three),
            Fact::Silent(sign, ms) => self.quiet_for(*sign, *ms),
            Fact::Due(sign, percent) => self.quiet_for(*sign, self.due_ms(*sign, *percent)?),
        }
    }

    fn lasting(&self, watched: &Watched, ms: i64) -> Option<bool> {
        self.has_lasted(watched, ms)
    }
}

/// Year, month and day of a day since 1970-01-01.
///
/// Howard Hinnant's algorithm: days are counted from the first of March, so that a leap day is last.
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn a_day_has_its_date() {
        #[rustfmt::skip]
        let table = [
            (0, (1970, 1, 1)), (-1, (1969, 12, 31)), (59, (1970, 3, 1)), (11_016, (2000, 2, 29)),
            (19_782, (2024, 2, 29)), (20_513, (2026, 3, 1)), (-25_509, (1900, 2, 28)), (-25_508, (1900, 3, 1)),
        ];
        for (day, want) in table {
            assert_eq!(civil(day), want, "{day}");
        }
    }
}
