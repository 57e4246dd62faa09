"""The body that is drawn: how long its parts are, which joints it has, and how far they go."""

SIDES = ("r", "l")
OUT = {"r": -1, "l": 1}  # along the axis that points to the person's left

THIGH, SHIN, FOOT = 43.0, 43.0, 16.0
UPPER_ARM, FOREARM, HAND = 29.0, 25.0, 8.0
PALM = HAND / 2  # from the wrist to what touches
SPINE = (12.0, 13.0, 13.0, 13.0)  # pelvis, waist, chest, shoulders
NECK = 9.0
HEAD_ABOVE, HEAD_BEFORE = 9.0, 1.5  # the head's middle, seen from the top of the neck
HEAD = (9.8, 8.0, 11.6)  # half of its depth, breadth, height
HIP_WIDTH, SHOULDER_WIDTH = 8.5, 17.0
ANKLE_HEIGHT, PALM_HEIGHT = 4.5, 4.0  # above the floor when sole or palm lie on it
KNEE_HEIGHT = 5.5
TALL = ANKLE_HEIGHT + SHIN + THIGH + sum(SPINE) + NECK + HEAD_ABOVE + HEAD[2]

# How thick each part is drawn, and therefore how near its middle line may come to the floor.
WIDTH = {"trunk": 19.0, "thigh": 13.0, "shin": 10.5, "upper_arm": 9.0, "forearm": 7.6, "neck": 9.0}

_ROOT = {"lean": (-180, 180), "tilt": (-90, 90), "roll": (-180, 180), "turn": (-180, 180)}
_SPINE = {
    "lumbar_bend": (-45, 75),
    "lumbar_side": (-40, 40),
    "lumbar_twist": (-40, 40),
    "chest_bend": (-40, 60),
    "chest_side": (-35, 35),
    "chest_twist": (-55, 55),
    "neck_bend": (-60, 60),
    "neck_side": (-45, 45),
    "neck_twist": (-50, 50),
    "head_bend": (-40, 35),
    "head_side": (-15, 15),
    "head_twist": (-45, 45),
    "head_glide": (-4, 5),
    "gaze_side": (-40, 40),
    "gaze_up": (-40, 40),
    "belly": (-3, 7),
    "ribs": (-2, 6),
}
_LIMBS = {
    "hip_flex": (-30, 135),
    "hip_abd": (-35, 75),
    "hip_rot": (-75, 50),
    "knee": (0, 158),
    "ankle": (-35, 70),
    "toes": (0, 70),
    "shoulder_lift": (-4, 9),
    "shoulder_fwd": (-9, 9),
    "arm_flex": (-70, 190),
    "arm_abd": (-65, 180),
    "arm_rot": (-110, 110),
    "elbow": (0, 158),
    "wrist": (-90, 90),
    "fist": (0, 100),
    "spread": (0, 100),
}
LIMITS = _ROOT | _SPINE | {f"{joint}_{side}": limits for joint, limits in _LIMBS.items() for side in SIDES}
PAIRED = frozenset(_LIMBS)
# Joints that move together: what they may do as one.
TOGETHER = {
    ("neck_twist", "head_twist"): 85,
    ("neck_bend", "head_bend"): 75,
    ("lumbar_twist", "chest_twist"): 75,
}

# Places on the skin: the part they belong to, and (forward, left, up) from its origin.
PLACES = {
    "forehead": ("head", (9.4, 0.0, 5.0)),
    "nose": ("head", (12.0, 0.0, 0.0)),
    "chin": ("head", (8.6, 0.0, -9.5)),
    "occiput": ("head", (-9.8, 0.0, 1.0)),
    "nape": ("head", (-7.0, 0.0, -9.0)),
    "crown": ("head", (0.0, 0.0, 11.6)),
    "temple_r": ("head", (4.0, -8.5, 4.0)),
    "temple_l": ("head", (4.0, 8.5, 4.0)),
    "ear_r": ("head", (-0.5, -9.0, 0.0)),
    "ear_l": ("head", (-0.5, 9.0, 0.0)),
    "cheek_r": ("head", (7.5, -6.5, -4.0)),
    "cheek_l": ("head", (7.5, 6.5, -4.0)),
    "breastbone": ("chest", (9.5, 0.0, 4.0)),
    "collar_r": ("chest", (8.0, -8.0, 10.0)),
    "collar_l": ("chest", (8.0, 8.0, 10.0)),
    "ribs_r": ("chest", (3.0, -15.0, -9.0)),
    "ribs_l": ("chest", (3.0, 15.0, -9.0)),
    "belly": ("pelvis", (10.5, 0.0, 13.0)),
    "tail": ("pelvis", (-9.5, 0.0, -3.0)),
    "small_of_back": ("pelvis", (-10.0, 0.0, 13.0)),
    "waist_r": ("pelvis", (1.0, -14.0, 11.0)),
    "waist_l": ("pelvis", (1.0, 14.0, 11.0)),
    "loin_r": ("pelvis", (-9.0, -7.0, 13.0)),
    "loin_l": ("pelvis", (-9.0, 7.0, 13.0)),
    "lap_r": ("pelvis", (10.0, -8.0, 6.0)),
    "lap_l": ("pelvis", (10.0, 8.0, 6.0)),
}
