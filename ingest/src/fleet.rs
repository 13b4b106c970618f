//! The gateways as the journal has them: which certificates count, what they were asked and answered.

use std::collections::{BTreeMap, VecDeque};

use vitals::{GatewayId, StoredAt};
use wire::{CommandState, Order};

use crate::entry::{Entry, GatewayChange, GatewayFact, Serial, Stamped};

/// All gateways.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fleet(BTreeMap<GatewayId, Member>);

/// One gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// Its newest certificate, and when it ends (Unix ms).
    pub certificate: Option<(Serial, i64)>,
    /// Certificates that were made until then (Unix ms) don't count.
    shut_upto: Option<i64>,
    /// Why it was shut out last, by whom.
    pub shut_out: Option<(String, String)>,
    /// The newest commands, oldest first.
    pub commands: VecDeque<Commanded>,
}

/// A command, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commanded {
    /// Its number.
    pub number: u64,
    /// When it was asked, Unix ms.
    pub asked_at: i64,
    /// After this nobody wants it, Unix ms.
    pub expires_at: i64,
    /// What was asked.
    pub order: Order,
    /// By whom.
    pub by: String,
    /// When it was answered (Unix ms), with what.
    pub answer: Option<(i64, CommandState, String)>,
}

/// So many commands of a gateway are remembered; the journal has all.
pub const COMMANDS_MAX: usize = 20;

impl Fleet {
    /// Takes in what an entry says of a gateway. False if it says nothing.
    pub fn apply(&mut self, entry: &Entry) -> bool {
        match entry {
            Entry::Registered { gateway, .. } if !gateway.is_synthetic() => {
                self.0.entry(gateway.clone()).or_default();
            }
            Entry::Gateway(fact) => {
                self.0.entry(fact.gateway.clone()).or_default().apply(&fact.change);
            }
            _ => return false,
        }
        true
    }

    /// All of them.
    pub fn members(&self) -> impl Iterator<Item = (&GatewayId, &Member)> {
        self.0.iter()
    }

    /// One of them.
    pub fn member(&self, gateway: &GatewayId) -> Option<&Member> {
        self.0.get(gateway)
    }

    /// Whether this certificate, which the authority has signed, lets this gateway in.
    pub fn admits(&self, gateway: &GatewayId, serial: Serial) -> bool {
        self.member(gateway).is_some_and(|member| member.admits(serial))
    }

    /// The entries that make this fleet out of nothing, as bytes for a snapshot.
    pub(crate) fn encode(&self) -> Vec<Vec<u8>> {
        let facts = self.0.iter().flat_map(|(gateway, member)| {
            let fact = |change| Entry::Gateway(GatewayFact { gateway: gateway.clone(), change });
            member.changes().into_iter().map(fact)
        });
        facts
            .map(|entry| Stamped { stored_at: StoredAt::from_unix_ms(0), entry }.encode())
            .collect()
    }
}

impl Member {
    fn apply(&mut self, change: &GatewayChange) {
        match change {
            GatewayChange::Certified { serial, not_after, by } => {
                if by.is_some() {
                    self.shut(serial.made_at() - 1);
                }
                self.certificate = Some((*serial, *not_after));
            }
            GatewayChange::ShutOut { upto, by, reason } => {
                self.shut(*upto);
                self.shut_out = Some((by.clone(), reason.clone()));
            }
            GatewayChange::Asked { number, asked_at, expires_at, order, by } => {
                self.commands.push_back(Commanded {
                    number: *number,
                    asked_at: *asked_at,
                    expires_at: *expires_at,
                    order: order.clone(),
                    by: by.clone(),
                    answer: None,
                });
                if self.commands.len() > COMMANDS_MAX {
                    self.commands.pop_front();
                }
            }
            GatewayChange::Answered { number, at, state, detail } => {
                let asked = self.commands.iter_mut().find(|asked| asked.number == *number);
                if let Some(asked) = asked {
                    asked.answer = Some((*at, *state, detail.clone()));
                }
            }
        }
    }

    fn shut(&mut self, upto: i64) {
        self.shut_upto = self.shut_upto.max(Some(upto));
    }

    /// Whether this certificate lets it in.
    pub fn admits(&self, serial: Serial) -> bool {
        self.shut_upto.is_none_or(|upto| serial.made_at() > upto)
    }

    /// Whether it was shut out, and has got no certificate since that lets it in.
    pub fn is_shut_out(&self) -> bool {
        match self.certificate {
            Some((serial, _)) => !self.admits(serial),
            None => self.shut_upto.is_some(),
        }
    }

    /// The number for its next command, asked at that moment (Unix ms).
    pub fn next_number(&self, now: i64) -> u64 {
        let after = self.commands.back().map_or(1, |asked| asked.number + 1);
        // The time, so that a server from yesterday's backup doesn't count again what was counted.
        after.max(u64::try_from(now).unwrap_or(0))
    }

