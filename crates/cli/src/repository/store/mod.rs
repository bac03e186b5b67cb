//! Git's objects, from single files and packs: read with limits, nothing executed, and each of them what its id says.

use std::cell::Cell;
use std::fmt;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use plimsoll_loader::disk::Below;

use super::objects::{Hash, Kind, hex};
use super::unpacked::{Inflated, patched, sizes};
use super::{bytes, is_direct};

/// A repository has not more packs than this.
const PACKS_LIMIT: usize = 4096;
/// So many packs are held open.
const PACKS_HELD: usize = 100;
/// How many deltas may stand on each other.
const DELTAS_LIMIT: usize = 256;
/// No object is larger that others are made from, nor are the deltas of one together.
const OBJECT_LIMIT: u64 = 64 << 20;
/// Bytes that are unpacked in a run, all objects together.
const UNPACKED_LIMIT: u64 = 4 << 30;
/// The file that names other directories of objects.
const ALTERNATES_LIMIT: u64 = 64 << 10;
/// Directories of objects that are looked into.
const PLACES_LIMIT: usize = 16;

/// Why an object cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is nowhere.
    Missing(String),
    /// It is not what its id says, or nothing that can be read.
    Damaged(String, &'static str),
    /// It is larger than may be.
    TooLarge { id: String, size: u64, limit: u64 },
    /// It, or all of them, go beyond another limit.
    Beyond(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(id) => write!(f, "the object `{id}` is not in the repository"),
            Self::Damaged(id, what) => write!(f, "the object `{id}` is damaged: {what}"),
            Self::TooLarge { id, size, limit } => {
                write!(f, "the object `{id}` is {size} bytes; the limit is {limit}")
            }
            Self::Beyond(what) => f.write_str(what),
        }
    }
}

/// The objects of a repository.
#[derive(Debug)]
pub(super) struct Store {
    hash: Hash,
    /// Directories that objects lie in.
    places: Vec<Place>,
    packs: Vec<Pack>,
    holds_packs: bool,
    /// Bytes that may still be unpacked.
    left: AtomicU64,
    /// Other directories of objects are named that are not looked into.
    pub(super) leads_out: bool,
}

/// A directory of objects. Nothing is opened outside of it, and no link in it is followed.
#[derive(Debug)]
struct Place {
    path: PathBuf,
    below: Below,
}

#[derive(Debug)]
struct Pack {
    /// The number of the directory it lies in.
    place: usize,
    /// Its index, from there.
    index: PathBuf,
    held: Mutex<[Option<File>; 2]>,
    /// How many of its objects begin with each byte, or less; found out when it is first asked.
    fan: Mutex<Option<Fan>>,
}

/// The head of an index: for each first byte the number of objects up to it.
type Fan = std::sync::Arc<[u32; 256]>;

/// Which file of a pack.
#[derive(Debug, Clone, Copy)]
enum Part {
    Index,
    Data,
}

impl Store {
    /// The objects of a repository by its directory; other directories of objects that it names count where they lie `within` one of these.
    pub(super) fn new(git: &Path, hash: Hash, within: &[&Path]) -> Self {
        let mut store = Self {
            hash,
            places: Vec::new(),
            packs: Vec::new(),
            holds_packs: true,
            left: AtomicU64::new(UNPACKED_LIMIT),
            leads_out: false,
        };
        let mut waiting = vec![git.join("objects")];
        while let Some(path) = waiting.pop() {
            let is_known = store.places.iter().any(|place| place.path == path);
            if is_known || !is_direct(&path) || store.places.len() >= PLACES_LIMIT {
                continue;
            }
            let Ok(below) = Below::new(&path) else { continue };
            let named = bytes(&path, "info/alternates", ALTERNATES_LIMIT).unwrap_or_default();
            for line in
                String::from_utf8_lossy(&named).lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
            {
                match path.join(line).canonicalize() {
                    Ok(other) if within.iter().any(|limit| other.starts_with(limit)) => waiting.push(other),
                    _ => store.leads_out = true,
                }
            }
            store.add_packs(&path);
            store.places.push(Place { path, below });
        }
        store.holds_packs = store.packs.len() <= PACKS_HELD;
        store
    }

