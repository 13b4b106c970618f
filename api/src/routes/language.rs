//! Choosing a language: a form that stands on every page, and needs no script.

use std::sync::Arc;

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::Problem;
use super::signin::with_cookie;
use crate::access::{Actor, Need, Routes};
use crate::language::{COOKIE, Language};
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.post("/language", Need::Nothing, choose).says(
        About::of("Chooses a language: for this browser, and for the account of who is signed in.")
            .takes_form::<Choice>()
            .elsewhere(),
    )
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FormLanguage)]
struct Choice {
    /// `en`, `es` or `de`.
    language: String,
    /// Where to go back to, with what stands after the `?`.
    #[serde(default)]
    next: String,
}

async fn choose(
    State(shared): State<Shared>,
    actor: Option<Extension<Arc<Actor>>>,
    form: Result<Form<Choice>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Choice { language, next }) =
        form.map_err(|error| Problem::unreadable(error.body_text()))?;
    let language = Language::of_key(&language)
        .ok_or_else(|| Problem::unreadable("`language` is none of en, es and de"))?;
    if let Some(Extension(actor)) = actor {
        let kept = shared.access.choose_language(actor.account, language).await;
        kept.map_err(|error| Problem::unavailable(&error))?;
    }
    let secure = if shared.access.settings.is_secure() { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}",
        language.key()
    );
    let next = if is_here(&next) { next.as_str() } else { "/" };
    Ok(with_cookie(Redirect::to(next).into_response(), &cookie))
}

/// Whether an address is one of this server's pages.
fn is_here(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.len() <= 1000
        && address.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.~?=&%+:,".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_a_language_leads_back_to_a_page_of_this_server() {
        let check = |address: &str, here: bool| assert_eq!(is_here(address), here, "{address}");
        check("/me/p-0001/medicines", true);
        check("/signin?next=/work", true);
        check("/cohort?programme=COPD&days=30", true);
        check("", false);
        check("//evil.example", false);
        check("/\\evil.example", false);
        check("https://evil.example", false);
        check("/work\r\nSet-Cookie: a=b", false);
    }
}
