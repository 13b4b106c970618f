//! Signing in and out: pages that need no script.

use askama::Template;
use axum::extract::rejection::{FormRejection, JsonRejection, QueryRejection};
use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Form, Json};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::embedded::{Embedded, SCRIPT, STYLE};
use super::problem::Problem;
use super::second_factor;
use crate::access::gate::From as Sender;
use crate::access::{
    Access, Actor, Entered, Need, OpenIdError, Pass, PasswordError, Refused, Right, Role, Roles,
    Routes, Way,
};
use crate::language::{Words, say};
use crate::openapi::About;
use crate::server::{Notice, Shared};

static CSS: Embedded = Embedded::new(STYLE, include_bytes!("../../templates/pages.css"));
static ME: Embedded = Embedded::new(SCRIPT, include_bytes!("../../templates/me.js"));
static OUTBOX: Embedded = Embedded::new(SCRIPT, include_bytes!("../../templates/outbox.js"));
static WORKER: Embedded = Embedded::new(SCRIPT, include_bytes!("../../templates/worker.js"));

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/healthz", Need::Nothing, || async { "ok" })
        .says(About::of("Whether the server answers.").text("text/plain"))
        .get("/pages.css", Need::Nothing, |headers: HeaderMap| async move { CSS.answer(&headers) })
        .says(About::of("The style of pages that need no program.").text("text/css"))
        .get("/me.js", Need::Nothing, |headers: HeaderMap| async move { ME.answer(&headers) })
        .says(
            About::of("What pages without a program do in a browser that runs scripts.")
                .text("text/javascript"),
        )
        .get(
            "/outbox.js",
            Need::Nothing,
            |headers: HeaderMap| async move { OUTBOX.answer(&headers) },
        )
        .says(
            About::of("What waits in a browser without a network, for pages and their worker.")
                .text("text/javascript"),
        )
        .get(
            "/worker.js",
            Need::Nothing,
            |headers: HeaderMap| async move { WORKER.answer(&headers) },
        )
        .says(About::of("The worker of patients' pages.").text("text/javascript"))
        .get("/favicon.svg", Need::Nothing, icon)
        .says(About::of("The icon of pages that need no program.").text("image/svg+xml"))
        .get("/signin", Need::Nothing, page)
        .says(About::page("The way in."))
        .post("/signin", Need::Nothing, sign_in)
        .says(
            About::of("Signs somebody in by name and password.")
                .takes_form::<Typed>()
                .elsewhere()
                .page_with(400)
                .page_with(401)
                .page_with(429)
                .page_with(503),
        )
        .post("/signin/demo", Need::Nothing, demo)
        .says(
            About::of("Signs in to a demo, which no other server does.")
                .takes_form::<DemoAs>()
                .elsewhere()
                .refuses(&[404]),
        )
        .get("/enter/{code}", Need::Nothing, link)
        .says(About::page("What a link lets in for.").page_with(404).page_with(429).page_with(503))
        .post("/enter/{code}", Need::Nothing, enter)
        .says(
            About::of("Uses a link up; staff choose a password with it.")
                .takes_form::<Chosen>()
                .elsewhere()
                .page_with(404)
                .page_with(422)
                .page_with(429)
                .page_with(503),
        )
        .post("/signout", Need::SignedIn, sign_out_by_form)
        .says(About::of("Signs out, by a form.").takes_form::<Leave>().elsewhere())
        .post("/api/signout", Need::SignedIn, sign_out)
        .says(About::of("Signs out.").takes::<LeaveJson>().says_done())
        .get("/api/me", Need::SignedIn, me)
        .says(About::of("Who is signed in, and what they may open.").gives::<Me>())
}

/// A page that is ready to be sent.
pub(super) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => Problem::unavailable(&error).into_response(),
    }
}

#[derive(Template)]
#[template(path = "signin.html")]
struct SignInPage<'a> {
    words: Words,
    error: Option<String>,
    name: &'a str,
    next: &'a str,
    demo: Option<Demo<'a>>,
    /// The sign-in service's name, if there is one.
    elsewhere: Option<&'a str>,
    /// They have just signed out here.
    left: bool,
}

struct Demo<'a> {
    notice: Notice,
    ways: &'a [DemoWay],
}

