//! One row for each person, as a frame: what exports hold.

use polars::prelude::{
    AnyValue, Column, DataFrame, KeyValueMetadata, ParquetCompression, ParquetReader,
    ParquetWriter, SerReader,
};

use crate::cgm::CohortError;
use crate::day::date;
use crate::glucose::Glucose;
use crate::panel::column;
use crate::quiet::Quiet;
use crate::summary::Member;

/// The rows of these people.
pub fn table(members: &[Member<'_>]) -> Result<DataFrame, CohortError> {
    Ok(DataFrame::new(members.len(), columns(members))?)
}

/// A frame as a Parquet file, with what it is about inside.
pub fn parquet(frame: &mut DataFrame, about: &[(String, String)]) -> Result<Vec<u8>, CohortError> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(about.to_vec())))
        .set_parallel(false)
        .finish(frame)?;
    Ok(bytes)
}

/// Reads what [`parquet`] wrote.
pub fn of_parquet(bytes: &[u8]) -> Result<DataFrame, CohortError> {
    Ok(ParquetReader::new(std::io::Cursor::new(bytes)).finish()?)
}

/// A frame as CSV that a spreadsheet may open: what it is about comes first, in lines that begin with `#`.
pub fn csv(frame: &DataFrame, about: &[(String, String)]) -> String {
    let mut text = preamble(about);
    let names = frame.get_column_names();
    text.push_str(&line(names.iter().map(|name| cell(name.as_str()))));
    for row in 0..frame.height() {
        let cells = frame.columns().iter().map(|column| match column.get(row) {
            Ok(AnyValue::Null) | Err(_) => String::new(),
            Ok(AnyValue::String(text)) => cell(text),
            Ok(number) => number.to_string(),
        });
        text.push_str(&line(cells));
    }
    text
}

/// What a table is about, a line for each.
pub fn preamble(about: &[(String, String)]) -> String {
    about
        .iter()
        .map(|(key, value)| line([cell(&format!("# {key}")), cell(value)].into_iter()))
        .collect()
}

/// Cells as a line.
pub fn line(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<String>>().join(",") + "\r\n"
}

/// A text as a cell: quoted where it has to be, and never a formula.
pub fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if is_formula { format!("'{text}") } else { text.to_owned() };
    if safe.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[rustfmt::skip]
