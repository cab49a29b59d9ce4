use std::error::Error;
use std::fmt;

/// Says which article has no shelf.
#[derive(Debug)]
pub struct NoShelf(String);

impl fmt::Display for NoShelf {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no shelf for {}", self.0)
    }
}

impl Error for NoShelf {}

/// Says which article there is none of.
#[derive(Debug)]
pub struct SoldOut {
    article: String,
    cause: NoShelf,
}

impl fmt::Display for SoldOut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no {} left", self.article)
    }
}

impl Error for SoldOut {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}

fn shelf_of(article: &str) -> Result<u32, NoShelf> {
    match article {
        "coffee" => Ok(12),
        _ => Err(NoShelf(article.into())),
    }
}

pub fn reserve(article: &str, quantity: u32) -> Result<u32, SoldOut> {
    shelf_of(article)
        .map(|left| left - quantity)
        .map_err(|cause| SoldOut { article: article.into(), cause })
}
