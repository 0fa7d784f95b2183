//! The control plane: the only place that knows the order of the stages.

mod pump;