    fn changes(&self) -> Vec<GatewayChange> {
        let mut changes = Vec::new();
        if let Some((serial, not_after)) = self.certificate {
            changes.push(GatewayChange::Certified { serial, not_after, by: None });
        }
        if let Some(upto) = self.shut_upto {
            let (by, reason) = self.shut_out.clone().unwrap_or_default();
            changes.push(GatewayChange::ShutOut { upto, by, reason });
        }
        for asked in &self.commands {
            changes.push(GatewayChange::Asked {
                number: asked.number,
                asked_at: asked.asked_at,
                expires_at: asked.expires_at,
                order: asked.order.clone(),
                by: asked.by.clone(),
            });
            if let Some((at, state, detail)) = &asked.answer {
                changes.push(GatewayChange::Answered {
                    number: asked.number,
                    at: *at,
                    state: *state,
                    detail: detail.clone(),
                });
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the entries make of nothing.
    fn again(entries: &[Vec<u8>]) -> Fleet {
        let mut again = Fleet::default();
        for bytes in entries {
            again.apply(&Stamped::decode(bytes).unwrap().entry);
        }
        again
    }

    fn gateway() -> GatewayId {
        "gw-1".parse().unwrap()
    }

    fn serial(made_at: i64) -> Serial {
        Serial::new(made_at, [9; 10])
    }

    fn fact(change: GatewayChange) -> Entry {
        Entry::Gateway(GatewayFact { gateway: gateway(), change })
    }

    fn certified(made_at: i64, by: Option<&str>) -> Entry {
        let by = by.map(str::to_owned);
        fact(GatewayChange::Certified { serial: serial(made_at), not_after: 1_000, by })
    }

    fn shut_out(upto: i64) -> Entry {
        let (by, reason) = ("Sian".to_owned(), "stolen".to_owned());
        fact(GatewayChange::ShutOut { upto, by, reason })
    }

    fn asked(number: u64) -> Entry {
        let (order, by) = (Order::Identify, "Sian".to_owned());
        fact(GatewayChange::Asked { number, asked_at: 1, expires_at: 2, order, by })
    }

    fn answered(number: u64) -> Entry {
        let (state, detail) = (CommandState::Done, "blinked".to_owned());
        fact(GatewayChange::Answered { number, at: 3, state, detail })
    }

    /// Which of the certificates made at 10, 20 and 30 let the gateway in after these entries.
    fn check(entries: &[Entry], admitted: &[i64]) {
        let mut fleet = Fleet::default();
        entries.iter().for_each(|entry| assert!(fleet.apply(entry)));
        let admits = |made_at: &i64| fleet.admits(&gateway(), serial(*made_at));
        let found: Vec<i64> = [10, 20, 30].into_iter().filter(admits).collect();
        assert_eq!(found, admitted, "{entries:?}");
        let again = again(&fleet.encode());
        assert_eq!(
            found,
            [10, 20, 30]
                .into_iter()
                .filter(|at| again.admits(&gateway(), serial(*at)))
                .collect::<Vec<_>>()
        );
        assert_eq!(self::again(&again.encode()), again, "{entries:?}");
    }

    #[test]
    fn a_renewal_leaves_the_old_certificate_and_a_new_code_does_not() {
        let (coded, renewed) = (certified(10, Some("Sian")), certified(20, None));
        check(&[], &[]);
        check(std::slice::from_ref(&coded), &[10, 20, 30]);
        check(&[coded.clone(), renewed.clone()], &[10, 20, 30]);
        check(&[coded.clone(), certified(20, Some("Sian"))], &[20, 30]);
        check(&[coded.clone(), renewed, shut_out(25)], &[30]);
        check(&[coded, shut_out(25), shut_out(5)], &[30]);
    }

    #[test]
    fn a_gateway_of_another_site_is_not_let_in() {
        assert!(!Fleet::default().admits(&gateway(), serial(10)));
    }

    #[test]
    fn the_newest_commands_are_remembered_with_their_answers() {
        let mut fleet = Fleet::default();
        for number in 1..=25 {
            fleet.apply(&asked(number));
        }
        fleet.apply(&answered(25));
        fleet.apply(&answered(1));
        let member = fleet.member(&gateway()).unwrap();
        assert_eq!(member.commands.len(), COMMANDS_MAX);
        assert_eq!(member.commands.iter().filter(|asked| asked.answer.is_some()).count(), 1);
        assert_eq!(member.next_number(7), 26);
        assert_eq!(member.next_number(1_000), 1_000);
        assert_eq!(again(&fleet.encode()), fleet);
    }
}
