// The timer of an exercise, made from its dose: get ready, hold, relax, count, change sides, rest.
// It counts by the clock of the device, not by its own ticks, so it is right again after the screen was locked.
// Words come from the page, in the reader's language. Without this file the dose line says the same.
"use strict";

const MOVE = 3; // seconds to get into a held position; the length of a session counts the same (Dose.session_seconds)
const PACE = 5; // seconds for a repetition without a hold: slowly there and back
const READY = 5;
const CHANGE = 8;
const KEPT = "timer ";

/** The phases of a dose, in order: {kind, seconds, time, of, set, side}. */
function phasesOf(dose) {
  const phases = [];
  const sides = dose.sides.length ? dose.sides : [""];
  const add = (kind, seconds, more) => seconds > 0 && phases.push({ kind, seconds, of: dose.times, ...more });
  for (let set = 1; set <= dose.sets; set += 1) {
    add("ready", set === 1 ? READY : 0, { set, side: sides[0] });
    if (dose.minutes) {
      add("go", dose.minutes * 60, { set });
    } else {
      sides.forEach((side, place) => {
        add("change", place ? CHANGE : 0, { set, side });
        for (let time = 1; time <= dose.times; time += 1) {
          add("move", dose.hold || dose.relax ? MOVE : PACE, { set, side, time });
          add("hold", dose.hold, { set, side, time });
          add("relax", dose.relax, { set, side, time });
        }
      });
    }
    add("rest", set < dose.sets ? dose.rest || READY : 0, { set });
  }
  return phases;
}

/** Where the clock stands after `elapsed` seconds: {phase, left, number}; null when all is over. */
function placeAt(phases, elapsed) {
  let before = 0;
  for (let number = 0; number < phases.length; number += 1) {
    const phase = phases[number];
    if (elapsed < before + phase.seconds) {
      return { phase, number, left: before + phase.seconds - elapsed };
    }
    before += phase.seconds;
  }
  return null;
}

class Signals {
  constructor() {
    this.sound = null; // made by the first tap on the button, never before
    this.vibration = "vibrate" in navigator;
  }

  toggleSound() {
    if (this.sound) {
      this.sound.close();
      this.sound = null;
    } else {
      this.sound = new AudioContext();
      this.tone(880);
    }
    return Boolean(this.sound);
  }

  tone(frequency) {
    const start = this.sound.currentTime;
    const note = this.sound.createOscillator();
    const loudness = this.sound.createGain();
    note.frequency.value = frequency;
    loudness.gain.setValueAtTime(0.2, start);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
    note.connect(loudness).connect(this.sound.destination);
    note.start(start);
    note.stop(start + 0.4);
  }

  give(kind) {
    if (this.sound) {
      this.tone({ hold: 880, relax: 587, over: 1047 }[kind] || 698);
    }
    if (this.vibration && navigator.userActivation?.hasBeenActive !== false) {
      navigator.vibrate?.(kind === "over" ? [200, 100, 200] : 150);
    }
  }
}

const signals = new Signals();
const timers = [];

class Timer {
  constructor(place, words) {
    this.words = words;
    this.key = KEPT + place.dataset.timer;
    this.phases = phasesOf(JSON.parse(place.dataset.dose));
    this.began = 0; // the moment the count began, moved on by every pause; 0 while it has not
    this.paused = 0; // the moment of the pause, or 0
    this.shown = -1;
    place.append(document.getElementById("timer").content.cloneNode(true));
    this.root = place.querySelector(".pl-timer");
    this.root.setAttribute("aria-label", `${words.timer}: ${place.dataset.title}`);
    this.root.querySelectorAll("button").forEach((button) => button.append(quiet(`: ${place.dataset.title}`)));
    this.part = (name) => this.root.querySelector(`[data-part=${name}]`);
    this.part("start").addEventListener("click", () => this.press());
    this.part("again").addEventListener("click", () => this.clear());
    this.part("sound").addEventListener("click", () => {
      const on = signals.toggleSound();
      timers.forEach((each) => each.toggle("sound", on));
    });
    this.part("vibration").addEventListener("click", () => {
      signals.vibration = !signals.vibration;
      timers.forEach((each) => each.toggle("vibration", signals.vibration));
    });
    this.part("vibration").hidden = !("vibrate" in navigator);
    this.toggle("vibration", signals.vibration);
    this.toggle("sound", false);
    this.recall();
    this.draw();
  }

  get running() {
    return this.began > 0 && !this.paused;
  }

  toggle(name, on) {
    this.part(`${name}-word`).textContent = this.words[on ? `${name}On` : `${name}Off`];
  }

