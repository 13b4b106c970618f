//! The proof run: real processes, faults drawn from a seed, and the promises checked from outside.
//!
//! `tests/chaos` starts it. Without arguments it is the short run of `tests/run`.

mod arguments;
mod check;
mod faults;
mod home;
mod network;
mod round;
mod volume;

use std::process::ExitCode;
use std::time::Instant;

use arguments::Arguments;
use round::{Kind, Tally};

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("tests/chaos: {why}\n{}", arguments::HELP);
            return ExitCode::from(64);
        }
    };
    if arguments.is_not_meant {
        return ExitCode::SUCCESS;
    }
    if let Some(ended) = network::enter() {
        return ended;
    }
    println!("{}", arguments.command(arguments.from_round));
    let (began, mut total) = (Instant::now(), Tally::default());
    for number in arguments.from_round.. {
        if number > arguments.from_round && arguments.is_over(began.elapsed(), &total, number) {
            break;
        }
        let kind = Kind::of(number);
        // A promise that is broken panics, and a panic ends the run with the round's command.
        let ran = std::panic::catch_unwind(|| round::run(&arguments, number, kind));
        let Ok(tally) = ran else {
            println!("FAILED in round {number}: {}", arguments.command(number));
            return ExitCode::FAILURE;
        };
        total.add(&tally);
        println!(
            "round {number}, {kind:?}: {tally}\n  so far, {:.0} s: {total}",
            began.elapsed().as_secs_f64()
        );
    }
    println!("{total}\n0 lost, 0 doubled, episodes equal, verify and replay agree");
    if total.episodes == 0 {
        println!("FAILED: no episode, so nothing is known of them");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