/// Somebody whom a demo lets in.
#[derive(Debug, Clone)]
pub(crate) struct DemoWay {
    pub(crate) role: Role,
    pub(crate) name: String,
}

#[derive(Template)]
#[template(path = "enter.html")]
struct LinkPage<'a> {
    words: Words,
    name: Option<&'a str>,
    code: &'a str,
    password: bool,
    error: Option<String>,
}

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
    #[serde(default)]
    left: bool,
}

async fn icon() -> Response {
    let text = include_str!("../../web/src/favicon.svg");
    ([(header::CONTENT_TYPE, "image/svg+xml")], text).into_response()
}

async fn page(
    State(shared): State<Shared>,
    words: Words,
    next: Result<Query<Next>, QueryRejection>,
) -> Response {
    let Next { next, left } = next.map_or_else(|_| Next::default(), |Query(asked)| asked);
    sign_in_page(&shared, words, StatusCode::OK, None, "", &next, left)
}

fn shown(
    shared: &Shared,
    words: Words,
    status: StatusCode,
    error: Option<String>,
    name: &str,
    next: &str,
) -> Response {
    sign_in_page(shared, words.at("/signin"), status, error, name, next, false)
}

fn sign_in_page(
    shared: &Shared,
    words: Words,
    status: StatusCode,
    error: Option<String>,
    name: &str,
    next: &str,
    left: bool,
) -> Response {
    let elsewhere = shared.access.openid().map(|openid| &*openid.settings.name);
    let demo = shared.notice.map(|notice| Demo { notice, ways: &shared.demo });
    let next = safe_path(next).unwrap_or_default();
    let page = SignInPage { words, error, name, next, demo, elsewhere, left };
    html(status, &page)
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SignIn)]
struct Typed {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    words: Words,
    headers: HeaderMap,
    typed: Result<Form<Typed>, FormRejection>,
) -> Response {
    let Ok(Form(Typed { name, password, next })) = typed else {
        let error = Some(words.say("signin-why-empty").to_string());
        return shown(&shared, words, StatusCode::BAD_REQUEST, error, "", "");
    };
    match shared.access.sign_in(&name, &password, from).await {
        Ok(Entered::Whole(account, secret)) => {
            leave(&shared.access, &headers, from).await;
            let home = home(&account.roles);
            signed_in(&shared.access, secret.reveal(), safe_path(&next).unwrap_or(home))
        }
        Ok(Entered::Half(secret)) => second_factor::halfway(&shared.access, &secret, &next),
        Err(refused) => {
            let ((status, wait), why) = (told(&refused), sentence(&words, &refused));
            let mut response = shown(&shared, words, status, Some(why), &name, &next);
            if let Some(wait) = wait {
                response.headers_mut().insert(header::RETRY_AFTER, wait);
            }
            response
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SignInDemo)]
struct DemoAs {
    role: String,
    #[serde(default)]
    next: String,
}

/// Only a demo has somebody whom anybody may be.
async fn demo(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    words: Words,
    headers: HeaderMap,
    wanted: Result<Form<DemoAs>, FormRejection>,
) -> Response {
    let wanted = match wanted {
        Ok(Form(wanted)) => wanted,
        Err(error) => return Problem::unreadable(error.body_text()).into_response(),
    };
    let way = shared.demo.iter().find(|way| way.role.key() == wanted.role);
    let Some(way) = way.filter(|_| shared.notice.is_some()) else {
        return Problem::not_found(say("problem-no-address")).into_response();
    };
    let begun = async {
        let account = shared.access.account(&way.name).await?;
        let secret = shared.access.begin(&account, "signed in to the demo", from).await?;
        Ok::<_, Refused>((account, secret))
    };
    match begun.await {
        Ok((account, secret)) => {
            leave(&shared.access, &headers, from).await;
            let next = safe_path(&wanted.next).unwrap_or(home(&account.roles));
            signed_in(&shared.access, secret.reveal(), next)
        }
        Err(refused) => refused_page(&shared, words, &refused),
    }
}

async fn link(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    words: Words,
    Path(code): Path<String>,
) -> Response {
    match shared.access.of_link(&code, from).await {
        Ok(account) => {
            let password = account.roles.need_password();
            let name = Some(account.name.as_str());
            html(StatusCode::OK, &LinkPage { words, name, code: &code, password, error: None })
        }
        Err(refused) => dead_link(words, &refused),
    }
}

fn dead_link(words: Words, refused: &Refused) -> Response {
    let status = match told(refused).0 {
        StatusCode::UNAUTHORIZED => StatusCode::NOT_FOUND,
        other => other,
    };
    let error = Some(sentence(&words, refused));
    let page = LinkPage { words, name: None, code: "", password: false, error };
    html(status, &page)
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = Enter)]
struct Chosen {
    password: Option<String>,
}

