//! What git deflates and tells by deltas, put together again.

use std::io::{self, Read};

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// The sizes of base and result that a delta begins with, and the rest.
pub(super) fn sizes(delta: &[u8]) -> Option<(u64, u64, &[u8])> {
    let mut rest = delta;
    let mut size = || {
        let length = rest.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
        let (bytes, after) = rest.split_at(length);
        rest = after;
        let parts = bytes.iter().enumerate();
        parts
            .map(|(n, byte)| u64::from(byte & 0x7f).checked_shl(7 * n as u32))
            .try_fold(0, |all, part| Some(all | part?))
    };
    let (from, to) = (size()?, size()?);
    Some((from, to, rest))
}

/// A delta applied to its base.
pub(super) fn patched(base: &[u8], delta: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut delta = delta.iter().copied();
    let mut result = Vec::new();
    while let Some(command) = delta.next() {
        if command & 0x80 == 0 {
            let count = usize::from(command);
            let before = result.len();
            result.extend(delta.by_ref().take(count));
            if command == 0 || result.len() - before != count {
                return None;
            }
        } else {
            let mut part = |first: u8, bytes: u8| -> Option<usize> {
                let mut value = 0;
                for n in (0..bytes).filter(|n| command >> (first + n) & 1 == 1) {
                    value |= usize::from(delta.next()?) << (8 * n);
                }
                Some(value)
            };
            let start = part(0, 4)?;
            let length = Some(part(4, 3)?).filter(|length| *length > 0).unwrap_or(0x1_0000);
            result.extend(base.get(start..start.checked_add(length)?)?);
        }
        if result.len() > size {
            return None;
        }
    }
    (result.len() == size).then_some(result)
}

/// What a zlib stream holds, as far as somebody reads it.
pub(super) struct Inflated<R> {
    from: R,
    state: Box<InflateState>,
    buffer: Vec<u8>,
    start: usize,
    is_over: bool,
}

impl<R: Read> Inflated<R> {
    pub(super) fn new(from: R) -> Self {
        let state = InflateState::new_boxed(DataFormat::Zlib);
        Self { from, state, buffer: Vec::new(), start: 0, is_over: false }
    }
}

impl<R: Read> Read for Inflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.is_over && !out.is_empty() {
            if self.start == self.buffer.len() {
                self.buffer.resize(4 << 10, 0);
                let count = self.from.read(&mut self.buffer)?;
                self.buffer.truncate(count);
                self.start = 0;
            }
            let done = inflate(&mut self.state, &self.buffer[self.start..], out, MZFlush::None);
            self.start += done.bytes_consumed;
            match done.status {
                Ok(MZStatus::StreamEnd) => self.is_over = true,
                Ok(_) | Err(MZError::Buf) if done.bytes_written + done.bytes_consumed > 0 => {}
                Ok(_) | Err(_) => return Err(io::Error::from(io::ErrorKind::InvalidData)),
            }
            if done.bytes_written > 0 {
                return Ok(done.bytes_written);
            }
        }
        Ok(0)
    }
}
