//! Where a document was made: state of the row, segment, branch.

mod branch;
mod segment;
mod state;

pub(super) use branch::RULE as BRANCH;
pub(super) use segment::{
    BLANK as SEGMENT_BLANK, NEAR as SEGMENT_NEAR, UNKNOWN as SEGMENT_UNKNOWN,
};
pub(super) use state::RULE as STATE;