async fn enter(
    State(shared): State<Shared>,
    Extension(Sender(from)): Extension<Sender>,
    words: Words,
    Path(code): Path<String>,
    headers: HeaderMap,
    chosen: Result<Form<Chosen>, FormRejection>,
) -> Response {
    let chosen = chosen.map_or_else(|_| Chosen::default(), |Form(chosen)| chosen);
    match shared.access.use_link(&code, chosen.password.as_deref(), from).await {
        Ok(Entered::Whole(account, secret)) => {
            leave(&shared.access, &headers, from).await;
            signed_in(&shared.access, secret.reveal(), home(&account.roles))
        }
        Ok(Entered::Half(secret)) => second_factor::halfway(&shared.access, &secret, ""),
        Err(refused @ Refused::Password(_)) => match shared.access.of_link(&code, from).await {
            Ok(account) => {
                let name = Some(account.name.as_str());
                let error = Some(sentence(&words, &refused));
                let page = LinkPage { words, name, code: &code, password: true, error };
                html(StatusCode::UNPROCESSABLE_ENTITY, &page)
            }
            Err(refused) => dead_link(words, &refused),
        },
        Err(refused) => dead_link(words, &refused),
    }
}

/// Whoever was signed in with this browser before is so no more.
pub(super) async fn leave(access: &Access, headers: &HeaderMap, from: std::net::IpAddr) {
    let before = crate::access::gate::cookie(headers, access.settings.cookie());
    if let Some(secret) = before
        && let Ok(Some(actor)) = access.of_session(secret, from).await
        && let Err(error) = access.sign_out(&actor, false).await
    {
        tracing::warn!(%error, "a session that another took the place of could not be ended");
    }
}

pub(super) fn signed_in(access: &Access, secret: &str, next: &str) -> Response {
    let secure = if access.settings.is_secure() { "; Secure" } else { "" };
    let name = access.settings.cookie();
    // It ends with the session, which the server knows; the browser forgets it when patients' end.
    let cookie =
        format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000{secure}");
    with_cookie(Redirect::to(next).into_response(), &cookie)
}

pub(super) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    // Names and secrets are of letters that a header takes.
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

fn signed_out(access: &Access, response: Response) -> Response {
    let secure = if access.settings.is_secure() { "; Secure" } else { "" };
    let name = access.settings.cookie();
    let cookie = format!("{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}");
    with_cookie(response, &cookie)
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = SignOutForm)]
struct Leave {
    token: String,
    #[serde(default)]
    everywhere: bool,
}

async fn sign_out_by_form(
    State(shared): State<Shared>,
    pass: Pass,
    form: Result<Form<Leave>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(Leave { token, everywhere }) =
        form.map_err(|error| Problem::unreadable(error.body_text()))?;
    check_form(pass.actor(), &token)?;
    shared.access.sign_out(pass.actor(), everywhere).await.map_err(refused)?;
    let to = if shared.access.openid().is_some() { "/signin?left=true" } else { "/signin" };
    Ok(signed_out(&shared.access, Redirect::to(to).into_response()))
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = SignOut)]
struct LeaveJson {
    everywhere: bool,
}

async fn sign_out(
    State(shared): State<Shared>,
    pass: Pass,
    request: Result<Json<LeaveJson>, JsonRejection>,
) -> Result<Response, Problem> {
    let LeaveJson { everywhere } = super::bounded::body(request)?;
    shared.access.sign_out(pass.actor(), everywhere).await.map_err(refused)?;
    Ok(signed_out(&shared.access, StatusCode::NO_CONTENT.into_response()))
}

