//! What people ask for, as bytes: acts on alerts, answers, withdrawals.

use risk_engine::fact::{
    Act, Action, Answer, Answers, CaseResult, NextStep, Withdrawal, WithdrawalReason,
};
use vitals::{StoredAt, TakenAt};
use wire::FrameError;
use wire::bytes::{Reader, put_i32, put_i64, put_u32};

use super::field::{
    put_choice, put_list, put_reading_id, put_text, take_choice, take_id, take_list, take_moment,
    take_name, take_reading_id,
};

/// A next step's code is its place: add at the end only.
const NEXT_STEPS: [NextStep; 5] = [
    NextStep::CallingNow,
    NextStep::Known,
    NextStep::ReadingWrong,
    NextStep::PassedOn,
    NextStep::Other,
];
/// What an alert came to, by its place: add at the end only.
const RESULTS: [CaseResult; 4] =
    [CaseResult::ActedOn, CaseResult::NothingToDo, CaseResult::FalseReading, CaseResult::Expected];
/// Why a reading doesn't count, by its place: add at the end only.
const WITHDRAWALS: [WithdrawalReason; 2] =
    [WithdrawalReason::EnteredInError, WithdrawalReason::AnotherPerson];

const ACKNOWLEDGE: u8 = 0;
const ASSIGN: u8 = 1;
const SNOOZE: u8 = 2;
const CLOSE: u8 = 3;
const ESCALATE: u8 = 4;
const UNDO: u8 = 5;

const YES: u8 = 0;
const NO: u8 = 1;
const MILLI: u8 = 2;
const CHOICE: u8 = 3;

/// Version 1's acknowledgement: an act without a code for what it does.
pub(super) fn put_acknowledgement(out: &mut Vec<u8>, act: &Act, next: NextStep) {
    put_text(out, act.alert.as_str());
    put_u32(out, act.version);
    put_text(out, &act.by);
    put_choice(out, &NEXT_STEPS, &next);
}

pub(super) fn take_acknowledgement(reader: &mut Reader<'_>) -> Result<Act, FrameError> {
    Ok(Act {
        alert: take_id(reader, "alert")?,
        version: reader.u32("version")?,
        by: take_name(reader, "name")?,
        action: Action::Acknowledge(take_choice(reader, &NEXT_STEPS, "next step")?),
    })
}

pub(super) fn put_act(out: &mut Vec<u8>, act: &Act) {
    put_text(out, act.alert.as_str());
    put_u32(out, act.version);
    put_text(out, &act.by);
    match &act.action {
        Action::Acknowledge(next) => {
            out.push(ACKNOWLEDGE);
            put_choice(out, &NEXT_STEPS, next);
        }
        Action::Assign { to } => {
            out.push(ASSIGN);
            put_text(out, to);
        }
        Action::Snooze { until, reason } => {
            out.push(SNOOZE);
            put_i64(out, until.unix_ms());
            put_text(out, reason);
        }
        Action::Close { result, reason } => {
            out.push(CLOSE);
            put_choice(out, &RESULTS, result);
            put_text(out, reason);
        }
        Action::Escalate { reason } => {
            out.push(ESCALATE);
            put_text(out, reason);
        }
        Action::Undo => out.push(UNDO),
    }
}

pub(super) fn take_act(reader: &mut Reader<'_>) -> Result<Act, FrameError> {
    Ok(Act {
        alert: take_id(reader, "alert")?,
        version: reader.u32("version")?,
        by: take_name(reader, "name")?,
        action: match reader.u8("action")? {
            ACKNOWLEDGE => Action::Acknowledge(take_choice(reader, &NEXT_STEPS, "next step")?),
            ASSIGN => Action::Assign { to: take_name(reader, "assignee")? },
            SNOOZE => {
                let until: StoredAt = take_moment(reader, "end of the snooze")?;
                Action::Snooze { until, reason: take_name(reader, "reason")? }
            }
            CLOSE => {
                let result = take_choice(reader, &RESULTS, "result")?;
                Action::Close { result, reason: take_name(reader, "reason")? }
            }
            ESCALATE => Action::Escalate { reason: take_name(reader, "reason")? },
            UNDO => Action::Undo,
            _ => return Err(reader.malformed_before(1, "action")),
        },
    })
}

pub(super) fn put_answers(out: &mut Vec<u8>, answers: &Answers) {
    put_i64(out, answers.answered_at.unix_ms());
    put_text(out, &answers.questionnaire);
    put_list(out, answers.items.iter(), |out, (question, answer)| {
        put_text(out, question);
        match answer {
            Answer::Yes => out.push(YES),
            Answer::No => out.push(NO),
            Answer::Milli(milli) => {
                out.push(MILLI);
                put_i32(out, *milli);
            }
            Answer::Choice(choice) => {
                out.push(CHOICE);
                put_text(out, choice);
            }
        }
    });
}

pub(super) fn take_answers(reader: &mut Reader<'_>) -> Result<Answers, FrameError> {
    Ok(Answers {
        answered_at: TakenAt::from_unix_ms(reader.i64("time answered")?),
        questionnaire: take_name(reader, "questionnaire")?,
        items: take_list(reader, "number of answers", |reader| {
            let question = take_name(reader, "question")?;
            let answer = match reader.u8("answer")? {
                YES => Answer::Yes,
                NO => Answer::No,
                MILLI => Answer::Milli(reader.i32("number answered")?),
                CHOICE => Answer::Choice(take_name(reader, "choice")?),
                _ => return Err(reader.malformed_before(1, "answer")),
            };
            Ok((question, answer))
        })?,
    })
}

pub(super) fn put_withdrawal(out: &mut Vec<u8>, withdrawal: &Withdrawal) {
    put_reading_id(out, withdrawal.reading);
    put_text(out, &withdrawal.by);
    put_choice(out, &WITHDRAWALS, &withdrawal.why);
}

pub(super) fn take_withdrawal(reader: &mut Reader<'_>) -> Result<Withdrawal, FrameError> {
    Ok(Withdrawal {
        reading: take_reading_id(reader)?,
        by: take_name(reader, "name")?,
        why: take_choice(reader, &WITHDRAWALS, "reason")?,
    })
}
