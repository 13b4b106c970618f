//! Who is cared for, which gateways are ours, and who wears which device.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry as Place;
use std::sync::Arc;

use risk_engine::fact::CarePlan;
use smallvec::{SmallVec, smallvec};
use vitals::{DeviceId, GatewayId, IdMap, PatientId, StoredAt, TakenAt, UserSlot};

use crate::entry::{Assignment, Enrolment, Entry, Stamped, Trust, Wearing};

/// The roster as the journal has it so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roster {
    patients: BTreeMap<PatientId, Enrolment>,
    /// What clinicians have planned: it stands over what the register says of a person.
    plans: BTreeMap<PatientId, Arc<CarePlan>>,
    gateways: BTreeMap<GatewayId, Trust>,
    /// By device, the newest start last. Each reading looks its device up; nothing depends on the order.
    assignments: IdMap<DeviceId, Assigned>,
    /// What somebody has settled for a time, by device, the newest last: it stands over assignments.
    wearings: BTreeMap<DeviceId, Vec<Wearing>>,
}

impl Roster {
    /// Takes in what an entry says of people, gateways and devices.
    pub fn apply(&mut self, entry: &Entry) {
        match entry {
            Entry::Enrolled(enrolment) => {
                self.patients.insert(enrolment.patient.clone(), enrolment.clone());
            }
            Entry::Planned { patient, plan, .. } => {
                self.plans.insert(patient.clone(), plan.clone());
                if let Some(enrolment) = self.patients.get_mut(patient) {
                    enrolment.plan = plan.clone();
                }
            }
            Entry::Registered { gateway, trust } => {
                self.gateways.insert(gateway.clone(), *trust);
            }
            Entry::Assigned(assignment) => {
                let wears = Wears::of(assignment);
                match self.assignments.entry(assignment.device.clone()) {
                    Place::Vacant(place) => {
                        place.insert(Assigned::Once(wears));
                    }
                    Place::Occupied(mut place) => place.get_mut().add(wears),
                }
            }
            Entry::Worn(wearing) => {
                self.wearings.entry(wearing.device.clone()).or_default().push(wearing.clone());
            }
            _ => {}
        }
    }

    /// What of `wanted` the roster doesn't say yet: applying the result makes it so. What a clinician
    /// has planned for a person stays.
    pub fn missing(&self, wanted: impl IntoIterator<Item = Entry>) -> Vec<Entry> {
        let wanted = wanted.into_iter().map(|entry| self.as_planned(entry));
        wanted.filter(|entry| !self.says(entry)).collect()
    }

    /// An enrolment with the plan that a clinician has made since.
    fn as_planned(&self, entry: Entry) -> Entry {
        match entry {
            Entry::Enrolled(enrolment) => {
                let plan = self.plans.get(&enrolment.patient).unwrap_or(&enrolment.plan).clone();
                Entry::Enrolled(Enrolment { plan, ..enrolment })
            }
            entry => entry,
        }
    }

    fn says(&self, entry: &Entry) -> bool {
        match entry {
            Entry::Enrolled(enrolment) => self.patients.get(&enrolment.patient) == Some(enrolment),
            Entry::Registered { gateway, trust } => self.gateways.get(gateway) == Some(trust),
            // Of several with the same start the last counts; who shares stands beside them.
            Entry::Assigned(assignment) => {
                let wanted = &Wears::of(assignment);
                self.assignments.get(&assignment.device).is_some_and(|all| {
                    let same = |other: &&Wears| {
                        !other.shared && (other.slot, other.from) == (wanted.slot, wanted.from)
                    };
                    if wanted.shared {
                        standing(all.as_slice()).contains(&wanted)
                    } else {
                        all.as_slice().iter().rev().find(same).is_some_and(|last| last == wanted)
                    }
                })
            }
            _ => false,
        }
    }

    /// What a gateway may send, if it is ours.
    pub fn trust(&self, gateway: &GatewayId) -> Option<Trust> {
        self.gateways.get(gateway).copied()
    }

    /// The gateways that are ours.
    pub fn gateways(&self) -> impl Iterator<Item = &GatewayId> {
        self.gateways.keys()
    }

