//! `/api/accounts` and `/api/tokens`: who is let in, and what programs come with.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bounded;
use super::problem::Problem;
use super::signin::refused;
use crate::access::{
    Access, Account, Invited, NewAccount, Pass, Right, Role, Roles, Routes, Scope, Standing,
    TokenRow, policy,
};
use crate::language::say;
use crate::openapi::About;
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/accounts", Right::Accounts, list)
        .says(
            About::of("Everybody who can sign in, of those whom you settle.")
                .gives_list::<AccountJson>(),
        )
        .post("/api/accounts", Right::Accounts, add)
        .says(
            About::of("Lets somebody in, by a link that works once.")
                .takes::<Wish>()
                .makes::<LinkJson>()
                .refuses(&[404, 409]),
        )
        .delete("/api/accounts/{name}", Right::Accounts, remove)
        .says(About::of("Takes somebody out.").says_done().refuses(&[409]))
        .post("/api/accounts/{name}/links", Right::Accounts, reset)
        .says(
            About::of("A new link for somebody; password and sessions count no more.")
                .makes::<LinkJson>(),
        )
        .put("/api/accounts/{name}/roles", Right::Accounts, settle_roles)
        .says(
            About::of("Settles what somebody is here.")
                .takes::<RolesWish>()
                .gives::<AccountJson>()
                .refuses(&[409]),
        )
        .put("/api/accounts/{name}/lock", Right::Accounts, lock)
        .says(
            About::of("Locks somebody out, or lets them in again; their sessions end.")
                .takes::<LockWish>()
                .gives::<AccountJson>()
                .refuses(&[409]),
        )
        .post("/api/accounts/{name}/signouts", Right::Accounts, sign_out)
        .says(About::of("Ends all sessions of somebody.").says_done())
        .get("/api/tokens", Right::Tokens, tokens)
        .says(About::of("What programs come with, without the secrets.").gives_list::<TokenJson>())
        .post("/api/tokens", Right::Tokens, add_token)
        .says(
            About::of("Makes a token; its secret is shown this once.")
                .takes::<TokenWish>()
                .makes::<NewTokenJson>()
                .refuses(&[404]),
        )
        .delete("/api/tokens/{id}", Right::Tokens, revoke)
        .says(About::of("A token counts no more.").says_done())
}

/// Somebody who can sign in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Account)]
struct AccountJson {
    name: String,
    roles: Vec<&'static str>,
    patients: Vec<String>,
    /// False until they have used their link, and for those who need none.
    has_password: bool,
    made_at: i64,
    /// Since when they are locked out, if they are.
    locked_at: Option<i64>,
    /// How often they are signed in now, and the newest sign of life.
    sessions: u32,
    seen_at: Option<i64>,
    /// Whether a sign-in service vouches for them: it settles their roles, too.
    elsewhere: bool,
}

/// A link, shown once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountLink)]
struct LinkJson {
    account: AccountJson,
    /// None for a program: it comes with a token.
    link: Option<String>,
    /// The link as a QR code: rows of `#` and spaces.
    qr: Vec<String>,
    ends_at: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountWish)]
struct Wish {
    name: String,
    roles: Vec<String>,
    #[serde(default)]
    patients: Vec<String>,
}

async fn list(State(shared): State<Shared>, pass: Pass) -> Result<Json<Vec<AccountJson>>, Problem> {
    let all = shared.access.accounts().await.map_err(|error| Problem::unavailable(&error))?;
    // Who may not see patients doesn't learn who they are from the list of accounts.
    let shown = all.iter().filter(|account| may_settle(&pass, &account.roles));
    let standings =
        shared.access.standings().await.map_err(|error| Problem::unavailable(&error))?;
    let standing = |account: &Account| standings.get(&account.id).copied().unwrap_or_default();
    Ok(Json(shown.map(|account| AccountJson::of(account, standing(account))).collect()))
}

async fn add(
    State(shared): State<Shared>,
    pass: Pass,
    headers: HeaderMap,
    wish: Result<Json<Wish>, JsonRejection>,
) -> Result<(StatusCode, Json<LinkJson>), Problem> {
    let wish = bounded::body(wish)?;
    let name = wish.name.parse().map_err(|_| Problem::bad_request(say("problem-account-name")))?;
    let roles = roles_of(&wish.roles)?;
    if !may_settle(&pass, &roles) {
        return Err(not_theirs());
    }
    let mut patients = Vec::new();
    for id in &wish.patients {
        patients.push(policy::patient(&shared, &pass, id)?.into_inner());
    }
    let new = NewAccount::of(name, roles, patients).map_err(Problem::bad_request)?;
    let invited = shared.access.add(&new, &pass.by()).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(LinkJson::of(&shared, &headers, &invited))))
}

