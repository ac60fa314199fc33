//! Tokens into an expression, by recursive descent with a bound on its depth.

use crate::condition::ConditionError;
use crate::condition::lex::{ExprToken, Lexer};

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
    Call(BuiltinFunction, Vec<Expr>),
    Method(BuiltinMethod, Box<Expr>, Vec<Expr>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    Math(MathOp, Box<Expr>, Box<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CompareOp {
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
pub(crate) enum MathOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum BuiltinFunction {
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
pub(crate) enum BuiltinMethod {
    Get,
    StartsWith,
    EndsWith,
    Contains,
    Lower,
    Upper,
    Strip,
    Len,
}

impl BuiltinFunction {
    /// The function of that name, and how many arguments it takes at least and at most.
    fn from_name(name: &str) -> Option<(Self, usize, usize)> {
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

impl BuiltinMethod {
    /// The method of that name, and how many arguments it takes at least and at most.
    fn from_name(name: &str) -> Option<(Self, usize, usize)> {
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
struct ExprNode {
    expr: Expr,
    depth: u16,
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    token: ExprToken,
    at: usize,
    nesting: u32,
}

pub(crate) fn parse(text: &str) -> Result<Expr, ConditionError> {
    let mut parser = Parser { lexer: Lexer::new(text), token: ExprToken::End, at: 0, nesting: 0 };
    parser.advance()?;
    if parser.token == ExprToken::End {
        return Err(parser.unexpected_token("an expression"));
    }
    let node = parser.any()?;
    match parser.token {
        ExprToken::End => Ok(node.expr),
        _ => Err(parser.unexpected_token("an operator or the end")),
    }
}

impl Parser<'_> {
    fn advance(&mut self) -> Result<ExprToken, ConditionError> {
        let (at, token) = self.lexer.next()?;
        self.at = at;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn unexpected_token(&self, wanted: &str) -> ConditionError {
        self.lexer.error_at(self.at, format!("{wanted} was expected here"))
    }

    fn accept_sign(&mut self, sign: &'static str) -> Result<bool, ConditionError> {
        let there = self.token == ExprToken::Sign(sign);
        if there {
            self.advance()?;
        }
        Ok(there)
    }

    fn expect_sign(&mut self, sign: &'static str) -> Result<(), ConditionError> {
        if self.accept_sign(sign)? {
            Ok(())
        } else {
            Err(self.unexpected_token(&format!("`{sign}`")))
        }
    }

    /// A node above children of which the deepest has this depth.
    fn new_node(&self, expr: Expr, below: u16) -> Result<ExprNode, ConditionError> {
        if below >= MAX_DEPTH {
            return Err(self.lexer.error_at(self.at, "the expression is too deep"));
        }
        Ok(ExprNode { expr, depth: below + 1 })
    }

    fn parse_nested<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, ConditionError>,
    ) -> Result<T, ConditionError> {
        if self.nesting == MAX_NESTING {
            let reason = format!("an expression may be nested {MAX_NESTING} deep");
            return Err(self.lexer.error_at(self.at, reason));
        }
        self.nesting += 1;
        let parsed = inner(self);
        self.nesting -= 1;
        parsed
    }

    fn any(&mut self) -> Result<ExprNode, ConditionError> {
        self.parse_joined(&ExprToken::Or, Self::all, Expr::Any)
    }

    fn all(&mut self) -> Result<ExprNode, ConditionError> {
        self.parse_joined(&ExprToken::And, Self::parse_not, Expr::All)
    }

    fn parse_joined(
        &mut self,
        word: &ExprToken,
        part: fn(&mut Self) -> Result<ExprNode, ConditionError>,
        make: fn(Vec<Expr>) -> Expr,
    ) -> Result<ExprNode, ConditionError> {
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
        self.new_node(make(parts), depth)
    }

    fn parse_not(&mut self) -> Result<ExprNode, ConditionError> {
        if self.token != ExprToken::Not {
            return self.parse_comparison();
        }
        self.advance()?;
        let inner = self.parse_nested(Self::parse_not)?;
        self.new_node(Expr::Not(Box::new(inner.expr)), inner.depth)
    }

    fn parse_comparison(&mut self) -> Result<ExprNode, ConditionError> {
        let first = self.parse_sum()?;
        let mut depth = first.depth;
        let mut links = Vec::new();
        while let Some(comparison) = self.parse_comparator()? {
            let next = self.parse_sum()?;
            depth = depth.max(next.depth);
            links.push((comparison, next.expr));
        }
        if links.is_empty() {
            return Ok(first);
        }
        self.new_node(Expr::Compare(Box::new(first.expr), links), depth)
    }

    fn parse_comparator(&mut self) -> Result<Option<CompareOp>, ConditionError> {
        let comparison = match &self.token {
            ExprToken::Sign("==") => CompareOp::Equal,
            ExprToken::Sign("!=") => CompareOp::Unequal,
            ExprToken::Sign("<") => CompareOp::Less,
            ExprToken::Sign("<=") => CompareOp::LessOrEqual,
            ExprToken::Sign(">") => CompareOp::Greater,
            ExprToken::Sign(">=") => CompareOp::GreaterOrEqual,
            ExprToken::In => CompareOp::In,
            ExprToken::Is => {
                self.advance()?;
                if self.token != ExprToken::Not {
                    return Ok(Some(CompareOp::Is));
                }
                CompareOp::IsNot
            }
            ExprToken::Not => {
                self.advance()?;
                if self.token != ExprToken::In {
                    return Err(self.unexpected_token("`in`"));
                }
                CompareOp::NotIn
            }
            _ => return Ok(None),
        };
        self.advance()?;
        Ok(Some(comparison))
    }

    fn parse_sum(&mut self) -> Result<ExprNode, ConditionError> {
        self.parse_chain(Self::parse_product, |token| match token {
            ExprToken::Sign("+") => Some(MathOp::Add),
            ExprToken::Sign("-") => Some(MathOp::Subtract),
            _ => None,
        })
    }

    fn parse_product(&mut self) -> Result<ExprNode, ConditionError> {
        self.parse_chain(Self::parse_unary, |token| match token {
            ExprToken::Sign("*") => Some(MathOp::Multiply),
            ExprToken::Sign("/") => Some(MathOp::Divide),
            ExprToken::Sign("//") => Some(MathOp::FloorDivide),
            ExprToken::Sign("%") => Some(MathOp::Remainder),
            _ => None,
        })
    }

    fn parse_chain(
        &mut self,
        part: fn(&mut Self) -> Result<ExprNode, ConditionError>,
        operator: fn(&ExprToken) -> Option<MathOp>,
    ) -> Result<ExprNode, ConditionError> {
        let mut left = part(self)?;
        while let Some(math) = operator(&self.token) {
            self.advance()?;
            let right = part(self)?;
            let depth = left.depth.max(right.depth);
            left =
                self.new_node(Expr::Math(math, Box::new(left.expr), Box::new(right.expr)), depth)?;
        }
        Ok(left)
    }

    fn parse_unary(&mut self) -> Result<ExprNode, ConditionError> {
        let make: fn(Box<Expr>) -> Expr = match self.token {
            ExprToken::Sign("-") => Expr::Negate,
            ExprToken::Sign("!") => Expr::Not,
            ExprToken::Sign("+") => |inner| *inner,
            _ => return self.parse_postfix(),
        };
        self.advance()?;
        let inner = self.parse_nested(Self::parse_unary)?;
        self.new_node(make(Box::new(inner.expr)), inner.depth)
    }

    fn parse_postfix(&mut self) -> Result<ExprNode, ConditionError> {
        let mut node = self.parse_atom()?;
        loop {
            if self.accept_sign("[")? {
                let key = self.parse_nested(Self::any)?;
                self.expect_sign("]")?;
                let depth = node.depth.max(key.depth);
                let index = Expr::Index(Box::new(node.expr), Box::new(key.expr));
                node = self.new_node(index, depth)?;
            } else if self.accept_sign(".")? {
                node = self.parse_member(node)?;
            } else {
                return Ok(node);
            }
        }
    }

    fn parse_member(&mut self, of: ExprNode) -> Result<ExprNode, ConditionError> {
        let at = self.at;
        let ExprToken::Name(name) = self.advance()? else {
            return Err(self.lexer.error_at(at, "a name was expected here"));
        };
        if !self.accept_sign("(")? {
            return self.new_node(Expr::Field(Box::new(of.expr), name), of.depth);
        }
        let Some((method, least, most)) = BuiltinMethod::from_name(&name) else {
            return Err(self.lexer.error_at(at, format!("unknown method `{name}`")));
        };
        let (arguments, depth) = self.parse_arguments(at, least, most)?;
        let call = Expr::Method(method, Box::new(of.expr), arguments);
        self.new_node(call, depth.max(of.depth))
    }

    fn parse_arguments(
        &mut self,
        at: usize,
        least: usize,
        most: usize,
    ) -> Result<(Vec<Expr>, u16), ConditionError> {
        let (arguments, depth) = self.parse_nested(|parser| parser.parse_list(")"))?;
        if (least..=most).contains(&arguments.len()) {
            return Ok((arguments, depth));
        }
        Err(self.lexer.error_at(at, format!("takes {least} to {most} arguments")))
    }

    /// Expressions with commas between them, up to and with the closing sign.
    fn parse_list(&mut self, close: &'static str) -> Result<(Vec<Expr>, u16), ConditionError> {
        let (mut list, mut depth) = (Vec::new(), 0);
        while !self.accept_sign(close)? {
            let item = self.any()?;
            depth = depth.max(item.depth);
            list.push(item.expr);
            if !self.accept_sign(",")? {
                self.expect_sign(close)?;
                break;
            }
        }
        Ok((list, depth))
    }

    fn parse_atom(&mut self) -> Result<ExprNode, ConditionError> {
        let at = self.at;
        let expr = match self.advance()? {
            ExprToken::Null => Expr::Null,
            ExprToken::True => Expr::Bool(true),
            ExprToken::False => Expr::Bool(false),
            ExprToken::Int(number) => Expr::Int(number),
            ExprToken::Float(number) => Expr::Float(number),
            ExprToken::Text(text) => Expr::Text(text),
            ExprToken::Name(name) => {
                if !self.accept_sign("(")? {
                    return self.new_node(Expr::Name(name), 0);
                }
                let Some((function, least, most)) = BuiltinFunction::from_name(&name) else {
                    return Err(self.lexer.error_at(at, format!("unknown function `{name}`")));
                };
                let (arguments, depth) = self.parse_arguments(at, least, most)?;
                return self.new_node(Expr::Call(function, arguments), depth);
            }
            ExprToken::Sign("[") => {
                let (list, depth) = self.parse_nested(|parser| parser.parse_list("]"))?;
                return self.new_node(Expr::List(list), depth);
            }
            ExprToken::Sign("(") => return self.parse_nested(Self::parse_bracket),
            _ => return Err(self.lexer.error_at(at, "a value was expected here")),
        };
        self.new_node(expr, 0)
    }

    /// What is in round brackets: an expression, or with a comma a list.
    fn parse_bracket(&mut self) -> Result<ExprNode, ConditionError> {
        if self.accept_sign(")")? {
            return self.new_node(Expr::List(Vec::new()), 0);
        }
        let first = self.any()?;
        if self.accept_sign(")")? {
            return Ok(first);
        }
        self.expect_sign(",")?;
        let (mut list, depth) = self.parse_list(")")?;
        list.insert(0, first.expr);
        self.new_node(Expr::List(list), depth.max(first.depth))
    }
}