    /// A device that somebody wears or wore.
    pub fn worn(&self, device: &DeviceId) -> Option<Worn<'_>> {
        let (assigned, settled) = (self.assignments.get(device), self.wearings.get(device));
        if assigned.is_none() && settled.is_none() {
            return None;
        }
        let all = assigned.map_or(&[][..], Assigned::as_slice);
        Some(Worn { all, settled: settled.map_or(&[][..], Vec::as_slice) })
    }

    /// Whether several people may have worn a device.
    pub fn is_shared(&self, device: &DeviceId) -> bool {
        self.worn(device).is_some_and(|worn| worn.is_shared())
    }

    /// One person, if enrolled.
    pub fn patient(&self, patient: &PatientId) -> Option<&Enrolment> {
        self.patients.get(patient)
    }

    /// Everybody who is enrolled.
    pub fn everybody(&self) -> impl Iterator<Item = &Enrolment> {
        self.patients.values()
    }

    /// How many people are enrolled.
    pub fn people(&self) -> usize {
        self.patients.len()
    }

    /// The entries that make this roster out of nothing, as bytes for a snapshot.
    pub fn encode(&self) -> Vec<Vec<u8>> {
        let patients = self.patients.values().cloned().map(Entry::Enrolled);
        let plans = self.plans.iter().map(|(patient, plan)| Entry::Planned {
            patient: patient.clone(),
            plan: plan.clone(),
            by: String::new(),
            revision: None,
        });
        let gateways = self
            .gateways
            .iter()
            .map(|(gateway, trust)| Entry::Registered { gateway: gateway.clone(), trust: *trust });
        let mut devices: Vec<_> = self.assignments.iter().collect();
        devices.sort_unstable_by_key(|(device, _)| *device);
        let assignments = devices.into_iter().flat_map(|(device, all)| {
            all.as_slice().iter().map(|wears| Entry::Assigned(wears.assigned(device)))
        });
        let wearings = self.wearings.values().flatten().cloned().map(Entry::Worn);
        patients
            .chain(plans)
            .chain(gateways)
            .chain(assignments)
            .chain(wearings)
            .map(|entry| Stamped { stored_at: StoredAt::from_unix_ms(0), entry }.encode())
            .collect()
    }
}

/// One assignment of a device, which is told apart: three in four bytes of the roster are these.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wears {
    patient: PatientId,
    from: TakenAt,
    slot: Option<UserSlot>,
    shared: bool,
}

impl Wears {
    fn of(assignment: &Assignment) -> Self {
        let Assignment { device: _, slot, patient, from, shared } = assignment;
        Self { patient: patient.clone(), from: *from, slot: *slot, shared: *shared }
    }

    fn assigned(&self, device: &DeviceId) -> Assignment {
        let Self { patient, from, slot, shared } = self.clone();
        Assignment { device: device.clone(), slot, patient, from, shared }
    }
}

/// All assignments of a device, the newest start last. Nearly every device has had one, which then stands in
/// place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Assigned {
    Once(Wears),
    Often(Vec<Wears>),
}

impl Assigned {
    fn as_slice(&self) -> &[Wears] {
        match self {
            Self::Once(wears) => std::slice::from_ref(wears),
            Self::Often(all) => all,
        }
    }

    fn add(&mut self, new: Wears) {
        let mut all = self.as_slice().to_vec();
        let place = all.partition_point(|other| other.from <= new.from);
        all.insert(place, new);
        *self = Self::Often(all);
    }
}

/// A device that somebody wears or wore.
#[derive(Debug, Clone, Copy)]
pub struct Worn<'a> {
    /// The newest start last.
    all: &'a [Wears],
    /// What somebody has settled, the newest last.
    settled: &'a [Wearing],
}

impl<'a> Worn<'a> {
    /// Who was assigned last.
    pub(crate) fn newest(&self) -> Option<&'a PatientId> {
        self.all.last().map(|last| &last.patient)
    }

    /// Who may have worn it at a time: whoever its newest assignment names, with those who share it
    /// since. A user index narrows it down to that user's person, if it is somebody's. What somebody
    /// has settled for that time stands over it.
    pub fn wearers(&self, slot: Option<UserSlot>, at: TakenAt) -> Wearers<'a> {
        if let Some(worn) = self.settled.iter().rev().find(|worn| worn.covers(slot, at)) {
            return Wearers { told: true, people: smallvec![&worn.patient] };
        }
        let begun = &self.all[..self.all.partition_point(|assignment| assignment.from <= at)];
        // Nearly every device has had one person for all its users.
        if let [Wears { slot: None, patient, .. }] = begun {
            return Wearers { told: true, people: smallvec![patient] };
        }
        let standing = standing(begun);
        let of_slot = |slot: Option<UserSlot>| {
            standing.iter().filter(move |assignment| assignment.slot == slot)
        };
        let user_s =
            slot.map(|slot| people(of_slot(Some(slot)))).filter(|user_s| !user_s.is_empty());
        match (user_s, slot) {
            (Some(people), _) => Wearers { told: people.len() == 1, people },
            // Another user than those who are somebody's: whoever has all the others.
            (None, Some(_)) => {
                let people = people(of_slot(None));
                Wearers { told: people.len() == 1, people }
            }
            (None, None) => {
                let people = people(standing.iter());
                let whole = standing.iter().all(|assignment| assignment.slot.is_none());
                Wearers { told: people.len() == 1 && whole, people }
            }
        }
    }

    /// Whether several people may have worn it.
    pub fn is_shared(&self) -> bool {
        self.all.len() > 1
    }
}

