//! The routes of what patients, their carers and the team settle with each other: appointments, medicines
//! and messages.

use super::{appointments, medicines, messages};
use crate::access::{Right, Routes};
use crate::openapi::About;

pub(super) fn routes(routes: Routes) -> Routes {
    with_messages(with_medicines(with_appointments(routes)))
}

fn with_appointments(routes: Routes) -> Routes {
    routes
        .get("/api/patients/{id}/appointments", Right::Appointments, appointments::get)
        .says(
            About::of("Somebody's appointments, by when they begin.")
                .gives_list::<appointments::VisitJson>(),
        )
        .post("/api/patients/{id}/appointments", Right::Appointments, appointments::post)
        .says(
            About::of("Asks for an appointment, or offers one.")
                .takes::<appointments::Request>()
                .gives_list::<appointments::VisitJson>()
                .refuses(&[409, 422]),
        )
        .post("/api/patients/{id}/appointments/{thing}/steps", Right::Arrange, appointments::step)
        .says(
            About::of("Asks for another time, offers one, agrees, or calls off.")
                .takes::<appointments::StepRequest>()
                .gives_list::<appointments::VisitJson>()
                .refuses(&[409, 422]),
        )
        .get(
            "/api/patients/{id}/appointments/{thing}/calendar",
            Right::Appointments,
            appointments::file,
        )
        .says(About::of("An appointment as an iCalendar file.").text("text/calendar"))
}

fn with_medicines(routes: Routes) -> Routes {
    routes
        .get("/api/patients/{id}/medicines", Right::Medicines, medicines::get)
        .says(About::of("What is to be taken, and what was.").gives_list::<medicines::LineJson>())
        .post("/api/patients/{id}/medicines", Right::Prescribe, medicines::post)
        .says(
            About::of("Puts a medicine on the list.")
                .takes::<medicines::Request>()
                .gives_list::<medicines::LineJson>()
                .refuses(&[409, 422]),
        )
        .put("/api/patients/{id}/medicines/{thing}", Right::Prescribe, medicines::put)
        .says(
            About::of("Changes a medicine, or stops it.")
                .takes::<medicines::Request>()
                .gives_list::<medicines::LineJson>()
                .refuses(&[409]),
        )
        .post("/api/patients/{id}/medicines/{thing}/doses", Right::Medicines, medicines::dose)
        .says(
            About::of("Says that a dose was taken, or why it was not.")
                .takes::<medicines::DoseRequest>()
                .gives_list::<medicines::LineJson>()
                .refuses(&[409]),
        )
}

fn with_messages(routes: Routes) -> Routes {
    routes
        .get("/api/patients/{id}/messages", Right::Messages, messages::get)
        .says(
            About::of("The conversations that the asking side sees.").gives::<messages::DeskJson>(),
        )
        .post("/api/patients/{id}/messages", Right::Messages, messages::post)
        .says(
            About::of("Writes a message, in a conversation or a new one.")
                .takes::<messages::Request>()
                .gives::<messages::DeskJson>(),
        )
        .post("/api/patients/{id}/messages/reads", Right::Messages, messages::read)
        .says(
            About::of("Says up to which message somebody has read.")
                .takes::<messages::Read>()
                .gives::<messages::DeskJson>(),
        )
}
