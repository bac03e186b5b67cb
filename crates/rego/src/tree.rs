//! What a policy is compiled to: a tree in which variables are numbered slots, and rules, functions and field names are numbers.

use crate::value::Value;

/// Where a node stands in its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct At {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What is worked out of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Union,
    Intersection,
}

/// An expression. Its value may be undefined.
#[derive(Debug, Clone)]
pub(crate) enum Expr {
    Const(Value),
    Slot(u32),
    Input,
    /// A data document, by number.
    Data(u32),
    /// Field after field, by name.
    Path(Box<Expr>, Box<[u32]>),
    Index(Box<(Expr, Expr)>),
    /// The value of a rule, by number.
    Rule(u32, At),
    /// A function of the policies, by number.
    Call(u32, At, Box<[Expr]>),
    /// A built-in function, by its place in [`crate::builtin::TABLE`].
    Builtin(u16, At, Box<[Expr]>),
    Array(Box<[Expr]>),
    Set(Box<[Expr]>),
    Object(Box<[(Expr, Expr)]>),
    ArrayOf(Box<(Vec<Stmt>, Expr)>),
    SetOf(Box<(Vec<Stmt>, Expr)>),
    /// Statements, key, value.
    ObjectOf(At, Box<(Vec<Stmt>, Expr, Expr)>),
    Compare(Comparison, Box<(Expr, Expr)>),
    Operate(Operator, At, Box<(Expr, Expr)>),
    /// Element, collection.
    In(Box<(Expr, Expr)>),
    /// Key, element, collection.
    PairIn(Box<(Expr, Expr, Expr)>),
    /// An object of those fields that have a value.
    Sparse(Box<[(Value, Expr)]>),
}

/// A statement of a body.
#[derive(Debug, Clone)]
pub(crate) struct Stmt {
    pub(crate) at: At,
    pub(crate) kind: Kind,
}

/// What a statement does.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Holds where the value is defined and not false.
    Holds(Expr),
    /// Holds where the value is undefined or false.
    Not(Expr),
    /// Binds a variable; does not hold where the value is undefined.
    Let(u32, Expr),
    /// Goes through a collection.
    Each { key: Option<u32>, value: Option<u32>, collection: Expr },
    /// Holds where the body does for all of a collection.
    Every { key: Option<u32>, value: Option<u32>, collection: Expr, body: Vec<Stmt> },
    /// Holds where the value has a form; binds what the form names.
    Match(Form, Expr),
    /// Runs statements in a world in which some things have other values.
    With { replaced: Vec<(Target, Expr)>, body: Vec<Stmt> },
}

/// How a value must look.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    Any,
    /// Any value, which is bound.
    Bind(u32),
    /// What equals this.
    Value(Expr),
    /// An array of as many elements.
    Array(Box<[Form]>),
    /// An object of just these keys.
    Object(Box<[(Expr, Form)]>),
}

/// What `with` replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// The input, or what stands at a path of it.
    Input(Box<[u32]>),
    /// A data document, or what stands at a path of it.
    Data(u32, Box<[u32]>),
    /// What a rule gives.
    Rule(u32),
}

/// A parameter of a function.
#[derive(Debug, Clone)]
pub(crate) enum Parameter {
    Any,
    Slot(u32),
    Const(Value),
    Form(Form),
}

/// One definition of a rule or function.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    /// The number of its module.
    pub(crate) file: u32,
    pub(crate) at: At,
    pub(crate) parameters: Vec<Parameter>,
    /// How many variables it has.
    pub(crate) slots: u32,
    /// The key of a partial object.
    pub(crate) key: Option<Expr>,
    /// It counts where no other definition gives a value.
    pub(crate) is_default: bool,
    /// The body and value, and those of each `else`: the first that has a value counts.
    pub(crate) branches: Vec<(Vec<Stmt>, Expr)>,
}

impl Definition {
    /// One that has this value in any case.
    pub(crate) fn of_value(value: Expr) -> Self {
        let branches = vec![(Vec::new(), value)];
        Self { file: 0, at: At::default(), parameters: Vec::new(), slots: 0, key: None, is_default: false, branches }
    }
}

/// What definitions of one name make together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One value.
    Complete,
    /// `p contains x`.
    Set,
    /// `p[k] := v`.
    Object,
    /// `p[k] contains x`.
    ObjectOfSets,
    /// A function of so many parameters.
    Function(u8),
}
