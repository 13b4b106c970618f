//! What a code pays, from a dated table.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates(Vec<Paid>);

/// What a code pays from a date on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paid {
    /// The code.
    pub code: String,
    /// From this date on.
    pub from: Date,
    /// For one unit, US cents.
    pub cents: u32,
    /// Where that is written.
    pub source: String,
}

/// The table can't be used.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// It isn't TOML of the table's form.
    #[error("the rates are not as the table has to be")]
    Form(#[from] toml::de::Error),
    /// A date is none.
    #[error("rate of {code}: `from` must be a date such as 2026-01-01, not {given:?}")]
    Date {
        /// Of which code.
        code: String,
        /// What stands there.
        given: String,
    },
    /// Two rows say something else of the same code and date.
    #[error("rate of {code} from {from} is there twice")]
    Twice {
        /// Of which code.
        code: String,
        /// From which date.
        from: Date,
    },
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Table {
    rate: Vec<Row>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    from: String,
    cents: u32,
    source: String,
}

impl Rates {
    /// The example that the program comes with.
    pub fn built_in() -> Result<Self, RateError> {
        Self::from_toml(include_str!("rates.toml"))
    }

    /// Reads a table, and checks all of it.
    pub fn from_toml(text: &str) -> Result<Self, RateError> {
        let Table { rate } = toml::from_str(text)?;
        let mut rates: Vec<Paid> = Vec::with_capacity(rate.len());
        for Row { code, from, cents, source } in rate {
            let Ok(from) = from.parse::<Date>() else {
                return Err(RateError::Date { code, given: from });
            };
            if rates.iter().any(|paid| (&paid.code, paid.from) == (&code, from)) {
                return Err(RateError::Twice { code, from });
            }
            rates.push(Paid { code, from, cents, source });
        }
        Ok(Self(rates))
    }

    /// What a code paid on a date: by the newest row that held then.
    pub fn on(&self, code: &str, date: Date) -> Option<&Paid> {
        let held = self.0.iter().filter(|paid| paid.code == code && paid.from <= date);
        held.max_by_key(|paid| paid.from)
    }

    /// Every row.
    pub fn rows(&self) -> &[Paid] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_newest_rate_that_held_counts() {
        let row = |from: &str, cents: u32| {
            format!(
                "[[rate]]\ncode = \"99454\"\nfrom = \"{from}\"\ncents = {cents}\nsource = \"x\"\n"
            )
        };
        let rates =
            Rates::from_toml(&(row("2027-01-01", 5000) + &row("2026-01-01", 4700))).unwrap();
        let check = |on: &str, cents| {
            assert_eq!(rates.on("99454", date(on)).map(|paid| paid.cents), cents, "{on}");
        };
        check("2025-12-31", None);
        check("2026-01-01", Some(4700));
        check("2026-12-31", Some(4700));
        check("2027-01-01", Some(5000));
        assert_eq!(rates.on("99445", date("2026-06-01")), None);
        let twice = Rates::from_toml(&(row("2026-01-01", 1) + &row("2026-01-01", 2)));
        assert!(matches!(twice, Err(RateError::Twice { .. })), "{twice:?}");
        assert!(matches!(Rates::from_toml(&row("January", 1)), Err(RateError::Date { .. })));
        assert!(matches!(Rates::from_toml("[[rate]]\ncode = 1"), Err(RateError::Form(_))));
    }

    #[test]
    fn the_built_in_table_reads_and_names_a_source_for_each_amount() {
        let rates = Rates::built_in().unwrap();
        for code in ["99445", "99454", "99470", "99457", "99458"] {
            let paid = rates.on(code, date("2026-06-01")).unwrap();
            assert!(paid.cents > 0 && !paid.source.is_empty(), "{code}");
        }
    }
}
