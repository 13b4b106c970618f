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
    use serde_json::json;

    use super::super::matrix::{OWN, Site, started};
    use super::super::round::send;
    use super::*;
    use crate::access::Role;

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

    /// Through the gate, which knows what somebody chose: no header of a request says it.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_refused_and_what_is_wrong_in_a_draft_is_told_in_the_chosen_language() {
        let (_folder, server) = started().await;
        let site = Site::new(server.shared().clone(), server.address()).await;
        let ask = async |method: &str, path: &str, body: serde_json::Value| {
            let body = body.to_string();
            send(&site, Role::Clinician, method, path, "application/json", body.as_bytes()).await
        };
        let path = format!("/api/patients/{OWN}/medicines");
        let wrong = json!({ "name": "Furosemide", "dose": "1.0 mg", "times": ["08:00"] });
        let draft = json!({ "text": "name = 7\n" });

        let english = ask("POST", &path, wrong.clone()).await;
        assert!(english.head.contains("content-language: en\r\n"), "{}", english.head);
        assert!(english.json()["detail"].as_str().unwrap().starts_with("`dose` must be"));
        let english = ask("POST", "/api/rules/checks", draft.clone()).await.json();
        assert_eq!(english["mistakes"][0]["what"], "name is an integer");

        let form = b"language=de&next=/work";
        let kind = "application/x-www-form-urlencoded";
        let chosen = send(&site, Role::Clinician, "POST", "/language", kind, form).await;
        assert_eq!(chosen.status, 303);
        let german = ask("POST", &path, wrong).await;
        assert!(german.head.contains("content-language: de\r\n"), "{}", german.head);
        assert_eq!((german.status, german.json()["title"].as_str()), (400, Some("Nicht lesbar")));
        assert!(german.json()["detail"].as_str().unwrap().starts_with("`dose` muss eine Zahl"));
        let german = ask("POST", "/api/rules/checks", draft).await.json();
        assert_eq!(german["mistakes"][0]["what"], "name ist eine ganze Zahl");
        drop(site);
        server.run_until(std::future::ready(())).await.unwrap();
    }
}