  press() {
    const now = Date.now();
    if (this.running) {
      this.paused = now;
    } else if (this.paused) {
      this.began += now - this.paused;
      this.paused = 0;
    } else {
      timers.filter((each) => each.running).forEach((each) => each.press());
      this.began = now;
      this.shown = -1;
    }
    this.keep();
    this.draw();
    this.wake();
  }

  clear() {
    this.began = this.paused = 0;
    this.shown = -1;
    this.keep();
    this.draw();
    this.part("start").focus();
  }

  /** Kept for this tab alone: a phone may throw the page away while its screen is off. */
  keep() {
    if (this.began) {
      sessionStorage.setItem(this.key, JSON.stringify([this.began, this.paused]));
    } else {
      sessionStorage.removeItem(this.key);
    }
  }

  recall() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) || "null");
    if (kept) {
      [this.began, this.paused] = kept;
      if (!this.place()) {
        this.began = this.paused = 0;
        this.keep();
      }
    }
  }

  place() {
    return placeAt(this.phases, ((this.paused || Date.now()) - this.began) / 1000);
  }

  /** The screen stays on while the timer runs, where the device allows it. */
  async wake() {
    if (this.running && navigator.wakeLock && !this.lock) {
      this.lock = await navigator.wakeLock.request("screen").catch(() => null);
      this.lock?.addEventListener("release", () => { this.lock = null; });
    } else if (!this.running) {
      this.lock?.release();
    }
  }

  draw() {
    const place = this.began ? this.place() : { phase: this.phases[0], number: -1, left: this.phases[0].seconds };
    if (!place) {
      this.finish();
      return;
    }
    const { phase, number, left } = place;
    const waiting = number < 0;
    this.part("phase").textContent = waiting ? "" : this.words[phase.kind];
    this.part("phase").setAttribute("font-size", sizeOf(this.words[phase.kind]));
    this.part("left").textContent = waiting ? "" : clock(left);
    this.part("count").textContent = waiting || !phase.time ? "" : fill(this.words.count, phase);
    this.part("where").textContent = waiting ? "" : this.where(phase);
    this.ring(waiting ? 1 : left / phase.seconds);
    this.part("ring").toggleAttribute("hidden", waiting);
    this.part("start-word").textContent = this.words[waiting ? "start" : this.paused ? "goOn" : "pause"];
    this.part("again").hidden = this.part("more").hidden = waiting;
    this.part("left").setAttribute("font-size", left < 100 ? "38" : "29");
    this.say(number, phase);
  }

  where(phase) {
    const sets = this.phases.at(-1).set;
    const parts = [sets > 1 ? fill(this.words.set, { set: phase.set, sets }) : "", this.words[phase.side] || ""];
    return parts.filter(Boolean).join(" · ");
  }

  ring(share) {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.part("run").setAttribute("stroke-dashoffset", (100 - 100 * share).toFixed(1));
    }
  }

  /** Spoken once when a phase begins, and signalled; not while everything is read again after a pause. */
  say(number, phase) {
    if (number === this.shown) {
      return;
    }
    this.shown = number;
    if (number >= 0) {
      const count = phase.time ? fill(this.words.count, phase) : "";
      this.part("status").textContent = [this.words[phase.kind], count, this.words[phase.side] || ""].filter(Boolean).join(". ");
      if (this.running) {
        signals.give(phase.kind);
      }
    }
  }

  finish() {
    this.began = this.paused = 0;
    this.shown = -1;
    this.keep();
    this.draw();
    this.part("status").textContent = this.part("where").textContent = this.words.over;
    signals.give("over");
    this.wake();
  }
}

/** Text for who listens: the same button stands on the page once for each exercise. */
function quiet(text) {
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = text;
  return words;
}

/** Letters as large as the ring has room for, never under 18 pixels (10.5 of its units). */
const sizeOf = (words) => Math.max(10.5, Math.min(13, 110 / words.length)).toFixed(1);

const clock = (seconds) => {
  const whole = Math.ceil(seconds);
  return whole < 100 ? String(whole) : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);

const spoken = document.getElementById("timer");
if (spoken) {
  const words = JSON.parse(spoken.dataset.words);
  document.querySelectorAll("[data-timer]").forEach((place) => timers.push(new Timer(place, words)));
  setInterval(() => timers.filter((each) => each.running).forEach((each) => each.draw()), 250);
  document.addEventListener("visibilitychange", () => timers.forEach((each) => { each.draw(); each.wake(); }));
}
