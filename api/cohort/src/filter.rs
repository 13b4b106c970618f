//! Whose figures: everybody's, or those of a condition, a team or a site.

use crate::panel::Figures;

/// What somebody has to have; what is none is not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// This condition, in the rule set's words.
    pub condition: Option<String>,
    /// This team.
    pub team: Option<String>,
    /// This site.
    pub site: Option<String>,
}

impl Filter {
    /// Whether somebody is meant.
    pub fn holds(&self, figures: &Figures) -> bool {
        let has = |condition: &String| figures.conditions.contains(condition);
        self.condition.as_ref().is_none_or(has)
            && self.team.as_ref().is_none_or(|team| *team == figures.team)
            && self.site.as_ref().is_none_or(|site| *site == figures.site)
    }
}
