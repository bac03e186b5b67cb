//! Closed words of the crate below, as schemas of the model say them: that crate knows nothing of schemas.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use plimsoll_source::secret::{Charset, Placeholder, SecretConfidence, SecretKind, Weakness};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

/// Closed words of the crate below, which knows nothing of schemas.
pub(crate) struct Words<T>(PhantomData<T>);

/// What such words say.
pub(crate) trait Closed: DeserializeOwned {
    const NAME: &'static str;
    const ABOUT: &'static str;
}

macro_rules! closed {
    ($($name:ident: $about:literal,)+) => {
        $(impl Closed for $name {
            const NAME: &'static str = stringify!($name);
            const ABOUT: &'static str = $about;
        })+
    };
}

closed! {
    SecretKind: "How the candidate was recognised.",
    SecretConfidence: "How sure it is that a value is a secret.",
    Placeholder: "Why a value is taken for one that stands in for a secret still to come.",
    Weakness: "Why a password is weak: known to everybody, equal to a name nearby, or a placeholder.",
    Charset: "What a value is made of.",
}

impl<T: Closed> JsonSchema for Words<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "description": T::ABOUT, "enum": words::<T>()})
    }
}

/// All words of an enum, as its reader lists them.
fn words<T: DeserializeOwned>() -> Vec<&'static str> {
    let mut listed = Vec::new();
    // A reader that is given no word is no mistake here: it was asked for what it knows.
    let _ = T::deserialize(Listing(&mut listed));
    assert!(!listed.is_empty(), "no enum of words");
    listed
}

struct Listing<'l>(&'l mut Vec<&'static str>);

impl<'de> Deserializer<'de> for Listing<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Self::Error::custom("no enum"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.extend(variants);
        Err(Self::Error::custom("listed"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

impl<T> fmt::Debug for Words<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words")
    }
}

#[test]
fn closed_words_are_listed_as_they_are_serialized() {
    let listed = words::<SecretKind>();
    assert_eq!(listed.first(), Some(&"token"));
    for (word, kind) in listed.iter().zip([SecretKind::Token, SecretKind::PrivateKey, SecretKind::UrlPassword]) {
        assert_eq!(serde_json::to_value(kind).unwrap(), *word);
    }
    assert!(words::<Weakness>().contains(&"user-name"));
}
