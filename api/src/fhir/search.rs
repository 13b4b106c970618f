//! What a search asks for, read whole before anything is looked up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use store::readings::Period;
use vitals::TakenAt;

use super::kind::Kind;
use super::matching::{Param, Sort, prefixed};
use super::moment;
use super::outcome::Refusal;
use super::resource::Resource;

/// A page has so many resources if nothing is said, and no more than so many.
const COUNT: usize = 50;
const COUNT_MAX: usize = 1000;

/// One search.
#[derive(Debug)]
pub(super) struct Search {
    pub(super) kind: Kind,
    filters: Vec<(&'static Param, Vec<String>)>,
    pub(super) ids: Option<Vec<String>>,
    pub(super) count: usize,
    pub(super) order: Order,
    /// Only how many there are.
    pub(super) only_count: bool,
    pub(super) includes: Vec<&'static Param>,
    after: Option<(i64, String)>,
    /// The parameters that counted, for the links.
    said: Vec<(String, String)>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    NewestFirst,
    OldestFirst,
    UpdatedLast,
    UpdatedFirst,
}

impl Search {
    /// Reads the parameters. Those that aren't known are left out, or refused if it has to be strict.
    pub(super) fn read(
        kind: Kind,
        pairs: Vec<(String, String)>,
        strict: bool,
    ) -> Result<Self, Refusal> {
        let mut search = Self {
            kind,
            filters: Vec::new(),
            ids: None,
            count: COUNT,
            order: Order::NewestFirst,
            only_count: false,
            includes: Vec::new(),
            after: None,
            said: Vec::new(),
        };
        for (name, value) in pairs {
            if search.take(&name, &value)? {
                search.said.push((name, value));
            } else if strict {
                let what = format!("{kind} has no search parameter `{name}`");
                return Err(Refusal::new(400, "not-supported", what).at(format!("http.{name}")));
            }
        }
        Ok(search)
    }

    /// Takes one parameter; false if it isn't known.
    fn take(&mut self, name: &str, value: &str) -> Result<bool, Refusal> {
        let invalid = |what: String| Refusal::invalid(what).at(format!("http.{name}"));
        match name {
            "_count" => {
                let count: usize = value
                    .parse()
                    .map_err(|_| invalid(format!("`_count` is no number: {value:?}")))?;
                self.only_count |= count == 0;
                self.count = count.clamp(1, COUNT_MAX);
            }
            "_sort" => {
                self.order = order(value).ok_or_else(|| {
                    invalid(format!(
                        "`_sort` is none of -date, date, -_lastUpdated, _lastUpdated: {value:?}"
                    ))
                })?;
            }
            "_summary" => match value {
                "count" => self.only_count = true,
                "false" => {}
                _ => return Err(invalid("`_summary` is count or false here".into())),
            },
            "_include" => {
                let param = value.split_once(':').and_then(|(kind, param)| {
                    let param = param.split(':').next()?;
                    (kind == self.kind.name()).then(|| Param::named(self.kind, param))?
                });
                let reference = param.filter(|param| matches!(param.sort, Sort::Reference(_)));
                self.includes.push(reference.ok_or_else(|| {
                    invalid(format!("`_include` is not {}:reference: {value:?}", self.kind))
                })?);
            }
            "_cursor" => {
                self.after =
                    Some(cursor(value).ok_or_else(|| invalid("`_cursor` is none of ours".into()))?);
            }
            "_format" | "_pretty" | "_total" => {}
            "_id" => self.ids = Some(value.split(',').map(str::to_owned).collect()),
            name => {
                let (bare, modifier) =
                    name.split_once(':').map_or((name, None), |(a, b)| (a, Some(b)));
                let Some(param) = Param::named(self.kind, bare) else { return Ok(false) };
                if modifier.is_some_and(|modifier| modifier != "exact" && modifier != "Patient") {
                    return Err(invalid(format!("`{name}`: modifiers are not known here")));
                }
                let values: Vec<String> = value.split(',').map(str::to_owned).collect();
                values.iter().try_for_each(|value| param.check(value).map_err(invalid))?;
                self.filters.push((param, values));
            }
        }
        Ok(true)
    }

