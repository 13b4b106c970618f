//! Whose record somebody may touch: the one place that says yes.

use vitals::PatientId;

use super::pass::{Authorized, Pass};
use super::right::Sight;
use crate::language::say;
use crate::routes::Problem;
use crate::server::Shared;

/// Somebody who is cared for here and whom the asker may see. Who may not gets the same answer as for a
/// person who doesn't exist.
pub(crate) fn patient(
    shared: &Shared,
    pass: &Pass,
    id: &str,
) -> Result<Authorized<PatientId>, Problem> {
    let patient: PatientId = id.parse().map_err(|_| unknown())?;
    pass.is_about(&patient);
    let known = shared.pipeline.board().read(|_, people| people.contains_key(&patient));
    if known && sees(pass, &patient) { Ok(Authorized::new(patient)) } else { Err(unknown()) }
}

/// Whether this person's record is one that the asker may see.
pub(crate) fn sees(pass: &Pass, patient: &PatientId) -> bool {
    match pass.sight() {
        Sight::All => true,
        Sight::Named => pass.actor().patients.contains(patient),
        Sight::Nobody => false,
    }
}

/// Whether there is nobody whose record they may not see.
pub(crate) fn sees_all(pass: &Pass) -> bool {
    pass.sight() == Sight::All
}

/// There is nobody like that, for this asker.
pub(crate) fn unknown() -> Problem {
    Problem::not_found(say("problem-no-patient"))
}