/// A form of ours holds what only the session's own pages know.
pub(super) fn check_form(actor: &Actor, token: &str) -> Result<(), Problem> {
    let is_it = matches!(&actor.way, Way::Session(hash) if hash.form_token() == token);
    if is_it { Ok(()) } else { Err(Problem::forbidden(say("problem-old-form"))) }
}

/// What our own forms hold.
pub(super) fn form_token(actor: &Actor) -> String {
    actor.way.hash().form_token()
}

/// Who is signed in, as pages show it.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    name: String,
    /// As the journal names them.
    by: String,
    roles: Vec<&'static str>,
    /// Pages that their roles open.
    pages: Vec<&'static str>,
    home: &'static str,
}

async fn me(pass: Pass) -> Json<Me> {
    let actor = pass.actor();
    let pages = [
        ("/work", Right::Worklist),
        ("/cohort", Right::Cohort),
        ("/rules", Right::Rules),
        ("/ops", Right::Operations),
        ("/accounts", Right::Accounts),
        ("/audit", Right::Audit),
    ];
    let pages = pages.into_iter().filter(|(_, right)| actor.may(*right).is_some());
    Json(Me {
        name: actor.name.to_string(),
        by: pass.by().to_string(),
        roles: actor.roles.iter().map(Role::key).collect(),
        pages: pages.map(|(path, _)| path).collect(),
        home: home(&actor.roles),
    })
}

/// How whoever asks calls this server: the guard has seen that it is a name of ours.
pub(super) fn base(access: &Access, headers: &HeaderMap) -> Option<String> {
    if let Some(public) = &access.settings.public_url {
        return Some(public.clone());
    }
    let host = headers.get(header::HOST)?.to_str().ok()?;
    Some(format!("http://{host}"))
}

/// Where somebody begins.
pub(super) fn home(roles: &Roles) -> &'static str {
    if roles.are_for_patients() {
        "/me"
    } else if Right::Worklist.granted_to(roles).is_some() {
        "/work"
    } else if Right::Operations.granted_to(roles).is_some() {
        "/ops"
    } else {
        "/signin"
    }
}

/// A path of this server, and nothing that leads elsewhere.
pub(super) fn safe_path(path: &str) -> Option<&str> {
    let safe = path.starts_with('/')
        && path.len() <= 200
        && !path.starts_with("//")
        && path.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.~".contains(c))
        && !path.starts_with("/signin")
        && !path.starts_with("/enter");
    safe.then_some(path)
}

pub(super) fn told(refused: &Refused) -> (StatusCode, Option<HeaderValue>) {
    match refused {
        Refused::Wrong
        | Refused::Link
        | Refused::Passkey(_)
        | Refused::Code
        | Refused::NotHalfway => (StatusCode::UNAUTHORIZED, None),
        Refused::Locked | Refused::Elsewhere | Refused::ByPasskey | Refused::Needed => {
            (StatusCode::FORBIDDEN, None)
        }
        Refused::Wait(wait) => (StatusCode::TOO_MANY_REQUESTS, Some((wait.as_secs() + 1).into())),
        Refused::Password(crate::access::PasswordError::Weak) => {
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        }
        Refused::Password(_) | Refused::Store(_) | Refused::Unwritten(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, None)
        }
    }
}

pub(super) fn sentence(words: &Words, refused: &Refused) -> String {
    let said = match refused {
        Refused::Wrong => words.say("signin-why-wrong"),
        // Pages with passkeys have a script, which says it itself.
        Refused::Passkey(_) => words.say("signin-passkey-refused"),
        Refused::Elsewhere => words.say("codes-why-elsewhere"),
        Refused::Code => words.say("codes-why-wrong"),
        Refused::NotHalfway => words.say("codes-why-late"),
        Refused::ByPasskey => words.say("codes-why-passkey"),
        Refused::Needed => words.say("codes-why-needed"),
        Refused::Wait(wait) => words.say("signin-why-wait").with("seconds", wait.as_secs() + 1),
        Refused::Locked => words.say("signin-why-locked"),
        Refused::Link => words.say("signin-why-link"),
        Refused::Password(PasswordError::Weak) => {
            words.say("signin-why-weak").with("characters", PasswordError::CHARS_MIN)
        }
        Refused::Password(PasswordError::Busy) => words.say("signin-why-busy"),
        Refused::Store(_) => words.say("signin-why-store"),
        Refused::Unwritten(_) => words.say("signin-why-unwritten"),
    };
    said.to_string()
}