/// Who may have worn a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wearers<'a> {
    /// Each once, whoever began first first.
    pub people: SmallVec<[&'a PatientId; 2]>,
    /// Whether the roster and the user index leave only one.
    pub told: bool,
}

/// What still stands of assignments in the order in which they began.
///
/// One for all users takes the device from everybody who began before; of several that began together
/// the last counts, and those for a user of their own beside it. Who shares takes it from nobody.
fn standing(begun: &[Wears]) -> Vec<&Wears> {
    let mut standing: Vec<&Wears> = Vec::with_capacity(begun.len().min(4));
    for new in begun {
        standing.retain(|old| {
            let same = (&old.patient, old.slot) == (&new.patient, new.slot);
            let taken = !new.shared
                && match new.slot {
                    None => old.from < new.from || old.slot.is_none(),
                    slot => old.slot == slot,
                };
            !same && !taken
        });
        standing.push(new);
    }
    standing
}

fn people<'a, 'b: 'a>(of: impl Iterator<Item = &'a &'b Wears>) -> SmallVec<[&'b PatientId; 2]> {
    let mut people = SmallVec::new();
    for assignment in of {
        if !people.contains(&&assignment.patient) {
            people.push(&assignment.patient);
        }
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the entries make of nothing.
    fn again(entries: &[Vec<u8>]) -> Roster {
        let mut again = Roster::default();
        for bytes in entries {
            again.apply(&Stamped::decode(bytes).unwrap().entry);
        }
        again
    }

    fn assigned(patient: &str, slot: Option<u8>) -> Entry {
        Entry::Assigned(assignment(patient, slot))
    }

    fn assignment(patient: &str, slot: Option<u8>) -> Assignment {
        Assignment {
            device: "scale".parse().unwrap(),
            slot: slot.and_then(UserSlot::from_index),
            patient: patient.parse().unwrap(),
            from: TakenAt::from_unix_ms(0),
            shared: false,
        }
    }

    fn sharing(patient: &str, slot: Option<u8>) -> Entry {
        Entry::Assigned(Assignment { shared: true, ..assignment(patient, slot) })
    }

    fn later(patient: &str, slot: Option<u8>) -> Entry {
        let from = TakenAt::from_unix_ms(1);
        Entry::Assigned(Assignment { from, ..assignment(patient, slot) })
    }

    /// Who wears the scale after these entries, each put in only if the roster lacks it; with a
    /// question mark where that isn't told.
    fn wearers(entries: &[Entry], slot: Option<u8>) -> String {
        let mut roster = Roster::default();
        for entry in entries {
            for missing in roster.missing([entry.clone()]) {
                roster.apply(&missing);
            }
        }
        let slot = slot.and_then(UserSlot::from_index);
        let at = TakenAt::from_unix_ms(1);
        let scale = "scale".parse().unwrap();
        let Some(worn) = roster.worn(&scale) else { return "nobody".into() };
        let wearers = worn.wearers(slot, at);
        let names: Vec<&str> = wearers.people.iter().map(|patient| patient.as_str()).collect();
        names.join(" ") + if wearers.told { "" } else { "?" }
    }

    #[test]
    fn a_device_that_is_given_back_belongs_to_the_first_again() {
        let there_and_back = [assigned("ann", None), assigned("bob", None), assigned("ann", None)];
        assert_eq!(wearers(&there_and_back, None), "ann");
    }

    #[test]
    fn the_user_of_a_shared_device_goes_before_everybody_else() {
        let shared = [assigned("ann", Some(1)), assigned("bob", None)];
        assert_eq!(wearers(&shared, Some(1)), "ann");
        assert_eq!(wearers(&shared, Some(2)), "bob");
    }

    #[test]
    fn several_people_may_have_one_device() {
        let check = |entries: &[Entry], slot, who: &str| {
            assert_eq!(wearers(entries, slot), who, "{slot:?} of {entries:?}");
        };
        let couple = [assigned("ann", None), sharing("bob", None)];
        check(&couple, None, "ann bob?");
        check(&couple, Some(1), "ann bob?");
        check(&[sharing("ann", None)], None, "ann");
        let users = [assigned("ann", Some(1)), assigned("bob", Some(2))];
        check(&users, Some(2), "bob");
        check(&users, None, "ann bob?");
        check(&users, Some(3), "?");
        check(&users[..1], None, "ann?");
        let taken = [couple[0].clone(), couple[1].clone(), later("cyd", None)];
        check(&taken, None, "cyd");
        let mixed = [assigned("ann", None), later("bob", Some(2))];
        check(&mixed, Some(2), "bob");
        check(&mixed, Some(1), "ann");
        check(&mixed, None, "ann bob?");
        check(&[], None, "nobody");
    }

    #[test]
    fn who_shares_is_missed_once_only() {
        let couple = [assigned("ann", None), sharing("bob", None)];
        let mut roster = Roster::default();
        couple.iter().for_each(|entry| roster.apply(entry));
        assert_eq!(roster.missing(couple), []);
        assert_eq!(roster.missing([sharing("cyd", None)]), [sharing("cyd", None)]);
    }

    fn enrolled(name: &str) -> Entry {
        Entry::Enrolled(Enrolment {
            patient: "ann".parse().unwrap(),
            name: vitals::Private::hide(name.into()),
            born: vitals::Private::hide(String::new()),
            sex: String::new(),
            conditions: Vec::new(),
            zone: "UTC".into(),
            plan: Arc::default(),
        })
    }

    fn planned() -> Entry {
        let plan = Arc::new(CarePlan { pregnant: true, ..CarePlan::default() });
        Entry::Planned {
            patient: "ann".parse().unwrap(),
            plan,
            by: "Dr Evans".into(),
            revision: None,
        }
    }

    #[test]
    fn what_a_clinician_has_planned_stands_over_the_register() {
        let mut roster = Roster::default();
        [enrolled("EVANS, Ann"), planned()].iter().for_each(|entry| roster.apply(entry));
        assert_eq!(roster.missing([enrolled("EVANS, Ann")]), [], "the register says nothing new");
        let missing = roster.missing([enrolled("JONES, Ann")]);
        let [Entry::Enrolled(enrolment)] = missing.as_slice() else { panic!("{missing:?}") };
        assert!(enrolment.plan.pregnant, "a new name leaves the plan alone");
        roster.apply(&missing[0]);
        assert_eq!(roster.missing([enrolled("JONES, Ann")]), []);
    }

    #[test]
    fn what_was_settled_for_a_time_stands_over_assignments() {
        let mut roster = Roster::default();
        let scale: DeviceId = "scale".parse().unwrap();
        let worn = |patient: &str, from, to: Option<i64>| {
            Entry::Worn(Wearing {
                device: scale.clone(),
                slot: None,
                patient: patient.parse().unwrap(),
                from: TakenAt::from_unix_ms(from),
                to: to.map(TakenAt::from_unix_ms),
                by: "Sian".into(),
                why: "it was lent".into(),
            })
        };
        let mut check = |entry: Entry, at, who: &str| {
            roster.apply(&entry);
            let wearers = roster.worn(&scale).unwrap().wearers(None, TakenAt::from_unix_ms(at));
            let names: Vec<&str> = wearers.people.iter().map(|patient| patient.as_str()).collect();
            assert_eq!((names.join(" "), wearers.told), (who.to_owned(), true), "at {at}");
        };
        check(worn("bob", 10, Some(20)), 15, "bob");
        check(assigned("ann", None), 15, "bob");
        check(Entry::Tick, 20, "ann");
        check(worn("cyd", 12, None), 15, "cyd");
        check(Entry::Tick, 11, "bob");
        assert_eq!(again(&roster.encode()), roster);
    }

    #[test]
    fn a_roster_comes_back_out_of_its_bytes() {
        let mut roster = Roster::default();
        let worn = [assigned("ann", Some(1)), assigned("bob", None), sharing("ann", None)];
        for entry in worn.into_iter().chain([enrolled("EVANS, Ann"), planned()]) {
            roster.apply(&entry);
        }
        assert_eq!(again(&roster.encode()), roster);
    }
}
