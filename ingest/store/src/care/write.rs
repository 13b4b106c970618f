//! Puts one change into the tables.

use risk_engine::outcome::{Alert, Decision, ENGINE_VERSION, Outcome};
use vitals::PatientId;

use super::db::{Query, Tx, query};
use super::error::CareError;
use super::{
    AnswersRow, AssignmentRow, Change, GatewayRow, PatientRow, PlanRow, QuarantineRow, SettledRow,
    WithdrawalRow, deeds, documents, held, ledger, outbox, saved, sql,
};
use crate::names;

/// The slot of a device that knows no users.
pub(super) const NO_SLOT: i64 = -1;

/// Puts one change in, within the transaction that `tx` is in and that ends at entry `upto`.
pub(super) async fn put(tx: &mut Tx, upto: u64, change: &Change) -> Result<(), CareError> {
    match change {
        Change::Enrolled(row) => run(tx, upto, patient(row)).await,
        Change::Planned(row) => run(tx, upto, plan(row)).await,
        Change::Registered(row) => run(tx, upto, gateway(row)).await,
        Change::Assigned(row) => run(tx, upto, assignment(row)).await,
        Change::Quarantined(row) => run(tx, upto, quarantine(row)?).await,
        Change::Settled(row) => run(tx, upto, settled(row)?).await,
        Change::Answered(row) => run(tx, upto, answers(row)?).await,
        Change::Withdrawn(row) => run(tx, upto, withdrawal(row)?).await,
        Change::Unclaimed(row) => held::put_unclaimed(tx, upto, row).await,
        Change::Disclaimed(row) => held::put_disclaimed(tx, upto, row).await,
        Change::Attributed(row) => held::put_attributed(tx, upto, row).await,
        Change::Contacted(row) => ledger::put_contact(tx, upto, row).await,
        Change::ContactWithdrawn(row) => ledger::put_withdrawal(tx, upto, row).await,
        Change::Scheduled(row) => ledger::put_schedule(tx, upto, row).await,
        Change::Documented(row) => documents::put(tx, upto, row).await,
        Change::Deed(row) => deeds::put(tx, upto, row).await,
        Change::Noticed(notice) => run(tx, upto, outbox::put(notice)?).await,
        Change::Decided(outcome) => {
            run(tx, upto, event(outcome)?).await?;
            if let Decision::Alert { alert, .. } = &outcome.decision {
                run(tx, upto, state(outcome, alert)?).await?;
            }
            Ok(())
        }
    }
}

async fn run(tx: &mut Tx, upto: u64, query: Query<'_>) -> Result<(), CareError> {
    query.execute_in(tx).await.map_err(|source| CareError::Commit { upto, source })
}

fn patient(row: &PatientRow) -> Query<'_> {
    query(sql::PATIENT_PUT)
        .bind(row.patient.as_str())
        .bind(row.name.reveal())
        .bind(&row.born)
        .bind(&row.sex)
        .bind(saved::encode(&row.conditions))
        .bind(&row.zone)
        .bind(row.spo2_scale_2)
        .bind(row.oxygen)
}

fn plan(row: &PlanRow) -> Query<'_> {
    query(sql::PLAN_SET).bind(row.patient.as_str()).bind(row.spo2_scale_2).bind(row.oxygen)
}

fn gateway(row: &GatewayRow) -> Query<'_> {
    query(sql::GATEWAY_PUT).bind(row.gateway.as_str()).bind(row.at.unix_ms())
}

fn assignment(row: &AssignmentRow) -> Query<'_> {
    query(sql::ASSIGNMENT_PUT)
        .bind(row.device.as_str())
        .bind(row.slot.map_or(NO_SLOT, |slot| i64::from(slot.index())))
        .bind(row.from.unix_ms())
        .bind(row.patient.as_str())
}

fn quarantine(row: &QuarantineRow) -> Result<Query<'_>, CareError> {
    Ok(query(sql::QUARANTINE_PUT)
        .bind(column("journal offset", row.id.offset)?)
        .bind(i64::from(row.id.index))
        .bind(row.at.unix_ms())
        .bind(row.gateway.as_ref().map(|gateway| gateway.as_str()))
        .bind(&row.reason)
        .bind(&row.detail)
        .bind(&row.bytes))
}