fn roles_of(keys: &[String]) -> Result<Roles, Problem> {
    let roles: Result<Vec<Role>, String> = keys.iter().map(|role| role.parse()).collect();
    let roles = roles.map_err(Problem::unreadable)?;
    Roles::of(roles).ok_or_else(|| Problem::bad_request(say("problem-roles")))
}

async fn reset(
    State(shared): State<Shared>,
    pass: Pass,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<(StatusCode, Json<LinkJson>), Problem> {
    let account = theirs(&shared.access, &pass, &name).await?;
    let invited = shared.access.reset(account, &pass.by()).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(LinkJson::of(&shared, &headers, &invited))))
}

async fn remove(
    State(shared): State<Shared>,
    pass: Pass,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let account = theirs(&shared.access, &pass, &name).await?;
    if account.id == pass.actor().account {
        return Err(Problem::conflict("problem-title-not-done", say("problem-own-account")));
    }
    shared.access.remove(&account, &pass.by()).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody is to be here.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RolesWish {
    roles: Vec<String>,
}

async fn settle_roles(
    State(shared): State<Shared>,
    pass: Pass,
    Path(name): Path<String>,
    wish: Result<Json<RolesWish>, JsonRejection>,
) -> Result<Json<AccountJson>, Problem> {
    let RolesWish { roles } = bounded::body(wish)?;
    let account = theirs(&shared.access, &pass, &name).await?;
    let roles = roles_of(&roles)?;
    if !may_settle(&pass, &roles) {
        return Err(not_theirs());
    }
    if account.id == pass.actor().account {
        return Err(Problem::conflict("problem-title-not-done", say("problem-own-roles")));
    }
    if !(account.roles.need_password() && roles.need_password()) {
        return Err(Problem::conflict("problem-title-not-done", say("problem-roles-of-staff")));
    }
    let standing = standing(&shared, &account).await?;
    if standing.is_elsewhere {
        return Err(Problem::conflict("problem-title-not-done", say("problem-roles-elsewhere")));
    }
    let account = shared.access.settle_roles(account, roles, &pass.by()).await.map_err(refused)?;
    Ok(Json(AccountJson::of(&account, standing)))
}

/// Whether somebody is to be locked out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LockWish {
    locked: bool,
}

async fn lock(
    State(shared): State<Shared>,
    pass: Pass,
    Path(name): Path<String>,
    wish: Result<Json<LockWish>, JsonRejection>,
) -> Result<Json<AccountJson>, Problem> {
    let LockWish { locked } = bounded::body(wish)?;
    let account = theirs(&shared.access, &pass, &name).await?;
    if account.id == pass.actor().account {
        return Err(Problem::conflict("problem-title-not-done", say("problem-own-lock")));
    }
    let account = shared.access.lock(account, locked, &pass.by()).await.map_err(refused)?;
    let standing = standing(&shared, &account).await?;
    Ok(Json(AccountJson::of(&account, standing)))
}

