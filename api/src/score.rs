//! `hearthwatch score`: NEWS2 for JSON lines, one answer for each line.

use std::io::{self, BufRead, Write};

use risk_engine::fact::Spo2Scale;
use risk_engine::news2::{self, Observation};
use serde::{Deserialize, Serialize};
use serde_json::json;
use vitals::Consciousness;

/// One line; any key may be absent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    respiration: Option<f64>,
    spo2: Option<f64>,
    spo2_scale: Option<u8>,
    oxygen: Option<bool>,
    systolic: Option<f64>,
    pulse: Option<f64>,
    consciousness: Option<String>,
    temperature: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Answer {
    score: u8,
    low: u8,
    high: u8,
    status: &'static str,
    single_three: bool,
    parts: Parts,
}

/// Points in the chart's order; `null` for a part that is missing.
#[derive(Debug, Serialize)]
struct Parts {
    respiration: Option<u8>,
    spo2: Option<u8>,
    oxygen: Option<u8>,
    systolic: Option<u8>,
    pulse: Option<u8>,
    consciousness: Option<u8>,
    temperature: Option<u8>,
}

/// Scores every line. A line that can't be read gets `{"error": …}` in its place. Gives the number
/// of those.
pub fn run(input: impl BufRead, mut output: impl Write) -> io::Result<usize> {
    let mut refused = 0;
    for (line, number) in input.lines().zip(1..) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match score(&line) {
            Ok(answer) => serde_json::to_writer(&mut output, &answer)?,
            Err(why) => {
                refused += 1;
                serde_json::to_writer(
                    &mut output,
                    &json!({ "error": format!("line {number}: {why}") }),
                )?;
            }
        }
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(refused)
}

fn score(line: &str) -> Result<Answer, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let observation = Observation {
        respiration_milli: milli("respiration", line.respiration)?,
        spo2_milli_percent: milli("spo2", line.spo2)?,
        spo2_scale: match line.spo2_scale.unwrap_or(1) {
            1 => Spo2Scale::One,
            2 => Spo2Scale::Two,
            other => return Err(format!("spo2_scale is {other}, and can be 1 or 2")),
        },
        supplemental_oxygen: line.oxygen,
        systolic_milli_mmhg: milli("systolic", line.systolic)?,
        pulse_milli_bpm: milli("pulse", line.pulse)?,
        consciousness: line.consciousness.as_deref().map(level).transpose()?,
        temperature_milli_celsius: milli("temperature", line.temperature)?,
    };
    let scored = news2::score(&observation);
    let [respiration, spo2, oxygen, systolic, pulse, consciousness, temperature] = scored.parts;
    Ok(Answer {
        score: scored.score(),
        low: scored.low,
        high: scored.high,
        status: if scored.is_complete() { "complete" } else { "partial" },
        single_three: scored.has_single_three(),
        parts: Parts { respiration, spo2, oxygen, systolic, pulse, consciousness, temperature },
    })
}

/// Thousandths, cut off and not rounded: what is left decides the same rounding half up.
fn milli(name: &str, value: Option<f64>) -> Result<Option<i32>, String> {
    let Some(value) = value else {
        return Ok(None);
    };
    // The nearest double of 38.05 lies just below it.
    let milli = (value * 1000.0 + 1e-6).floor();
    if !(0.0..=1e6).contains(&milli) {
        return Err(format!("{name} {value} is outside 0 to 1000"));
    }
    Ok(Some(milli as i32))
}

fn level(text: &str) -> Result<Consciousness, String> {
    let mut letters = text.chars();
    let level =
        letters.next().and_then(Consciousness::from_letter).filter(|_| letters.next().is_none());
    level.ok_or_else(|| format!("consciousness {text:?} is not one of A, C, V, P, U"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, want: &str) {
        let mut output = Vec::new();
        run(line.as_bytes(), &mut output).unwrap();
        assert_eq!(String::from_utf8(output).unwrap().trim(), want, "{line}");
    }

    #[test]
    fn a_line_gets_its_score_with_its_parts() {
        check(
            r#"{"respiration":18,"spo2":96,"spo2_scale":1,"oxygen":false,"systolic":120,"pulse":91,"consciousness":"A","temperature":36.8}"#,
            r#"{"score":1,"low":1,"high":1,"status":"complete","single_three":false,"parts":{"respiration":0,"spo2":0,"oxygen":0,"systolic":0,"pulse":1,"consciousness":0,"temperature":0}}"#,
        );
    }

    #[test]
    fn what_is_missing_is_null_and_widens_the_bounds() {
        check(
            r#"{"spo2":91.4}"#,
            r#"{"score":3,"low":3,"high":20,"status":"partial","single_three":true,"parts":{"respiration":null,"spo2":3,"oxygen":null,"systolic":null,"pulse":null,"consciousness":null,"temperature":null}}"#,
        );
    }

    #[test]
    fn decimals_are_rounded_half_up_as_they_are_written() {
        for (temperature, points) in
            [("38.05", 1), ("38.04", 0), ("35.05", 1), ("35.04", 3), ("39.049", 1)]
        {
            let mut output = Vec::new();
            run(format!("{{\"temperature\":{temperature}}}").as_bytes(), &mut output).unwrap();
            let answer: serde_json::Value = serde_json::from_slice(&output).unwrap();
            assert_eq!(answer["parts"]["temperature"], points, "{temperature} °C");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_says_why_and_the_others_go_on() {
        let mut output = Vec::new();
        let lines =
            "{\"spo2\":96}\n{\"sp02\":96}\nnonsense\n{\"consciousness\":\"X\"}\n{\"spo2\":96}\n";
        assert_eq!(run(lines.as_bytes(), &mut output).unwrap(), 3);
        assert_eq!(String::from_utf8(output).unwrap().lines().count(), 5);
    }
}
