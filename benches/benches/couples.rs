//! Of the weights of couples who share a scale, how many are told right, asked about, told wrong?

use benches::couples::{Manner, Outcome, simulate};

const COUPLES: usize = 500;
const DAYS: i64 = 90;

fn main() {
    for answers_percent in [100, 80, 50] {
        for guests_percent in [0, 2] {
            let manner = Manner { answers_percent, guests_percent };
            print(manner, simulate(COUPLES, DAYS, 7, manner));
        }
    }
}

fn print(manner: Manner, found: Outcome) {
    let percent = |part: u64, of: u64| 100.0 * part as f64 / of.max(1) as f64;
    println!(
        "couples: {COUPLES} for {DAYS} days, {} % of questions answered, {} % guests: {} weighings, \
         right {:.1} %, asked {:.1} % ({:.1} % after 14 days), never answered {:.1} %, wrong {:.2} % \
         (of those scored at once {:.2} %; in {:.1} % of couples); guests scored {:.1} %",
        manner.answers_percent,
        manner.guests_percent,
        found.weighed,
        percent(found.right, found.weighed),
        percent(found.asked, found.weighed),
        percent(found.asked_later, found.weighed_later),
        percent(found.open, found.weighed),
        percent(found.wrong, found.weighed),
        percent(found.wrong, found.right + found.wrong),
        percent(found.couples_wrong, COUPLES as u64),
        percent(found.guests_wrong, found.guests),
    );
}