fn columns(members: &[Member<'_>]) -> Vec<Column> {
    let count = |get: &dyn Fn(&Member<'_>) -> u64| members.iter().map(get).collect::<Vec<u64>>();
    let maybe = |get: &dyn Fn(&Member<'_>) -> Option<i64>| members.iter().map(get).collect::<Vec<Option<i64>>>();
    let text = |get: &dyn Fn(&Member<'_>) -> String| members.iter().map(get).collect::<Vec<String>>();
    let sensed = |get: &dyn Fn(Glucose) -> Option<i64>| maybe(&|one| one.figures.glucose.and_then(get));
    let mean = |sum: i64, n: u32| (n > 0).then(|| sum / i64::from(n));
    vec![
        column("patient", text(&|one| one.figures.patient.clone())),
        column("conditions", text(&|one| one.figures.conditions.join(" "))),
        column("team", text(&|one| one.figures.team.clone())),
        column("site", text(&|one| one.figures.site.clone())),
        column("programme", text(&|one| one.figures.programme.name().into())),
        column("last_reading_ms", maybe(&|one| one.figures.last_ms)),
        column("slots_due", count(&|one| one.figures.adherence.slots.d)),
        column("slots_done", count(&|one| one.figures.adherence.slots.n)),
        column("slots_by_device", count(&|one| one.figures.adherence.by_device.n)),
        column("is_planned", members.iter().map(|one| one.figures.adherence.is_planned).collect::<Vec<bool>>()),
        column("enough_readings", members.iter().map(|one| one.figures.adherence.slots.is_enough()).collect::<Vec<bool>>()),
        column("days_with_data", count(&|one| u64::from(one.figures.adherence.days_with_data))),
        column("longest_gap_ms", maybe(&|one| one.figures.adherence.longest_gap_ms)),
        column("quiet", text(&|one| one.figures.quiet.name().into())),
        column("silent_days", maybe(&|one| silent_days(one.figures.quiet))),
        column("quiet_from_days", maybe(&|one| from_days(one.figures.quiet))),
        column("bp_measured", count(&|one| u64::from(one.figures.pressure.measured))),
        column("bp_last_systolic_milli", maybe(&|one| one.figures.pressure.last.map(|last| i64::from(last.systolic)))),
        column("bp_last_diastolic_milli", maybe(&|one| one.figures.pressure.last.map(|last| i64::from(last.diastolic)))),
        column("bp_mean_systolic_milli", maybe(&|one| mean(one.figures.pressure.sum_milli.0, one.figures.pressure.measured))),
        column("bp_mean_diastolic_milli", maybe(&|one| mean(one.figures.pressure.sum_milli.1, one.figures.pressure.measured))),
        column("bp_days_in_range", count(&|one| one.figures.pressure.in_range.n)),
        column("bp_days", count(&|one| one.figures.pressure.in_range.d)),
        column("bp_slots_due", count(&|one| one.figures.pressure.done.d)),
        column("bp_slots_done", count(&|one| one.figures.pressure.done.n)),
        column("bp_at_goal", members.iter().map(|one| one.figures.pressure.at_goal).collect::<Vec<Option<bool>>>()),
        column("cbp", text(&|one| one.figures.pressure.quality.name().into())),
        column("cgm_values", sensed(&|glucose| Some(glucose.shares.all as i64))),
        column("cgm_mean_milli_mg_dl", sensed(&|glucose| glucose.mean().map(milli))),
        column("cgm_sd_milli_mg_dl", sensed(&|glucose| glucose.sd().map(milli))),
        column("cgm_cv_milli_pct", sensed(&|glucose| glucose.cv_pct().map(milli))),
        column("cgm_gmi_milli_pct", sensed(&|glucose| glucose.gmi_pct().map(milli))),
        column("cgm_in_70_180", sensed(&|glucose| Some(glucose.shares.in_70_180 as i64))),
        column("cgm_lt54", sensed(&|glucose| Some(glucose.shares.lt54 as i64))),
        column("cgm_lt70", sensed(&|glucose| Some(glucose.shares.lt70 as i64))),
        column("cgm_gt180", sensed(&|glucose| Some(glucose.shares.gt180 as i64))),
        column("cgm_gt250", sensed(&|glucose| Some(glucose.shares.gt250 as i64))),
        column("cgm_episodes_lt54", sensed(&|glucose| Some(i64::from(glucose.episodes.lt54)))),
        column("cgm_episodes_lt70", sensed(&|glucose| Some(i64::from(glucose.episodes.lt70)))),
        column("cgm_episodes_gt180", sensed(&|glucose| Some(i64::from(glucose.episodes.gt180)))),
        column("cgm_episodes_gt250", sensed(&|glucose| Some(i64::from(glucose.episodes.gt250)))),
        column("cgm_active_minutes", sensed(&|glucose| Some(glucose.active.n as i64))),
        column("cgm_active_due", sensed(&|glucose| Some(glucose.active.d as i64))),
        column("cgm_at_target", members.iter().map(|one| one.figures.glucose?.at_target).collect::<Vec<Option<bool>>>()),
        column("period_first", text(&|one| one.clocks.period.map_or(String::new(), |period| date(period.first).to_string()))),
        column("period_last", text(&|one| one.clocks.period.map_or(String::new(), |period| date(period.last).to_string()))),
        column("period_days", count(&|one| u64::from(one.clocks.days))),
        column("period_days_typed", count(&|one| u64::from(one.clocks.days_typed))),
        column("month_minutes", count(&|one| u64::from(one.clocks.spent.minutes))),
        column("month_live", members.iter().map(|one| one.clocks.spent.live).collect::<Vec<bool>>()),
        column("period_minutes_interpreted", count(&|one| u64::from(one.clocks.interpreted))),
        column("codes_so_far", text(&codes)),
        column("billing", text(&|one| one.clocks.overall.name().into())),
    ]
}

/// The codes so far, each with how often if that is more than once.
pub fn codes(member: &Member<'_>) -> String {
    let codes = member.clocks.codes.iter().map(|line| match line.units {
        1 => line.code.to_owned(),
        units => format!("{}x{units}", line.code),
    });
    codes.collect::<Vec<String>>().join(" ")
}

fn silent_days(quiet: Quiet) -> Option<i64> {
    match quiet {
        Quiet::Silent => None,
        Quiet::Usual { days, .. } | Quiet::Quiet { days, .. } => Some(i64::from(days)),
    }
}

fn from_days(quiet: Quiet) -> Option<i64> {
    match quiet {
        Quiet::Silent => None,
        Quiet::Usual { from, .. } | Quiet::Quiet { from, .. } => Some(i64::from(from)),
    }
}

/// Thousandths, rounded.
fn milli(number: f64) -> i64 {
    (number * 1000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_its_line() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected, "{text:?}");
        check("p-1", "p-1");
        check("=1+1", "'=1+1");
        check("+44", "'+44");
        check("-2", "'-2");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\tx", "'\tx");
        check("a,b", "\"a,b\"");
        check("say \"no\"", "\"say \"\"no\"\"\"");
        check("=a\nb", "\"'=a\nb\"");
        check("", "");
    }

    #[test]
    fn a_table_says_what_it_is_about_before_its_rows() {
        let columns = vec![column("a", vec!["=x", "y"]), column("n", vec![Some(-1_i64), None])];
        let frame = DataFrame::new(2, columns).unwrap();
        let about = [("period".to_owned(), "30 days, to today".to_owned())];
        let expected = "# period,\"30 days, to today\"\r\na,n\r\n'=x,-1\r\ny,\r\n";
        assert_eq!(csv(&frame, &about), expected);
    }
}