    /// What is asked for under a name.
    pub(super) fn wanted(&self, name: &str) -> Option<&[String]> {
        let found = self.filters.iter().find(|(param, _)| param.name == name);
        found.map(|(_, values)| values.as_slice())
    }

    /// The logical ids of the patients that it is about, if it says.
    pub(super) fn patients(&self) -> Option<Vec<String>> {
        let named = self.wanted("patient").or_else(|| self.wanted("subject"))?;
        let bare = |value: &String| value.rsplit('/').next().unwrap_or_default().to_owned();
        Some(named.iter().map(bare).collect())
    }

    /// Nothing outside of this that happened at a moment can fit, or can stand on this page.
    pub(super) fn period(&self) -> Period {
        let dates =
            self.filters.iter().filter(|(param, values)| param.name == "date" && values.len() == 1);
        let bounds = dates.filter_map(|(_, values)| {
            let (prefix, date) = prefixed(&values[0]);
            Some((prefix, moment::period(date)?))
        });
        let (mut since, mut until) = (i64::MIN, i64::MAX);
        for (prefix, (from, to)) in bounds {
            if matches!(prefix, "eq" | "gt" | "ge" | "sa") {
                since = since.max(from);
            }
            // What lasted a while may have begun before, and be known by when it ended.
            if matches!(prefix, "eq" | "eb") {
                until = until.min(if prefix == "eq" { to } else { from.saturating_add(1) });
            }
        }
        if let (Order::NewestFirst, Some((key, _))) = (self.order, &self.after) {
            until = until.min(key.saturating_neg().saturating_add(1));
        }
        let at = TakenAt::from_unix_ms;
        Period { since: at(since), until: at(until) }
    }

    /// Whether a resource is asked for.
    pub(super) fn fits(&self, resource: &Resource) -> bool {
        // Whose it is was settled when it was looked up.
        let settled = |param: &Param| self.kind == Kind::Provenance && param.name == "patient";
        self.ids.as_ref().is_none_or(|ids| ids.contains(&resource.id))
            && self
                .filters
                .iter()
                .all(|(param, values)| settled(param) || param.fits(&resource.value, values))
    }

    fn key(&self, resource: &Resource) -> i64 {
        match self.order {
            Order::NewestFirst | Order::OldestFirst => resource.at,
            Order::UpdatedLast | Order::UpdatedFirst => resource.updated_at,
        }
    }

    /// The page of what fits, in order, and the cursor of the next if there is more.
    pub(super) fn page(&self, mut all: Vec<Resource>) -> (Vec<Resource>, Option<String>) {
        let falls = matches!(self.order, Order::NewestFirst | Order::UpdatedLast);
        let place = |resource: &Resource| {
            let key = self.key(resource);
            (if falls { key.saturating_neg() } else { key }, resource.id.clone())
        };
        all.sort_by_cached_key(place);
        if let Some(after) = &self.after {
            all.retain(|resource| place(resource) > *after);
        }
        let more = all.len() > self.count;
        all.truncate(self.count);
        let next = all.last().filter(|_| more).map(|last| {
            let (key, id) = place(last);
            BASE64.encode(format!("{key} {id}"))
        });
        (all, next)
    }

    /// The query of a link: what counted, with another cursor.
    pub(super) fn query(&self, cursor: Option<&str>) -> String {
        let said = self.said.iter().filter(|(name, _)| name != "_cursor" || cursor.is_none());
        let cursor = cursor.map(|cursor| ("_cursor".to_owned(), cursor.to_owned()));
        let pairs: Vec<String> = said
            .cloned()
            .chain(cursor)
            .map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value)))
            .collect();
        pairs.join("&")
    }
}