async fn sign_out(
    State(shared): State<Shared>,
    pass: Pass,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let account = theirs(&shared.access, &pass, &name).await?;
    shared.access.end_sessions(&account, &pass.by()).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn standing(shared: &Shared, account: &Account) -> Result<Standing, Problem> {
    let all = shared.access.standings().await.map_err(|error| Problem::unavailable(&error))?;
    Ok(all.get(&account.id).copied().unwrap_or_default())
}

/// An account that whoever asks may settle things about.
async fn theirs(access: &Access, pass: &Pass, name: &str) -> Result<Account, Problem> {
    let found = access.account(name).await.map_err(|error| refused(error.into()))?;
    if may_settle(pass, &found.roles) { Ok(found) } else { Err(not_theirs()) }
}

fn not_theirs() -> Problem {
    Problem::forbidden(say("problem-not-theirs-to-let-in"))
}

/// Care managers know the people, operators the staff and the programs. Who let whom in is in the trail.
fn may_settle(pass: &Pass, roles: &Roles) -> bool {
    let allowed = |role: Role| match role {
        Role::Patient | Role::Carer => pass.actor().roles.has(Role::CareManager),
        Role::Clinician => true,
        Role::CareManager | Role::Operator | Role::Integrator => {
            pass.actor().roles.has(Role::Operator)
        }
    };
    roles.iter().all(allowed)
}

impl AccountJson {
    fn of(account: &Account, standing: Standing) -> Self {
        Self {
            name: account.name.to_string(),
            roles: account.roles.iter().map(Role::key).collect(),
            patients: account.patients.iter().map(ToString::to_string).collect(),
            has_password: account.has_password,
            made_at: account.made_at,
            locked_at: account.locked_at,
            sessions: standing.sessions,
            seen_at: standing.seen_at,
            elsewhere: standing.is_elsewhere,
        }
    }
}

impl LinkJson {
    fn of(shared: &Shared, headers: &HeaderMap, invited: &Invited) -> Self {
        let base = super::signin::base(&shared.access, headers).unwrap_or_default();
        let link = format!("{base}/enter/{}", invited.secret.reveal());
        let needs_link = !invited.account.roles.are_for_programs();
        Self {
            account: AccountJson::of(&invited.account, Standing::default()),
            qr: if needs_link { drawn(&link) } else { Vec::new() },
            link: needs_link.then_some(link),
            ends_at: invited.ends_at,
        }
    }
}

/// A text as the rows of a QR code; none if it is too long for one.
fn drawn(text: &str) -> Vec<String> {
    let Ok(code) = qrcode::QrCode::new(text) else { return Vec::new() };
    let dots: Vec<char> = code.to_colors().into_iter().map(|of| of.select('#', ' ')).collect();
    dots.chunks(code.width()).map(|row| row.iter().collect()).collect()
}

/// A token without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Token)]
struct TokenJson {
    id: i64,
    account: String,
    label: String,
    scopes: Vec<String>,
    made_at: i64,
    ends_at: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenWish {
    account: String,
    label: String,
    scopes: Vec<String>,
    #[serde(default = "ninety")]
    days: u32,
}

fn ninety() -> u32 {
    90
}

/// A token, with its secret this once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TokenMade)]
struct NewTokenJson {
    id: i64,
    token: String,
    ends_at: i64,
}

const DAYS_MAX: u32 = 366;

async fn tokens(State(shared): State<Shared>) -> Result<Json<Vec<TokenJson>>, Problem> {
    let all = shared.access.tokens().await.map_err(|error| Problem::unavailable(&error))?;
    Ok(Json(all.into_iter().map(token).collect()))
}

fn token(row: TokenRow) -> TokenJson {
    TokenJson {
        id: row.id,
        account: row.account,
        label: row.label,
        scopes: row.scopes.into_iter().map(Scope::key).collect(),
        made_at: row.made_at,
        ends_at: row.ends_at,
    }
}

async fn add_token(
    State(shared): State<Shared>,
    pass: Pass,
    wish: Result<Json<TokenWish>, JsonRejection>,
) -> Result<(StatusCode, Json<NewTokenJson>), Problem> {
    let wish = bounded::body(wish)?;
    let account = theirs(&shared.access, &pass, &wish.account).await?;
    if !account.roles.are_for_programs() {
        return Err(Problem::bad_request(say("problem-token-account")));
    }
    let label = bounded::name("label", &wish.label)?;
    let scopes = Scope::read_all(&wish.scopes.join(" "))
        .ok_or_else(|| Problem::bad_request(say("problem-scopes")))?;
    if !(1..=DAYS_MAX).contains(&wish.days) {
        return Err(Problem::bad_request(say("problem-token-days").with("max", DAYS_MAX)));
    }
    let life = Duration::from_secs(u64::from(wish.days) * 24 * 3600);
    let made = shared.access.add_token(&account, &label, &scopes, life, &pass.by()).await;
    let (id, secret, ends_at) = made.map_err(refused)?;
    let made = NewTokenJson { id, token: secret.reveal().to_owned(), ends_at };
    Ok((StatusCode::CREATED, Json(made)))
}

async fn revoke(
    State(shared): State<Shared>,
    pass: Pass,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found(say("problem-no-token")))?;
    shared.access.revoke(id, &pass.by()).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}
