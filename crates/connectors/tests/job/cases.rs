//! The twelve cases through the whole job; their plans alone are tested beside `reconcile`.
