"""The inks of the look, and what each is for. The file has no background: it lies on a pale panel or on paper."""

NEAR = "#17404f"  # limbs towards the eye, hair, outlines
TRUNK = "#24637a"
FAR = "#3a6475"  # limbs away from the eye
START = "#6a8590"  # the outline of the start pose
ARROW = "#9a5b00"
PROP = "#8d6f4e"
FLOOR = "#66808a"
LIGHT = "#f1f6f7"  # face, hands, the inside of the start pose and the thin edge between parts

MEANINGFUL = {"near": NEAR, "trunk": TRUNK, "far": FAR, "start": START, "arrow": ARROW, "prop": PROP, "floor": FLOOR}
PAPER = {"light": "#edf3f4", "dark": "#dbe5e7", "print": "#ffffff"}

# The same on white paper without colour: greys by their lightness, the arrow as black as the limbs it stands beside.
PRINT = {
    NEAR: "#222222",
    TRUNK: "#5a5a5a",
    FAR: "#6e6e6e",
    START: "#808080",
    ARROW: "#000000",
    PROP: "#7c7c7c",
    FLOOR: "#848484",
    LIGHT: "#ffffff",
}