fn settled(row: &SettledRow) -> Result<Query<'_>, CareError> {
    Ok(query(sql::SETTLED_PUT)
        .bind(column("journal offset", row.original.offset)?)
        .bind(i64::from(row.original.index))
        .bind(column("journal offset", row.entry)?)
        .bind(row.at.unix_ms())
        .bind(&row.by))
}

fn answers(row: &AnswersRow) -> Result<Query<'_>, CareError> {
    Ok(query(sql::ANSWERS_PUT)
        .bind(column("journal offset", row.id.offset)?)
        .bind(i64::from(row.id.index))
        .bind(row.patient.as_str())
        .bind(row.at.unix_ms())
        .bind(row.answers.answered_at.unix_ms())
        .bind(&*row.answers.questionnaire)
        .bind(saved::encode(&saved::items(&row.answers)))
        .bind(row.by.as_deref()))
}

fn withdrawal(row: &WithdrawalRow) -> Result<Query<'_>, CareError> {
    Ok(query(sql::WITHDRAWAL_PUT)
        .bind(column("journal offset", row.reading.offset)?)
        .bind(i64::from(row.reading.index))
        .bind(row.patient.as_str())
        .bind(row.at.unix_ms())
        .bind(&row.by)
        .bind(names::withdrawal::name(row.reason)))
}

fn event(outcome: &Outcome) -> Result<Query<'_>, CareError> {
    let (alert, problem) = match &outcome.decision {
        Decision::Alert { alert, .. } => (Some(alert.id.as_str()), Some(alert.problem.name())),
        Decision::Refused { alert, .. } => (Some(alert.as_str()), None),
        Decision::Stepped { problem, .. } | Decision::Calmed { problem } => {
            (None, Some(problem.name()))
        }
    };
    Ok(query(sql::EVENT_PUT)
        .bind(column("journal offset", outcome.cause.offset)?)
        .bind(i64::from(outcome.cause.index))
        .bind(outcome.patient.as_str())
        .bind(i64::from(outcome.place))
        .bind(outcome.at.unix_ms())
        .bind(kind(&outcome.decision))
        .bind(names::disposition::name(outcome.decision.disposition()))
        .bind(alert)
        .bind(saved::encode(&saved::Decision::from(&outcome.decision)))
        .bind(saved::hex(&outcome.rules_hash))
        .bind(i64::from(ENGINE_VERSION))
        .bind(problem))
}

fn state<'q>(outcome: &'q Outcome, alert: &'q Alert) -> Result<Query<'q>, CareError> {
    let patient: &PatientId = &outcome.patient;
    Ok(query(sql::ALERT_PUT)
        .bind(alert.id.as_str())
        .bind(patient.as_str())
        .bind(alert.problem.name())
        .bind(saved::gravity(alert.severity))
        .bind(alert.is_open())
        .bind(alert.raised_at.unix_ms())
        .bind(saved::encode(&saved::Alert::from(alert)))
        .bind(column("journal offset", outcome.cause.offset)?)
        .bind(i64::from(outcome.cause.index))
        .bind(i64::from(outcome.place))
        .bind(alert.owner.as_deref())
        .bind(alert.due_at.map(vitals::StoredAt::unix_ms))
        .bind(alert.superseded.is_some()))
}

/// The stable code of what happened.
fn kind(decision: &Decision) -> &'static str {
    use risk_engine::outcome::Change as To;
    match decision {
        Decision::Stepped { .. } => "stepped",
        Decision::Calmed { .. } => "calmed",
        Decision::Refused { .. } => "refused",
        Decision::Alert { change, .. } => match change {
            To::Raised => "alert_raised",
            To::Joined => "alert_joined",
            To::Acknowledged => "alert_acknowledged",
            To::Escalated => "alert_escalated",
            To::Cleared => "alert_cleared",
            To::Assigned => "alert_assigned",
            To::Snoozed => "alert_snoozed",
            To::Reopened => "alert_reopened",
            To::PutOff => "alert_put_off",
            To::Undone => "alert_undone",
            To::Closed => "alert_closed",
            To::Superseded => "alert_superseded",
        },
    }
}

/// A number as a column holds it.
pub(super) fn column(what: &'static str, value: u64) -> Result<i64, CareError> {
    i64::try_from(value).map_err(|_| CareError::TooLarge { what, value })
}
