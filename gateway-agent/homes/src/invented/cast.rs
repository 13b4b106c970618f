//! Who the invented people are: the three with a story, and everybody else.

use crate::civil::year_of;
use crate::dice::Dice;

use super::body::Condition;
use super::story::Story;

/// What an invented person is, apart from their body.
pub(super) struct Role {
    pub(super) name: String,
    pub(super) born: String,
    pub(super) sex: &'static str,
    pub(super) condition: Condition,
    pub(super) story: Option<Story>,
}

impl Role {
    /// The role of the person with this index, from 0. The first three are the same with any seed.
    pub(super) fn of(index: usize, seed: u64, start_ms: i64) -> Self {
        let star = |name: &str, born: &str, sex, condition, story| Self {
            name: name.to_owned(),
            born: born.to_owned(),
            sex,
            condition,
            story: Some(story),
        };
        match index {
            0 => star("Priya Singh", "1974-02-11", "F", Condition::Copd, Story::Worsens),
            1 => star("Ben Patel", "1961-09-30", "M", Condition::Hypertension, Story::OddPressure),
            2 => star("Dilys Evans", "1943-05-17", "F", Condition::HeartFailure, Story::DropsOut),
            _ => Self::extra(index, seed, start_ms),
        }
    }

    fn extra(index: usize, seed: u64, start_ms: i64) -> Self {
        let dice = Dice::new(seed, index as u64);
        let (given, sex, surname) = name(index, seed);
        let born_year = year_of(start_ms) - dice.whole("age", 0, 45, 88);
        let (month, day) = (dice.whole("month", 0, 1, 12), dice.whole("day", 0, 1, 28));
        Self {
            name: format!("{given} {surname}"),
            born: format!("{born_year}-{month:02}-{day:02}"),
            sex,
            condition: CONDITIONS[index % CONDITIONS.len()],
            story: None,
        }
    }
}

/// One in four has COPD, one in four hypertension, a fifth heart failure, a fifth diabetes.
#[rustfmt::skip]
const CONDITIONS: [Condition; 20] = {
    use Condition::{Copd, Diabetes, HeartFailure, Hypertension, None};
    [
        Copd, Hypertension, HeartFailure, Diabetes, Hypertension, Copd, Diabetes, HeartFailure, None, Hypertension,
        Copd, Diabetes, HeartFailure, Hypertension, Copd, None, Diabetes, HeartFailure, Hypertension, Copd,
    ]
};

/// A name that no other of the first 1,764 people has.
fn name(index: usize, seed: u64) -> (&'static str, &'static str, &'static str) {
    let pairs = GIVEN.len() * SURNAMES.len();
    let start = (Dice::new(seed, u64::MAX).unit("names", 0) * pairs as f64) as usize;
    // 823 is prime and no factor of the number of pairs, so every pair comes once.
    let pair = (start + index * 823) % pairs;
    let (given, sex) = GIVEN[pair % GIVEN.len()];
    (given, sex, SURNAMES[pair / GIVEN.len()])
}

#[rustfmt::skip]
const GIVEN: [(&str, &str); 42] = [
    ("Aisha", "F"), ("Alun", "M"), ("Amara", "F"), ("Anna", "F"), ("Bogdan", "M"), ("Carys", "F"), ("Chidi", "M"),
    ("Clare", "F"), ("Conor", "M"), ("Daniel", "M"), ("Dorothy", "F"), ("Elin", "F"), ("Ewan", "M"), ("Fatima", "F"),
    ("Frank", "M"), ("Gareth", "M"), ("Grace", "F"), ("Hassan", "M"), ("Hilda", "F"), ("Ivan", "M"), ("Jean", "F"),
    ("Joyce", "F"), ("Kamal", "M"), ("Kwame", "M"), ("Leila", "F"), ("Lin", "F"), ("Magda", "F"), ("Malcolm", "M"),
    ("Marek", "M"), ("Mei", "F"), ("Nia", "F"), ("Olga", "F"), ("Omar", "M"), ("Peter", "M"), ("Ravi", "M"),
    ("Rosa", "F"), ("Ruth", "F"), ("Samuel", "M"), ("Tomos", "M"), ("Vera", "F"), ("Walter", "M"), ("Yusuf", "M"),
];

#[rustfmt::skip]
const SURNAMES: [&str; 42] = [
    "Abbott", "Adeyemi", "Ahmed", "Baker", "Begum", "Bevan", "Brown", "Campbell", "Chan", "Clarke", "Cooper", "Davies",
    "Dunne", "Fraser", "Green", "Hall", "Harris", "Hughes", "Hussain", "Ibrahim", "James", "Kaur", "Kelly", "Kowalski",
    "Lewis", "Lloyd", "Mensah", "Morgan", "Murphy", "Novak", "Okafor", "Osei", "Parry", "Popescu", "Price", "Rahman",
    "Reid", "Rossi", "Shah", "Taylor", "Walsh", "Wong",
];