fn order(value: &str) -> Option<Order> {
    match value {
        "-_lastUpdated" => Some(Order::UpdatedLast),
        "_lastUpdated" => Some(Order::UpdatedFirst),
        _ => {
            let (name, falls) = value.strip_prefix('-').map_or((value, false), |name| (name, true));
            let order = if falls { Order::NewestFirst } else { Order::OldestFirst };
            DATES.contains(&name).then_some(order)
        }
    }
}

/// What says when a resource happened, whichever its kind.
const DATES: [&str; 7] =
    ["date", "authored", "authored-on", "authoredon", "effective", "recorded", "sent"];

fn cursor(text: &str) -> Option<(i64, String)> {
    let text = String::from_utf8(BASE64.decode(text).ok()?).ok()?;
    let (key, id) = text.split_once(' ')?;
    Some((key.parse().ok()?, id.to_owned()))
}

/// Percent-encoded for a query.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b':'
            | b','
            | b'/' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(query: &[(&str, &str)], strict: bool) -> Result<Search, Refusal> {
        let pairs = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Search::read(Kind::Observation, pairs.collect(), strict)
    }

    fn resource(id: &str, at: i64) -> Resource {
        Resource::made(Kind::Observation, id, at, at, json!({}))
    }

    #[test]
    fn pages_go_on_where_the_last_ended_whatever_came_meanwhile() {
        let search = read(&[("_count", "2")], true).unwrap();
        let all = |ids: &[(&str, i64)]| ids.iter().map(|(id, at)| resource(id, *at)).collect();
        let (page, next) = search.page(all(&[("a", 1), ("d", 3), ("b", 2), ("c", 2)]));
        let ids = |page: Vec<Resource>| page.into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(page), ["d", "b"]);
        let next = next.unwrap();
        let search = read(&[("_count", "2"), ("_cursor", &next)], true).unwrap();
        let (page, next) = search.page(all(&[("a", 1), ("d", 3), ("e", 9), ("b", 2), ("c", 2)]));
        assert_eq!((ids(page), next), (vec!["c".to_owned(), "a".to_owned()], None));
    }

    #[test]
    fn what_is_not_known_is_left_out_or_refused() {
        assert!(read(&[("colour", "red")], false).is_ok());
        assert_eq!(read(&[("colour", "red")], true).unwrap_err().status(), 400);
        let check = |name: &str, value: &str| {
            assert_eq!(read(&[(name, value)], false).unwrap_err().status(), 400, "{name}={value}");
        };
        check("_count", "many");
        check("_sort", "colour");
        check("_cursor", "!");
        check("date", "yesterday");
        check("_include", "Observation:code");
        check("code:text", "x");
    }

    #[test]
    fn a_link_says_what_counted() {
        let search = read(
            &[("code", "http://loinc.org|8867-4"), ("colour", "red"), ("_cursor", "MSBh")],
            false,
        );
        let search = search.unwrap();
        assert_eq!(search.query(Some("x")), "code=http://loinc.org%7C8867-4&_cursor=x");
    }

    #[test]
    fn a_page_looks_no_further_than_its_dates_and_its_cursor() {
        let check = |query: &[(&str, &str)], since: i64, until: i64| {
            let period = read(query, true).unwrap().period();
            assert_eq!(
                (period.since.unix_ms(), period.until.unix_ms()),
                (since, until),
                "{query:?}"
            );
        };
        const DAY: i64 = 1_789_948_800_000;
        check(&[], i64::MIN, i64::MAX);
        check(&[("date", "ge2026-09-21")], DAY, i64::MAX);
        check(&[("date", "2026-09-21")], DAY, DAY + 86_400_000);
        check(&[("date", "eb2026-09-21")], i64::MIN, DAY + 1);
        check(&[("date", "le2026-09-21")], i64::MIN, i64::MAX);
        let cursor = BASE64.encode(format!("{} 7-0", -DAY));
        check(&[("_cursor", &cursor)], i64::MIN, DAY + 1);
        check(&[("_cursor", &cursor), ("_sort", "date")], i64::MIN, i64::MAX);
    }
}
