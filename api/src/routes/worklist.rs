//! `GET /api/worklist`: everybody, as the board has them.

use axum::Json;
use axum::extract::State;

use crate::access::{Pass, policy};
use crate::json::{Row, Worklist};
use crate::language::Words;
use crate::server::Shared;
use crate::wording::Wording;

pub(super) async fn get(State(shared): State<Shared>, pass: Pass, words: Words) -> Json<Worklist> {
    Json(snapshot(&shared, &pass, &words))
}

/// The worklist now, as far as somebody sees it.
pub(super) fn snapshot(shared: &Shared, pass: &Pass, words: &Words) -> Worklist {
    let as_of = shared.clock.now_ms();
    let board = shared.pipeline.board();
    let (rules, rota) = (board.rules(), board.rota());
    let wording = Wording { words, rules: &rules };
    let (seq, rows): (u64, Vec<Row>) = board.read(|seq, people| {
        let seen = people.iter().filter(|(patient, _)| policy::sees(pass, patient));
        let rows = seen.map(|(patient, person)| Row::of(patient, person, wording, (&rota, as_of)));
        (seq, rows.collect())
    });
    Worklist {
        as_of,
        speed: shared.clock.speed(),
        demo: shared.notice.is_some(),
        notice: shared.notice.map(|notice| notice.words().to_owned()),
        patients: rows.len(),
        rows,
        seq,
    }
}
