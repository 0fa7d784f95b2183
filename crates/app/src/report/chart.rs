//! Charts as SVG: bars with a zero line, in whole numbers, with a title and a description for who does not see them.
//!
//! A table with the same numbers stands beside each; a chart shows where to look and is never the only place of a number.

use engine::model::Cents;

use super::markup::Html;
use super::words::money;
use crate::terminal::thousands;

/// A bar: what it is called, and its amount.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) amount: Cents,
}

const WIDTH: i64 = 520;

/// The least and the greatest of some amounts and zero.
fn reach(bars: &[Bar]) -> (i128, i128) {
    let amounts = || bars.iter().map(|bar| i128::from(bar.amount.0));
    (amounts().min().unwrap_or(0).min(0), amounts().max().unwrap_or(0).max(0))
}

/// Where an amount is, in a room of `room` for everything from `low` to `high`.
fn place(amount: i128, low: i128, high: i128, room: i64) -> i64 {
    let span = (high - low).max(1);
    i64::try_from((amount - low) * i128::from(room) / span).unwrap_or(0)
}

/// The step of an axis: 1, 2 or 5 and zeros, so that at most four steps reach over `span`; whole units of money.
fn step(span: i128) -> i128 {
    let mut power = 100;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if step * 4 >= span {
                return step;
            }
        }
        power *= 10;
    }
}

fn open(html: &mut Html, height: i64, title: &str, description: &str) {
    html.raw("<svg class=\"chart\" role=\"img\" viewBox=\"0 0 ").number(WIDTH).raw(" ");
    html.number(height).raw("\"><title>").text(title).raw("</title>");
    html.leaf("<desc>", description, "</desc>");
}

fn rect(html: &mut Html, [x, y, width, height]: [i64; 4], bar: &Bar) {
    html.raw(if bar.amount.0 < 0 { "<rect class=\"minus\"" } else { "<rect class=\"bar\"" });
    html.at("x", x).at("y", y).at("width", width).at("height", height).raw(" rx=\"2\"><title>");
    html.text(&bar.name).raw(": ").text(&money(bar.amount)).raw("</title></rect>");
}

fn label(html: &mut Html, class: &'static str, x: i64, y: i64, text: &str) {
    html.raw("<text class=\"").raw(class).raw("\"").at("x", x).at("y", y).raw(">");
    html.text(text).raw("</text>");
}

/// Upright bars, one a day; `marks` are the names under the axis.
pub(super) fn upright(bars: &[Bar], marks: &[String], title: &str, description: &str) -> Html {
    const LEFT: i64 = 76;
    const TOP: i64 = 12;
    const ROOM: i64 = 180;
    let mut html = Html::default();
    let (low, high) = reach(bars);
    let step = step(high - low);
    let low = -((-low + step - 1) / step * step);
    let high = ((high + step - 1) / step * step).max(low + step);
    open(&mut html, TOP + ROOM + 26, title, description);
    let y_of = |amount: i128| TOP + ROOM - place(amount, low, high, ROOM);
    let mut line = low;
    while line <= high {
        let y = y_of(line);
        html.raw(if line == 0 { "<line class=\"zero\"" } else { "<line class=\"grid\"" });
        html.at("x1", LEFT).at("x2", WIDTH).at("y1", y).at("y2", y).raw("/>");
        let units = u64::try_from(line.unsigned_abs() / 100).unwrap_or(u64::MAX);
        let sign = if line < 0 { "-" } else { "" };
        label(&mut html, "end", LEFT - 8, y + 4, &format!("{sign}{}", thousands(units)));
        line += step;
    }
    let count = i64::try_from(bars.len()).unwrap_or(1).max(1);
    // A mark needs room for two digits.
    let every = (count * 34 / (WIDTH - LEFT) + 1).max(1);
    for (index, (bar, mark)) in (0i64..).zip(bars.iter().zip(marks)) {
        let from = LEFT + index * (WIDTH - LEFT) / count;
        let wide = (LEFT + (index + 1) * (WIDTH - LEFT) / count - from).max(1);
        let (zero, end) = (y_of(0), y_of(i128::from(bar.amount.0)));
        let high = (zero - end).abs().max(i64::from(bar.amount.0 != 0));
        let gap = wide / 6;
        rect(&mut html, [from + gap, zero.min(end), (wide - 2 * gap).max(1), high], bar);
        if index % every == 0 {
            label(&mut html, "middle", from + wide / 2, TOP + ROOM + 19, mark);
        }
    }
    html.raw("</svg>");
    html
}

/// Lying bars with their names and amounts.
pub(super) fn lying(bars: &[Bar], title: &str, description: &str) -> Html {
    const LINE: i64 = 38;
    // Amounts stand at the right, above the bars.
    let mut html = Html::default();
    let (low, high) = reach(bars);
    let count = i64::try_from(bars.len()).unwrap_or(0);
    open(&mut html, count * LINE + 4, title, description);
    let zero = place(0, low, high, WIDTH);
    for (index, bar) in (0i64..).zip(bars) {
        let top = index * LINE;
        let mut name: String = bar.name.chars().take(46).collect();
        if name.len() < bar.name.len() {
            name.push('…');
        }
        label(&mut html, "start", 0, top + 14, &name);
        label(&mut html, "end strong", WIDTH, top + 14, &money(bar.amount));
        let end = place(i128::from(bar.amount.0), low, high, WIDTH);
        html.raw("<rect class=\"track\" x=\"0\"").at("y", top + 20).at("width", WIDTH);
        html.raw(" height=\"10\" rx=\"2\"/>");
        let width = (end - zero).abs().max(i64::from(bar.amount.0 != 0));
        let x = zero.min(end).min(WIDTH - width);
        rect(&mut html, [x, top + 20, width, 10], bar);
        if low < 0 && high > 0 {
            html.raw("<line class=\"zero\"").at("x1", zero).at("x2", zero);
            html.at("y1", top + 18).at("y2", top + 32).raw("/>");
        }
    }
    html.raw("</svg>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_amount_breaks_a_chart() {
        let bar = |amount| Bar { name: "<b>".to_owned(), amount: Cents(amount) };
        for amounts in [vec![], vec![0], vec![i64::MIN, i64::MAX], vec![-5, -7], vec![1; 400]] {
            let bars: Vec<_> = amounts.into_iter().map(bar).collect();
            let marks = vec!["1".to_owned(); bars.len()];
            for html in [upright(&bars, &marks, "t", "d"), lying(&bars, "t", "d")] {
                let text = html.finish();
                assert!(text.ends_with("</svg>") && !text.contains("<b>"), "{text}");
                assert!(!text.contains("width=\"-"), "{text}");
            }
        }
    }

    #[test]
    fn the_axis_reaches_over_its_bars_in_at_most_four_steps() {
        assert_eq!([step(1), step(400), step(401), step(123_456)], [100, 100, 200, 50_000]);
    }
}
