//! Objects that are damaged, endless, or lead in a circle.

use super::*;

const GIT: &str = "git";

/// A repository's directory with nothing in it.
fn repository() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let git = directory.path().canonicalize().expect("real").join(GIT);
    fs::create_dir_all(git.join("objects/pack")).expect("made");
    (directory, git)
}

fn store(git: &Path) -> Store {
    Store::new(git, Hash::Sha1, &[git])
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
}

/// Writes a file of one object under an id, whatever is in it.
fn loose(objects: &Path, id: &[u8], content: &[u8]) {
    let name = hex(id);
    let path = objects.join(&name[..2]);
    fs::create_dir_all(&path).expect("made");
    fs::write(path.join(&name[2..]), deflated(content)).expect("written");
}

fn blob(content: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let head = format!("blob {}\0", content.len());
    (Hash::Sha1.object("blob", content), [head.as_bytes(), content].concat())
}

/// The head of an entry of a pack.
fn head(kind: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![kind << 4 | (size & 0xf) as u8];
    let mut left = size >> 4;
    while left > 0 {
        *bytes.last_mut().expect("one") |= 0x80;
        bytes.push((left & 0x7f) as u8);
        left >>= 7;
    }
    bytes
}

/// A delta that takes its base over as it is, and appends a byte.
fn appending(base: usize, byte: u8) -> Vec<u8> {
    assert!(base > 0 && base < 0x80 - 1);
    vec![base as u8, base as u8 + 1, 0x90, base as u8, 1, byte]
}

/// Writes a pack of entries, each with the id that the index gives it.
fn pack(git: &Path, entries: &[(Vec<u8>, Vec<u8>)]) {
    let mut data = b"PACK\0\0\0\x02\0\0\0\0".to_vec();
    let mut index: Vec<(Vec<u8>, u32)> = Vec::new();
    for (id, bytes) in entries {
        index.push((id.clone(), data.len() as u32));
        data.extend(bytes);
    }
    index.sort();
    let mut out = vec![0xff, b't', b'O', b'c', 0, 0, 0, 2];
    for byte in 0..=255_u8 {
        let count = index.iter().filter(|(id, _)| id[0] <= byte).count() as u32;
        out.extend(count.to_be_bytes());
    }
    index.iter().for_each(|(id, _)| out.extend(id));
    out.resize(out.len() + 4 * index.len(), 0);
    index.iter().for_each(|(_, offset)| out.extend(offset.to_be_bytes()));
    fs::write(git.join("objects/pack/pack-a.idx"), out).expect("written");
    fs::write(git.join("objects/pack/pack-a.pack"), data).expect("written");
}

/// What is told of an object that cannot be read.
fn told(store: &Store, id: &[u8]) -> String {
    store.read(id, 1 << 20).expect_err("it cannot be read").to_string()
}

#[test]
fn an_object_is_what_its_id_says_or_none() {
    let (_kept, git) = repository();
    let objects = git.join("objects");
    let (id, whole) = blob(b"services: {}\n");
    let other = vec![7; 20];
    loose(&objects, &id, &whole);
    loose(&objects, &other, &whole);
    let store = store(&git);
    assert_eq!(store.read(&id, 100), Ok((Kind::Blob, b"services: {}\n".to_vec())));
    assert!(told(&store, &other).contains("not what its id says"));
    assert!(told(&store, &[9; 20]).contains("not in the repository"));
    assert!(matches!(store.read(&id, 5), Err(Fault::TooLarge { size: 13, limit: 5, .. })));
    assert_eq!(store.beginning(&hex(&id)[..6], 9), [id]);
}

#[test]
fn what_says_another_size_than_it_has_is_not_unpacked() {
    let (_kept, git) = repository();
    let objects = git.join("objects");
    let bomb = [b"blob 10\0".as_slice(), &vec![b'a'; 8 << 20]].concat();
    loose(&objects, &[1; 20], &bomb);
    loose(&objects, &[2; 20], b"blob 99999999999\0a");
    loose(&objects, &[3; 20], b"blob 10\0a");
    loose(&objects, &[4; 20], b"nothing at all, and far too long for the head of an object");
    fs::create_dir_all(objects.join("05")).expect("made");
    fs::write(objects.join("05").join("05".repeat(19)), b"not deflated").expect("written");
    let store = store(&git);
    for (id, what) in
        [(1, "not as long"), (2, "the limit is"), (3, "not as long"), (4, "no head"), (5, "cannot be inflated")]
    {
        let told = told(&store, &[id; 20]);
        assert!(told.contains(what), "{id}: {told}");
    }
}

#[test]
fn deltas_that_lead_in_a_circle_or_too_far_end() {
    let (_kept, git) = repository();
    let circle = vec![1; 20];
    let delta = appending(5, b'x');
    let by_id = [head(7, delta.len()), circle.clone(), deflated(&delta)].concat();
    // A base that lies after what is made from it, or is it itself.
    let itself = [head(6, delta.len()), vec![0], deflated(&delta)].concat();
    let mut entries = vec![(circle.clone(), by_id), (vec![2; 20], itself)];
    let mut base = vec![3; 20];
    entries.push((base.clone(), [head(3, 1), deflated(b"a")].concat()));
    for n in 0..300_u32 {
        let id = [n.to_be_bytes().as_slice(), &[4; 16]].concat();
        entries.push((id.clone(), [head(7, delta.len()), base.clone(), deflated(&delta)].concat()));
        base = id;
    }
    pack(&git, &entries);
    let store = store(&git);
    assert!(told(&store, &circle).contains("more than 256 deltas"), "{}", told(&store, &circle));
    assert!(told(&store, &[2; 20]).contains("pack is cut"));
    assert!(told(&store, &base).contains("more than 256 deltas"));
}

#[test]
fn an_object_is_put_together_from_deltas() {
    let (_kept, git) = repository();
    let (first, _) = blob(b"hello");
    let (second, _) = blob(b"hellox");
    let (third, _) = blob(b"helloxy");
    let one = [head(3, 5), deflated(b"hello")].concat();
    let delta = appending(5, b'x');
    let back = one.len();
    let two = [head(6, delta.len()), vec![back as u8], deflated(&delta)].concat();
    let delta = appending(6, b'y');
    let three = [head(7, delta.len()), second.clone(), deflated(&delta)].concat();
    let wrong = [head(7, 6), second.clone(), deflated(&[9, 10, 0x90, 9, 1, b'z'])].concat();
    pack(&git, &[(first, one), (second, two), (third.clone(), three), (vec![8; 20], wrong)]);
    let store = store(&git);
    assert_eq!(store.read(&third, 100), Ok((Kind::Blob, b"helloxy".to_vec())));
    assert!(matches!(store.read(&third, 6), Err(Fault::TooLarge { size: 7, .. })));
    assert!(told(&store, &[8; 20]).contains("does not fit"));
}

#[test]
fn objects_are_borrowed_from_inside_alone() {
    let (kept, git) = repository();
    let (id, whole) = blob(b"borrowed");
    let (inside, outside) = (git.join("more/objects"), kept.path().join("victim/objects"));
    for objects in [&inside, &outside] {
        loose(objects, &id, &whole);
    }
    fs::create_dir_all(git.join("objects/info")).expect("made");
    let alternates = git.join("objects/info/alternates");
    fs::write(&alternates, format!("{}\n", outside.display())).expect("written");
    assert!(store(&git).leads_out);
    assert!(told(&store(&git), &id).contains("not in the repository"));
    fs::write(&alternates, "../more/objects\n").expect("written");
    assert!(!store(&git).leads_out);
    assert!(store(&git).read(&id, 100).is_ok());
}
