//! `/api/accounts` and `/api/tokens`: who is let in, and what programs come with.

use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::bounded;
use super::problem::Problem;
use super::signin::refused;
use crate::access::{
    Access, Account, Invited, NewAccount, Pass, Right, Role, Roles, Routes, Scope, TokenRow, policy,
};
use crate::server::Shared;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/accounts", Right::Accounts, list)
        .post("/api/accounts", Right::Accounts, add)
        .delete("/api/accounts/{name}", Right::Accounts, remove)
        .post("/api/accounts/{name}/links", Right::Accounts, reset)
        .get("/api/tokens", Right::Tokens, tokens)
        .post("/api/tokens", Right::Tokens, add_token)
        .delete("/api/tokens/{id}", Right::Tokens, revoke)
}

/// Somebody who can sign in.
#[derive(Debug, Serialize)]
struct AccountJson {
    name: String,
    roles: Vec<&'static str>,
    patients: Vec<String>,
    /// False until they have used their link, and for those who need none.
    has_password: bool,
    made_at: i64,
}

/// A link, shown once.
#[derive(Debug, Serialize)]
struct LinkJson {
    account: AccountJson,
    /// None for a program: it comes with a token.
    link: Option<String>,
    ends_at: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
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
    Ok(Json(shown.map(AccountJson::of).collect()))
}

async fn add(
    State(shared): State<Shared>,
    pass: Pass,
    wish: Result<Json<Wish>, JsonRejection>,
) -> Result<(StatusCode, Json<LinkJson>), Problem> {
    let wish = bounded::body(wish)?;
    let name = wish.name.parse().map_err(|_| {
        Problem::bad_request(
            "`name` is none: 2 to 50 letters, digits, and . - ' _ @ and single spaces",
        )
    })?;
    let roles: Result<Vec<Role>, String> = wish.roles.iter().map(|role| role.parse()).collect();
    let roles = roles.map_err(Problem::bad_request)?;
    let what = "`roles` must be one of patient, carer and integrator, or some of clinician, care_manager and operator";
    let roles = Roles::of(roles).ok_or_else(|| Problem::bad_request(what))?;
    if !may_settle(&pass, &roles) {
        return Err(not_theirs());
    }
    let mut patients = Vec::new();
    for id in &wish.patients {
        patients.push(policy::patient(&shared, &pass, id)?.into_inner());
    }
    let new = NewAccount::of(name, roles, patients).map_err(Problem::bad_request)?;
    let invited = shared.access.add(&new, &pass.by()).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(LinkJson::of(&shared, &invited))))
}

async fn reset(
    State(shared): State<Shared>,
    pass: Pass,
    Path(name): Path<String>,
) -> Result<(StatusCode, Json<LinkJson>), Problem> {
    let account = theirs(&shared.access, &pass, &name).await?;
    let invited = shared.access.reset(account, &pass.by()).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(LinkJson::of(&shared, &invited))))
}

async fn remove(
    State(shared): State<Shared>,
    pass: Pass,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let account = theirs(&shared.access, &pass, &name).await?;
    if account.id == pass.actor().account {
        return Err(Problem::conflict("Not done", "somebody else has to remove your account"));
    }
    shared.access.remove(&account, &pass.by()).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// An account that whoever asks may settle things about.
async fn theirs(access: &Access, pass: &Pass, name: &str) -> Result<Account, Problem> {
    let found = access.account(name).await.map_err(|error| refused(error.into()))?;
    if may_settle(pass, &found.roles) { Ok(found) } else { Err(not_theirs()) }
}

fn not_theirs() -> Problem {
    Problem::forbidden(
        "care managers let in patients, carers and clinicians; operators let in staff and programs",
    )
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
    fn of(account: &Account) -> Self {
        Self {
            name: account.name.to_string(),
            roles: account.roles.iter().map(Role::key).collect(),
            patients: account.patients.iter().map(ToString::to_string).collect(),
            has_password: account.has_password,
            made_at: account.made_at,
        }
    }
}

impl LinkJson {
    fn of(shared: &Shared, invited: &Invited) -> Self {
        let base = shared.access.settings.public_url.as_deref().unwrap_or_default();
        let link = format!("{base}/enter/{}", invited.secret.reveal());
        Self {
            account: AccountJson::of(&invited.account),
            link: (!invited.account.roles.are_for_programs()).then_some(link),
            ends_at: invited.ends_at,
        }
    }
}

/// A token without its secret.
#[derive(Debug, Serialize)]
struct TokenJson {
    id: i64,
    account: String,
    label: String,
    scopes: Vec<String>,
    made_at: i64,
    ends_at: i64,
}

#[derive(Debug, Deserialize)]
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
#[derive(Debug, Serialize)]
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
        return Err(Problem::bad_request("`account` is no integrator: only programs have tokens"));
    }
    let label = bounded::name("label", &wish.label)?;
    let scopes = Scope::read_all(&wish.scopes.join(" ")).ok_or_else(|| {
        Problem::bad_request("`scopes` must be some of records, metrics and system/KIND.cruds")
    })?;
    if !(1..=DAYS_MAX).contains(&wish.days) {
        return Err(Problem::bad_request(format!("`days` must lie between 1 and {DAYS_MAX}")));
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
    let id = id.parse().map_err(|_| Problem::not_found("there is no such token"))?;
    shared.access.revoke(id, &pass.by()).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}