    fn add_packs(&mut self, objects: &Path) {
        let packs = objects.join("pack");
        let directory = is_direct(&packs).then(|| fs::read_dir(&packs).ok()).flatten();
        let names =
            directory.into_iter().flatten().take(3 * PACKS_LIMIT).filter_map(|entry| Some(entry.ok()?.file_name()));
        let paths = names.map(|name| Path::new("pack").join(name));
        let mut indexes: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "idx")).collect();
        indexes.sort();
        let place = self.places.len();
        let packs =
            indexes.into_iter().map(|index| Pack { place, index, held: Mutex::default(), fan: Mutex::default() });
        self.packs.extend(packs.take(PACKS_LIMIT));
    }

    pub(super) fn hash(&self) -> Hash {
        self.hash
    }

    /// An object of at most `limit` bytes.
    pub(super) fn read(&self, id: &[u8], limit: u64) -> Result<(Kind, Vec<u8>), Fault> {
        let (kind, content) = self.unchecked(id, limit)?;
        if self.hash.object(kind.as_str(), &content) != id {
            return Err(Fault::Damaged(hex(id), "its content is not what its id says"));
        }
        Ok((kind, content))
    }

    /// An object of a kind, of at most `limit` bytes.
    pub(super) fn of_kind(&self, kind: Kind, id: &[u8], limit: u64) -> Result<Vec<u8>, Fault> {
        match self.read(id, limit)? {
            (found, content) if found == kind => Ok(content),
            _ => Err(Fault::Damaged(hex(id), "it is of another kind than what names it says")),
        }
    }

    /// The ids that begin so, at most `most`; `prefix` is in hexadecimal digits.
    pub(super) fn beginning(&self, prefix: &str, most: usize) -> Vec<Vec<u8>> {
        let mut found: Vec<Vec<u8>> = Vec::new();
        let Some((directory, rest)) = prefix.split_at_checked(2) else { return found };
        for place in &self.places {
            let directory_path = place.path.join(directory);
            let entries = is_direct(&directory_path).then(|| fs::read_dir(&directory_path).ok()).flatten();
            let names = entries.into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            let ids = names.filter(|name| name.starts_with(rest)).map(|name| format!("{directory}{name}"));
            found.extend(ids.filter(|id| super::is_id(id)).filter_map(|id| super::objects::unhex(&id)).take(most));
        }
        let Ok(first) = u8::from_str_radix(directory, 16) else { return found };
        for pack in &self.packs {
            found.extend(self.ids_from(pack, first, prefix, most).unwrap_or_default());
        }
        found.sort();
        found.dedup();
        found.truncate(most);
        found
    }

    /// The ids of a pack that begin so, at most `most`.
    fn ids_from(&self, pack: &Pack, first: u8, prefix: &str, most: usize) -> Option<Vec<Vec<u8>>> {
        let fan = self.fan(pack)?;
        let (low, high) = bounds(&fan, first);
        let width = self.hash.length();
        let at = |n: u64| self.read_at(pack, Part::Index, IDS + n * width as u64, width);
        let (mut from, mut to) = (low, high);
        while from < to {
            let middle = from + (to - from) / 2;
            if hex(&at(middle)?).as_str() < prefix { from = middle + 1 } else { to = middle }
        }
        Some((from..high).map_while(at).take_while(|id| hex(id).starts_with(prefix)).take(most).collect())
    }

    fn unchecked(&self, id: &[u8], limit: u64) -> Result<(Kind, Vec<u8>), Fault> {
        if let Some(found) = self.loose(id, limit)? {
            return Ok(found);
        }
        let (pack, offset) = self.packed(id).ok_or_else(|| Fault::Missing(hex(id)))?;
        self.unfolded(pack, offset, id, limit)
    }

    /// An object in a file of its own.
    fn loose(&self, id: &[u8], limit: u64) -> Result<Option<(Kind, Vec<u8>)>, Fault> {
        let name = hex(id);
        let path = Path::new(&name[..2]).join(&name[2..]);
        let damaged = |what| Fault::Damaged(name.clone(), what);
        let Some((file, _)) = self.places.iter().find_map(|place| place.below.open_regular(&path).ok()) else {
            return Ok(None);
        };
        let mut inflated = Inflated::new(file);
        let mut head = Vec::new();
        loop {
            let mut byte = [0];
            inflated.read_exact(&mut byte).map_err(|_| damaged("it cannot be inflated"))?;
            match byte[0] {
                0 => break,
                _ if head.len() == 32 => return Err(damaged("it has no head")),
                byte => head.push(byte),
            }
        }
        let mut words = head.splitn(2, |byte| *byte == b' ');
        let kind = words.next().and_then(Kind::named).ok_or_else(|| damaged("it has no head"))?;
        let size = words.next().and_then(|size| std::str::from_utf8(size).ok()?.parse().ok());
        let size = size.ok_or_else(|| damaged("it has no head"))?;
        Ok(Some((kind, self.content(inflated, size, limit, &name)?)))
    }

    /// What is inflated, of the size that it has to have.
    fn content(&self, inflated: impl Read, size: u64, limit: u64, id: &str) -> Result<Vec<u8>, Fault> {
        if size > limit {
            return Err(Fault::TooLarge { id: id.to_owned(), size, limit });
        }
        self.spend(size)?;
        let mut content = Vec::new();
        inflated
            .take(size + 1)
            .read_to_end(&mut content)
            .map_err(|_| Fault::Damaged(id.to_owned(), "it cannot be inflated"))?;
        if content.len() as u64 != size {
            return Err(Fault::Damaged(id.to_owned(), "it is not as long as it says"));
        }
        Ok(content)
    }

    fn spend(&self, size: u64) -> Result<(), Fault> {
        let spent = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(size));
        spent.map(|_| ()).map_err(|_| {
            Fault::Beyond(format!("more than {UNPACKED_LIMIT} bytes of objects would have to be unpacked"))
        })
    }

    /// The pack that has an object, and where in it that begins.
    fn packed(&self, id: &[u8]) -> Option<(&Pack, u64)> {
        self.packs.iter().find_map(|pack| Some((pack, self.offset_in(pack, id)?)))
    }

    fn read_at(&self, pack: &Pack, part: Part, offset: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.with(pack, part, |file| {
            file.seek(SeekFrom::Start(offset)).ok()?;
            file.take(length as u64).read_to_end(&mut bytes).ok()
        })?;
        (bytes.len() == length).then_some(bytes)
    }

    fn with<T>(&self, pack: &Pack, part: Part, work: impl FnOnce(&mut File) -> Option<T>) -> Option<T> {
        let mut held = pack.held.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = &mut held[part as usize];
        if slot.is_none() {
            let path = match part {
                Part::Index => pack.index.clone(),
                Part::Data => pack.index.with_extension("pack"),
            };
            *slot = Some(self.places.get(pack.place)?.below.open_regular(&path).ok()?.0);
        }
        let done = work(slot.as_mut()?);
        if !self.holds_packs {
            *slot = None;
        }
        done
    }

    /// The head of a pack's index (version 2).
    fn fan(&self, pack: &Pack) -> Option<Fan> {
        let mut known = pack.fan.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fan) = &*known {
            return Some(Fan::clone(fan));
        }
        let head = self.read_at(pack, Part::Index, 0, IDS as usize)?;
        if head[..8] != [0xff, b't', b'O', b'c', 0, 0, 0, 2] {
            return None;
        }
        let mut fan = [0; 256];
        for (slot, bytes) in fan.iter_mut().zip(head[8..].chunks_exact(4)) {
            *slot = number(bytes) as u32;
        }
        let fan = Fan::new(fan);
        *known = Some(Fan::clone(&fan));
        Some(fan)
    }

    /// Where a pack's index says that the object starts.
    fn offset_in(&self, pack: &Pack, id: &[u8]) -> Option<u64> {
        let fan = self.fan(pack)?;
        let (mut low, mut high) = bounds(&fan, *id.first()?);
        let (total, width) = (u64::from(fan[255]), id.len() as u64);
        while low < high {
            let middle = low + (high - low) / 2;
            let found = self.read_at(pack, Part::Index, IDS + middle * width, id.len())?;
            match found.as_slice().cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let offsets = IDS + total * (width + 4);
                    let offset = number(&self.read_at(pack, Part::Index, offsets + middle * 4, 4)?);
                    if offset & 0x8000_0000 == 0 {
                        return Some(offset);
                    }
                    let large = offsets + total * 4 + (offset & 0x7fff_ffff) * 8;
                    return Some(number(&self.read_at(pack, Part::Index, large, 8)?));
                }
            }
        }
        None
    }

    /// The object that starts there, its deltas applied.
    fn unfolded(&self, pack: &Pack, offset: u64, id: &[u8], limit: u64) -> Result<(Kind, Vec<u8>), Fault> {
        let name = hex(id);
        let damaged = |what| Fault::Damaged(name.clone(), what);
        let (mut pack, mut offset) = (pack, offset);
        let mut deltas: Vec<Vec<u8>> = Vec::new();
        let together = Cell::new(0_u64);
        let (kind, mut content) = loop {
            let entry = self.entry(pack, offset).ok_or_else(|| damaged("its pack is cut"))?;
            let inflated = |most: u64| {
                let start = offset + entry.head;
                let read = self.with(pack, Part::Data, |file| {
                    file.seek(SeekFrom::Start(start)).ok()?;
                    Some(self.content(Inflated::new(file), entry.size, most, &name))
                });
                read.unwrap_or_else(|| Err(damaged("its pack cannot be read")))
            };
            let base = match entry.what {
                What::Whole(kind) => break (kind, inflated(if deltas.is_empty() { limit } else { OBJECT_LIMIT })?),
                What::Delta(base) => base,
            };
            if deltas.len() == DELTAS_LIMIT {
                return Err(Fault::Beyond(format!("the object `{name}` stands on more than {DELTAS_LIMIT} deltas")));
            }
            let delta = inflated(OBJECT_LIMIT.saturating_sub(together.get()))?;
            together.set(together.get() + delta.len() as u64);
            if deltas.is_empty() {
                let size = sizes(&delta).map(|(_, size, _)| size).ok_or_else(|| damaged("its delta is none"))?;
                if size > limit {
                    return Err(Fault::TooLarge { id: name, size, limit });
                }
            }
            deltas.push(delta);
            match base {
                Base::At(at) => offset = at,
                Base::Id(base) => match self.loose(&base, OBJECT_LIMIT)? {
                    Some(found) => break found,
                    None => (pack, offset) = self.packed(&base).ok_or_else(|| Fault::Missing(hex(&base)))?,
                },
            }
        };
        while let Some(delta) = deltas.pop() {
            let (from, to, rest) = sizes(&delta).ok_or_else(|| damaged("its delta is none"))?;
            let most = if deltas.is_empty() { limit } else { OBJECT_LIMIT };
            if to > most {
                return Err(Fault::TooLarge { id: name, size: to, limit: most });
            }
            self.spend(to)?;
            let fits = from == content.len() as u64;
            content = fits
                .then(|| patched(&content, rest, to as usize))
                .flatten()
                .ok_or_else(|| damaged("its delta does not fit"))?;
        }
        Ok((kind, content))
    }

    /// The head of what starts at an offset of a pack.
    fn entry(&self, pack: &Pack, offset: u64) -> Option<Entry> {
        // Kind, size and base are shorter than this.
        let mut bytes = Vec::new();
        self.with(pack, Part::Data, |file| {
            file.seek(SeekFrom::Start(offset)).ok()?;
            file.take(64).read_to_end(&mut bytes).ok()
        })?;
        let kind = bytes.first()? >> 4 & 7;
        let length = bytes.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
        let mut size = u64::from(bytes[0] & 0xf);
        for (n, byte) in bytes[1..length].iter().enumerate() {
            size |= u64::from(byte & 0x7f).checked_shl(4 + 7 * u32::try_from(n).ok()?)?;
        }
        let rest = &bytes[length..];
        let entry = |what, more: usize| Some(Entry { what, size, head: (length + more) as u64 });
        match kind {
            1 => entry(What::Whole(Kind::Commit), 0),
            2 => entry(What::Whole(Kind::Tree), 0),
            3 => entry(What::Whole(Kind::Blob), 0),
            4 => entry(What::Whole(Kind::Tag), 0),
            6 => {
                let more = rest.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
                let mut back = 0_u64;
                for (n, byte) in rest[..more].iter().enumerate() {
                    back = back.checked_add(u64::from(n > 0))?.checked_mul(128)? + u64::from(byte & 0x7f);
                }
                // A base lies before what is made from it.
                let at = offset.checked_sub(back).filter(|_| back > 0)?;
                entry(What::Delta(Base::At(at)), more)
            }
            7 => {
                let width = self.hash.length();
                entry(What::Delta(Base::Id(rest.get(..width)?.to_vec())), width)
            }
            _ => None,
        }
    }
}

/// Where the ids of an index begin.
const IDS: u64 = 8 + 1024;

/// The numbers of the objects that begin with a byte.
fn bounds(fan: &Fan, first: u8) -> (u64, u64) {
    let low = first.checked_sub(1).map_or(0, |before| fan[usize::from(before)]);
    (u64::from(low), u64::from(fan[usize::from(first)]))
}

/// What starts at an offset of a pack.
struct Entry {
    what: What,
    /// Of what is inflated.
    size: u64,
    /// Bytes before what is deflated.
    head: u64,
}

enum What {
    Whole(Kind),
    Delta(Base),
}

enum Base {
    At(u64),
    Id(Vec<u8>),
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests;