/// The page to sign in, with why that has not come about.
pub(super) fn refused_page(shared: &Shared, words: Words, refused: &Refused) -> Response {
    let why = sentence(&words, refused);
    shown(shared, words, told(refused).0, Some(why), "", "")
}

/// The same, where the sign-in service is why.
pub(super) fn wrong_page(
    shared: &Shared,
    words: Words,
    status: StatusCode,
    error: &OpenIdError,
) -> Response {
    let said = match error {
        OpenIdError::Provider(what) => words.say("signin-why-service").with("what", what),
        OpenIdError::NotBegun => words.say("signin-why-not-begun"),
        OpenIdError::Refused => words.say("signin-why-refused"),
        OpenIdError::Untrusted(what) => words.say("signin-why-untrusted").with("what", what),
        OpenIdError::NoRole => words.say("signin-why-no-role"),
    };
    let why = said.to_string();
    shown(shared, words, status, Some(why), "", "")
}

/// The same for programs.
pub(super) fn refused(refused: Refused) -> Problem {
    use crate::access::AccessError;
    match refused {
        Refused::Store(AccessError::Taken) => {
            Problem::conflict("problem-title-there", say("problem-name-there"))
        }
        Refused::Store(AccessError::Unknown) => Problem::not_found(say("problem-no-name")),
        Refused::Store(error) => Problem::unavailable(&error),
        Refused::Unwritten(_) => Problem::unwritten(),
        Refused::Wait(pause) => {
            Problem::too_many(say("problem-wait").with("seconds", pause.as_secs() + 1))
        }
        Refused::Password(PasswordError::Weak) => {
            let what = say("problem-weak").with("characters", PasswordError::CHARS_MIN);
            Problem::too_many(what)
        }
        Refused::Password(PasswordError::Busy) => Problem::too_many(say("problem-busy")),
        Refused::Wrong | Refused::Link | Refused::Passkey(_) | Refused::Code => {
            Problem::unauthorized()
        }
        Refused::NotHalfway => Problem::conflict("problem-title-late", say("problem-late")),
        Refused::Locked => Problem::forbidden(say("problem-locked")),
        Refused::Elsewhere => Problem::forbidden(say("problem-elsewhere")),
        Refused::ByPasskey => Problem::forbidden(say("problem-by-passkey")),
        Refused::Needed => Problem::forbidden(say("problem-needs-second")),
    }
}

#[derive(Template)]
#[template(path = "denied.html")]
struct DeniedPage<'a> {
    words: Words,
    name: &'a str,
    roles: String,
    home: &'static str,
    token: String,
}

/// Said in the place of a page that isn't for somebody.
pub(crate) fn not_allowed(words: Words, actor: &Actor) -> Response {
    let roles: Vec<String> = actor.roles.iter().map(|role| words.role(role)).collect();
    let page = DeniedPage {
        words,
        name: &actor.name,
        roles: roles.join(", "),
        home: home(&actor.roles),
        token: form_token(actor),
    };
    html(StatusCode::FORBIDDEN, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_somebody_stays_on_this_server() {
        let check = |path: &str, safe: bool| assert_eq!(safe_path(path).is_some(), safe, "{path}");
        check("/work", true);
        check("/patients/p-0001", true);
        check("", false);
        check("//evil.example", false);
        check("/\\evil.example", false);
        check("https://evil.example", false);
        check("javascript:alert(1)", false);
        check("/work\r\nSet-Cookie: a=b", false);
        check("/signin", false);
        check("/work?next=//evil.example", false);
    }

    #[test]
    fn what_somebody_typed_is_shown_as_text() {
        let page = SignInPage {
            words: Words::in_language(crate::language::Language::English),
            error: None,
            name: "\"><script>alert(1)</script>",
            next: "",
            demo: None,
            elsewhere: None,
            left: false,
        };
        let text = page.render().unwrap();
        assert!(!text.contains("<script>"), "{text}");
        assert!(text.contains("&#60;script&#62;"), "{text}");
    }
}
