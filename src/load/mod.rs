//! Step 2 of 5: paths → texts → documents. Reads files through [`files::DiskFiles`], parses texts purely; never fails: what cannot
//! be read or understood becomes a [`Problem`](crate::problem::Problem).

pub mod dockerfile;
pub mod env;
pub mod files;
pub mod policies;
