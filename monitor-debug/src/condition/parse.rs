//! Tokens into an expression, by recursive descent with a bound on its depth.

use crate::condition::ConditionError;
use crate::condition::lex::{Lexer, Token};

/// How deep brackets, `not` and signs may be nested.
const MAX_NESTING: u32 = 32;

/// How deep the tree may be: evaluating it recurses so often.
const MAX_DEPTH: u16 = 64;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Box<str>),
    Name(Box<str>),
    List(Vec<Expr>),
    Index(Box<Expr>, Box<Expr>),
    Field(Box<Expr>, Box<str>),
    Call(Function, Vec<Expr>),
    Method(Method, Box<Expr>, Vec<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Compare(Box<Expr>, Vec<(Comparison, Expr)>),
    Math(Math, Box<Expr>, Box<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
    Is,
    IsNot,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Math {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Function {
    Len,
    Abs,
    Min,
    Max,
    Int,
    Float,
    Str,
    Bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Method {
    Get,
    StartsWith,
    EndsWith,
    Contains,
    Lower,
    Upper,
    Strip,
    Len,
}

impl Function {
    /// The function of that name, and how many arguments it takes at least and at most.
    fn named(name: &str) -> Option<(Self, usize, usize)> {
        Some(match name {
            "len" | "size" => (Self::Len, 1, 1),
            "abs" => (Self::Abs, 1, 1),
            "min" => (Self::Min, 1, 16),
            "max" => (Self::Max, 1, 16),
            "int" => (Self::Int, 1, 1),
            "float" => (Self::Float, 1, 1),
            "str" => (Self::Str, 1, 1),
            "bool" => (Self::Bool, 1, 1),
            _ => return None,
        })
    }
}

impl Method {
    /// The method of that name, and how many arguments it takes at least and at most.
    fn named(name: &str) -> Option<(Self, usize, usize)> {
        Some(match name {
            "get" => (Self::Get, 1, 2),
            "startswith" => (Self::StartsWith, 1, 1),
            "endswith" => (Self::EndsWith, 1, 1),
            "contains" => (Self::Contains, 1, 1),
            "lower" => (Self::Lower, 0, 0),
            "upper" => (Self::Upper, 0, 0),
            "strip" => (Self::Strip, 0, 0),
            "size" | "len" => (Self::Len, 0, 0),
            _ => return None,
        })
    }
}

/// An expression and the depth of its tree.
struct Node {
    expr: Expr,
    depth: u16,
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token,
    at: usize,
    nesting: u32,
}

pub(crate) fn parse(text: &str) -> Result<Expr, ConditionError> {
    let mut parser = Parser { lexer: Lexer::new(text), token: Token::End, at: 0, nesting: 0 };
    parser.advance()?;
    if parser.token == Token::End {
        return Err(parser.unexpected("an expression"));
    }
    let node = parser.any()?;
    match parser.token {
        Token::End => Ok(node.expr),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

impl Parser<'_> {
    fn advance(&mut self) -> Result<Token, ConditionError> {
        let (at, token) = self.lexer.next()?;
        self.at = at;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn unexpected(&self, wanted: &str) -> ConditionError {
        self.lexer.error(self.at, format!("{wanted} was expected here"))
    }

    fn takes(&mut self, sign: &'static str) -> Result<bool, ConditionError> {
        let there = self.token == Token::Sign(sign);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), ConditionError> {
        if self.takes(sign)? { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    /// A node above children of which the deepest has this depth.
    fn node(&self, expr: Expr, below: u16) -> Result<Node, ConditionError> {
        if below >= MAX_DEPTH {
            return Err(self.lexer.error(self.at, "the expression is too deep"));
        }
        Ok(Node { expr, depth: below + 1 })
    }

    fn nested<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, ConditionError>,
    ) -> Result<T, ConditionError> {
        if self.nesting == MAX_NESTING {
            let reason = format!("an expression may be nested {MAX_NESTING} deep");
            return Err(self.lexer.error(self.at, reason));
        }
        self.nesting += 1;
        let parsed = inner(self);
        self.nesting -= 1;
        parsed
    }

    fn any(&mut self) -> Result<Node, ConditionError> {
        self.joined(&Token::Or, Self::all, Expr::Any)
    }

    fn all(&mut self) -> Result<Node, ConditionError> {
        self.joined(&Token::And, Self::not, Expr::All)
    }

    fn joined(
        &mut self,
        word: &Token,
        part: fn(&mut Self) -> Result<Node, ConditionError>,
        make: fn(Vec<Expr>) -> Expr,
    ) -> Result<Node, ConditionError> {
        let first = part(self)?;
        if self.token != *word {
            return Ok(first);
        }
        let mut depth = first.depth;
        let mut parts = vec![first.expr];
        while self.token == *word {
            self.advance()?;
            let next = part(self)?;
            depth = depth.max(next.depth);
            parts.push(next.expr);
        }
        self.node(make(parts), depth)
    }

    fn not(&mut self) -> Result<Node, ConditionError> {
        if self.token != Token::Not {
            return self.comparison();
        }
        self.advance()?;
        let inner = self.nested(Self::not)?;
        self.node(Expr::Not(Box::new(inner.expr)), inner.depth)
    }

    fn comparison(&mut self) -> Result<Node, ConditionError> {
        let first = self.sum()?;
        let mut depth = first.depth;
        let mut links = Vec::new();
        while let Some(comparison) = self.comparator()? {
            let next = self.sum()?;
            depth = depth.max(next.depth);
            links.push((comparison, next.expr));
        }
        if links.is_empty() {
            return Ok(first);
        }
        self.node(Expr::Compare(Box::new(first.expr), links), depth)
    }

    fn comparator(&mut self) -> Result<Option<Comparison>, ConditionError> {
        let comparison = match &self.token {
            Token::Sign("==") => Comparison::Equal,
            Token::Sign("!=") => Comparison::Unequal,
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::LessOrEqual,
            Token::Sign(">") => Comparison::Greater,
            Token::Sign(">=") => Comparison::GreaterOrEqual,
            Token::In => Comparison::In,
            Token::Is => {
                self.advance()?;
                if self.token != Token::Not {
                    return Ok(Some(Comparison::Is));
                }
                Comparison::IsNot
            }
            Token::Not => {
                self.advance()?;
                if self.token != Token::In {
                    return Err(self.unexpected("`in`"));
                }
                Comparison::NotIn
            }
            _ => return Ok(None),
        };
        self.advance()?;
        Ok(Some(comparison))
    }

    fn sum(&mut self) -> Result<Node, ConditionError> {
        self.chain(Self::product, |token| match token {
            Token::Sign("+") => Some(Math::Add),
            Token::Sign("-") => Some(Math::Subtract),
            _ => None,
        })
    }

    fn product(&mut self) -> Result<Node, ConditionError> {
        self.chain(Self::unary, |token| match token {
            Token::Sign("*") => Some(Math::Multiply),
            Token::Sign("/") => Some(Math::Divide),
            Token::Sign("//") => Some(Math::FloorDivide),
            Token::Sign("%") => Some(Math::Remainder),
            _ => None,
        })
    }

    fn chain(
        &mut self,
        part: fn(&mut Self) -> Result<Node, ConditionError>,
        operator: fn(&Token) -> Option<Math>,
    ) -> Result<Node, ConditionError> {
        let mut left = part(self)?;
        while let Some(math) = operator(&self.token) {
            self.advance()?;
            let right = part(self)?;
            let depth = left.depth.max(right.depth);
            left = self.node(Expr::Math(math, Box::new(left.expr), Box::new(right.expr)), depth)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, ConditionError> {
        let make: fn(Box<Expr>) -> Expr = match self.token {
            Token::Sign("-") => Expr::Negate,
            Token::Sign("!") => Expr::Not,
            Token::Sign("+") => |inner| *inner,
            _ => return self.postfix(),
        };
        self.advance()?;
        let inner = self.nested(Self::unary)?;
        self.node(make(Box::new(inner.expr)), inner.depth)
    }

    fn postfix(&mut self) -> Result<Node, ConditionError> {
        let mut node = self.atom()?;
        loop {
            if self.takes("[")? {
                let key = self.nested(Self::any)?;
                self.expect("]")?;
                let depth = node.depth.max(key.depth);
                let index = Expr::Index(Box::new(node.expr), Box::new(key.expr));
                node = self.node(index, depth)?;
            } else if self.takes(".")? {
                node = self.member(node)?;
            } else {
                return Ok(node);
            }
        }
    }

    fn member(&mut self, of: Node) -> Result<Node, ConditionError> {
        let at = self.at;
        let Token::Name(name) = self.advance()? else {
            return Err(self.lexer.error(at, "a name was expected here"));
        };
        if !self.takes("(")? {
            return self.node(Expr::Field(Box::new(of.expr), name), of.depth);
        }
        let Some((method, least, most)) = Method::named(&name) else {
            return Err(self.lexer.error(at, format!("unknown method `{name}`")));
        };
        let (arguments, depth) = self.arguments(at, least, most)?;
        let call = Expr::Method(method, Box::new(of.expr), arguments);
        self.node(call, depth.max(of.depth))
    }

    fn arguments(
        &mut self,
        at: usize,
        least: usize,
        most: usize,
    ) -> Result<(Vec<Expr>, u16), ConditionError> {
        let (arguments, depth) = self.nested(|parser| parser.list(")"))?;
        if (least..=most).contains(&arguments.len()) {
            return Ok((arguments, depth));
        }
        Err(self.lexer.error(at, format!("takes {least} to {most} arguments")))
    }

    /// Expressions with commas between them, up to and with the closing sign.
    fn list(&mut self, close: &'static str) -> Result<(Vec<Expr>, u16), ConditionError> {
        let (mut list, mut depth) = (Vec::new(), 0);
        while !self.takes(close)? {
            let item = self.any()?;
            depth = depth.max(item.depth);
            list.push(item.expr);
            if !self.takes(",")? {
                self.expect(close)?;
                break;
            }
        }
        Ok((list, depth))
    }

    fn atom(&mut self) -> Result<Node, ConditionError> {
        let at = self.at;
        let expr = match self.advance()? {
            Token::Null => Expr::Null,
            Token::True => Expr::Bool(true),
            Token::False => Expr::Bool(false),
            Token::Int(number) => Expr::Int(number),
            Token::Float(number) => Expr::Float(number),
            Token::Text(text) => Expr::Text(text),
            Token::Name(name) => {
                if !self.takes("(")? {
                    return self.node(Expr::Name(name), 0);
                }
                let Some((function, least, most)) = Function::named(&name) else {
                    return Err(self.lexer.error(at, format!("unknown function `{name}`")));
                };
                let (arguments, depth) = self.arguments(at, least, most)?;
                return self.node(Expr::Call(function, arguments), depth);
            }
            Token::Sign("[") => {
                let (list, depth) = self.nested(|parser| parser.list("]"))?;
                return self.node(Expr::List(list), depth);
            }
            Token::Sign("(") => return self.nested(Self::bracket),
            _ => return Err(self.lexer.error(at, "a value was expected here")),
        };
        self.node(expr, 0)
    }

    /// What is in round brackets: an expression, or with a comma a list.
    fn bracket(&mut self) -> Result<Node, ConditionError> {
        if self.takes(")")? {
            return self.node(Expr::List(Vec::new()), 0);
        }
        let first = self.any()?;
        if self.takes(")")? {
            return Ok(first);
        }
        self.expect(",")?;
        let (mut list, depth) = self.list(")")?;
        list.insert(0, first.expr);
        self.node(Expr::List(list), depth.max(first.depth))
    }
}
