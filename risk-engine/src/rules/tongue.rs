//! How conditions and figures are said: what names are called, and the phrases around names and numbers. English
//! is here; whoever has the same phrases in another language says everything in it.

use vitals::VitalSign;

/// A language that conditions and figures are said in.
pub trait Tongue {
    /// What a sign is called by itself.
    fn sign(&self, sign: VitalSign) -> String;

    /// What a sign is called within a sentence.
    fn sign_within(&self, sign: VitalSign) -> String;

    /// What the document calls `heart_failure`.
    fn name(&self, name: &str) -> String;

    /// A question, or anything else that a person reads.
    fn written(&self, text: &str) -> String;

    /// A phrase, with a name in its place.
    fn phrase(&self, phrase: Phrase, of: &str) -> String;
}

/// English, with what signs are called.
#[derive(Debug, Clone, Copy)]
pub struct English<F>(pub F);

impl<F: Fn(VitalSign) -> &'static str> Tongue for English<F> {
    fn sign(&self, sign: VitalSign) -> String {
        (self.0)(sign).to_owned()
    }

    fn sign_within(&self, sign: VitalSign) -> String {
        let mut letters = (self.0)(sign).chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
    }

    fn name(&self, name: &str) -> String {
        name.replace('_', " ")
    }

    fn written(&self, text: &str) -> String {
        text.to_owned()
    }

    fn phrase(&self, phrase: Phrase, of: &str) -> String {
        phrase.english().replace("{}", of)
    }
}

macro_rules! phrases {
    ($($phrase:ident $key:literal $english:literal)*) => {
        /// What stands around names and numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Phrase {
            $(#[doc = $english] $phrase,)*
        }

        impl Phrase {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$phrase),*];

            /// Its name, for whoever keeps its words elsewhere.
            pub fn key(self) -> &'static str {
                match self { $(Self::$phrase => $key,)* }
            }

            /// Its words in English, `{}` for a name.
            pub fn english(self) -> &'static str {
                match self { $(Self::$phrase => $english,)* }
            }
        }
    };
}

#[rustfmt::skip]
phrases! {
    Or "or" " or "
    And "and" " and "
    Not "not" "not "
    Without "without" "without {}"
    With "with" "with {}"
    Taking "taking" "taking {}"
    AtLeast "at-least" "at least "
    OfThese "of-these" " of: "
    Lasting "lasting" " for "
    Unbroken "unbroken" " without a break"
    TimesWithin "times-within" " times within "
    TwiceWithin "twice-within" ", twice within "
    Under "under" " under "
    AtOrUnder "at-or-under" " at or under "
    Over "over" " over "
    AtOrOver "at-or-over" " at or over "
    Is "is" " is "
    IsNot "is-not" " is not "
    Other "other-than" " not "
    Age "age" "age"
    DaysSinceDischarge "days-since-discharge" "days since discharge"
    OxygenScale "oxygen-scale" "oxygen scale"
    News2Highest "news2-highest" "NEWS2 at its highest"
    ScoreOf "score-of" "score {}"
    AnswerTo "answer-to" "the answer to {}"
    Quoted "quoted" "“{}”"
    Pregnant "pregnant" "pregnant"
    OnOxygen "on-oxygen" "on extra oxygen"
    AnySymptom "any-symptom" "any symptom answered with yes"
    AnySymptomOf "any-symptom-of" "any symptom of {} answered with yes"
    AnsweredYes "answered-yes" "{} answered with yes"
    PartWithThree "part-with-three" "one part of {} with 3 points"
    NotMeasuredFor "not-measured-for" "{} not measured for "
    LateBy "late-by" "{} late by "
    OfItsInterval "of-its-interval" " of its interval"
    MeasurementsIn "measurements-in" "number of measurements in "
    DaysOf "days-of" "number of days of the last "
    SpellsWithin "spells-within" "number of spells in "
    WithThat "with-that" " with "
    Usual "usual" "usual {} (of "
    UsualSpread "usual-spread" "usual spread of {} (of "
    ThisTimeOfDay "this-time-of-day" ", at this time of day)"
    MeanOf "mean-of" "mean {} of "
    MedianOf "median-of" "median {} of "
    LowestOf "lowest-of" "lowest {} of "
    HighestOf "highest-of" "highest {} of "
    ChangeIn "change-in" "change of {} in "
    ChangeAMinute "change-a-minute" "change a minute of {} over "
    ExpectedIn "expected-in" "expected {} in "
    FromAtLeast "from-at-least" ", from at least "
    Values "values" " values"
    WithoutFirstDay "without-first-day" ", without the first day"
    // A figure by itself.
    FigureMean "figure-mean" "{}, mean of "
    FigureMedian "figure-median" "{}, median of "
    FigureLowest "figure-lowest" "{}, lowest of "
    FigureHighest "figure-highest" "{}, highest of "
    FigureChange "figure-change" "{}, change in "
    FigureSlope "figure-slope" "{}, change a minute over "
    FigureForecast "figure-forecast" "{}, expected in "
    FigureTimes "figure-times" "Times in "
    FigureDays "figure-days" "Days of the last "
    FigureSpells "figure-spells" "Spells in "
    FigureScore "figure-score" "Score {}"
    Second "second" "{} second"
    Seconds "seconds" "{} seconds"
    Minute "minute" "{} minute"
    Minutes "minutes" "{} minutes"
    Hour "hour" "{} hour"
    Hours "hours" "{} hours"
    Day "day" "{} day"
    Days "days" "{} days"
}
