"""What tests of the page read from it."""


def card(page, name):
    cards = page.eval_on_selector_all(
        "svg g.node", "groups => groups.map(g => [...g.querySelectorAll('text')].map(t => t.textContent))"
    )
    return next(lines for lines in cards if lines[0].split(" = ")[0] == name)


def choose(page, name):
    page.click(f"#values button:text-is('{name}')")
