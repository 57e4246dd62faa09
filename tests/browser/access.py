"""Probes for what axe does not measure: sizes of what is tapped, text, overflow, focus. Each lists the faults."""

from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script
ALL_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MAIN, OTHER = 64, 48  # CSS pixels
CONTRAST = 7

SMALL = """([main, other]) => {
    const controls = "a[href], button, summary, input, select, textarea, label:has(input)";
    const inLabel = (each) => each.matches("input") && each.closest("label")?.matches(".pl-tick, .pl-scale label");
    const inSentence = (each) => getComputedStyle(each).display === "inline"
        && each.parentElement.textContent.trim().length > each.textContent.trim().length;
    return [...document.querySelectorAll(controls)]
        .filter((each) => each.checkVisibility() && each.type !== "hidden")
        .filter((each) => !each.closest(".visually-hidden-focusable") && !inLabel(each) && !inSentence(each))
        .map((each) => [each, each.getBoundingClientRect()])
        .filter(([each, box]) => box.height < (each.matches(".btn-main") ? main : other) - 0.5 || box.width < 24)
        .map(([each, box]) => `${each.tagName} ${each.textContent.trim().slice(0, 40)} ${box.width} x ${box.height}`);
}"""

TINY = """() => [...document.querySelectorAll("main *, footer *")]
    .filter((each) => each.checkVisibility() && !each.closest("svg, .visually-hidden"))
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 18)
    .map((each) => `${each.tagName} ${each.textContent.trim().slice(0, 40)}`)"""

OVER = """() => document.documentElement.scrollWidth > innerWidth
    ? [...document.querySelectorAll("body *")].filter((each) => each.checkVisibility()
        && !each.closest(".visually-hidden, svg") && each.getBoundingClientRect().right > innerWidth + 0.5)
        .map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 30)}`) : []"""

PALE = """(least) => {
    const parse = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
    const light = (rgb) => rgb.slice(0, 3).map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const behind = (each) => {
        for (let at = each; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) { return colour; }
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll("main *, footer *, header *")]
        .filter((each) => each.checkVisibility() && !each.closest("svg, .visually-hidden"))
        .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
        .map((each) => {
            const [one, other] = [light(parse(getComputedStyle(each).color)), light(behind(each))];
            return [each, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
        })
        .filter(([, ratio]) => ratio < least)
        .map(([each, ratio]) => `${each.tagName} ${each.textContent.trim().slice(0, 30)} ${ratio.toFixed(1)}`);
}"""

BROKEN = """() => [...document.querySelectorAll("a[href^='tel:']")].filter((each) => each.checkVisibility())
    .map((each) => each.querySelector(".pl-number") || each)
    .filter((each) => !each.matches(".pl-number")
        || each.getBoundingClientRect().height > 1.5 * parseFloat(getComputedStyle(each).lineHeight))
    .map((each) => each.textContent.trim())"""

FOCUSED = """async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const each = document.activeElement;
    if (!each || each === document.body) { return null; }
    const style = getComputedStyle(each.closest(".pl-scale label") || each);
    const box = each.getBoundingClientRect();
    const at = document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
        Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), innerHeight - 1));
    return {
        name: `${each.tagName} ${each.textContent.trim().slice(0, 40)}`,
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== "none",
        seen: Boolean(at && (each.contains(at) || at.contains(each) || each.labels?.[0]?.contains(at))),
        box: [box.left, box.top, box.width, box.height].map(Math.round).join(" "),
    };
}"""


def violations(page, only):
    """What axe finds wrong on the page by the rules `only` names; it is brought to each page once."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    options = {"runOnly": only, "resultTypes": ["violations"]}
    return page.evaluate("options => axe.run(options).then(result => result.violations)", options)


def axe_faults(page):
    """What axe finds on the page, the helpful sentence of each."""
    found = violations(page, ALL_RULES)
    return [f"{each['id']}: {each['help']} {each['nodes'][0]['html'][:90]}" for each in found]


def measured(page):
    """What the probes find, by name, in one visit: sizes of targets and text, overflow, contrast, numbers to call."""
    probes = f"""{{
        small_targets: ({SMALL})([{MAIN}, {OTHER}]), tiny_text: ({TINY})(), overflow: ({OVER})(),
        pale_text: ({PALE})({CONTRAST}), broken_numbers: ({BROKEN})(),
    }}"""
    return {name: faults for name, faults in page.evaluate(f"() => ({probes})").items() if faults}


def overflow(page):
    return page.evaluate(OVER)


def lost_focus(page, *, most=80):
    """Names of what is reached with the Tab key without a visible ring, or hidden behind something; () without any."""
    faults, names = [], []
    page.evaluate("document.activeElement.blur()")
    for _each in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        names.append(focused["name"])
        if not (focused["ring"] and focused["seen"]):
            faults.append(focused)
    assert names, "nothing can be reached with the keyboard"
    return faults
