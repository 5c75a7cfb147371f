//! Plain questions on a terminal, each answered in a line.

use super::failure::Failure;
use std::io::BufRead;

/// Where questions are put and answered.
pub struct Ask<'a> {
    pub say: fn(&str),
    pub answers: &'a mut dyn BufRead,
}

impl Ask<'_> {
    fn line(&mut self, question: &str) -> Result<String, Failure> {
        (self.say)(&format!("{question} "));
        let mut line = String::new();
        let read = self.answers.read_line(&mut line).unwrap_or(0);
        if read == 0 {
            Err(Failure::NoAnswer)
        } else {
            Ok(line.trim().to_owned())
        }
    }

    /// Puts a question until the answer can be used.
    pub fn until<T>(
        &mut self,
        question: &str,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        loop {
            match read(&self.line(question)?) {
                Ok(answer) => return Ok(answer),
                Err(failure) => (self.say)(&format!("{failure}.\n")),
            }
        }
    }

    /// What was given, or else the answer.
    pub fn or<T>(
        &mut self,
        given: Option<&str>,
        question: &str,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match given {
            Some(text) => read(text),
            None => self.until(question, read),
        }
    }

    /// Puts one question after the other until the answer is an empty line. The first must be answered.
    pub fn several<T>(
        &mut self,
        first: &str,
        more: &str,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut all = vec![self.until(first, &read)?];
        let read = |text: &str| {
            if text.is_empty() {
                Ok(None)
            } else {
                read(text).map(Some)
            }
        };
        while let Some(next) = self.until(more, read)? {
            all.push(next);
        }
        Ok(all)
    }
}

/// Reads `yes` or `no`, or their first letters.
pub fn yes_or_no(text: &str) -> Result<bool, Failure> {
    match text {
        "yes" | "y" => Ok(true),
        "no" | "n" => Ok(false),
        _ => Err(Failure::YesOrNo),
    }
}
