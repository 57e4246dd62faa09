// What waits on this device: shown, sent when there is a network, and asked about before signing out.
// Without a service worker nothing here happens, and the page works as any other.
"use strict";

const box = document.getElementById("unsent");
const who = document.body.dataset.who;

/** Ask the worker to do a job; its answer, or null where there is none. */
async function ask(job, more = {}) {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise((answered) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => answered(event.data);
    active.postMessage({ job, ...more }, [channel.port2]);
  });
}

/** Everything the page is made of, the moving pictures too. */
function files() {
  const links = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=manifest]")].map((each) => each.href);
  const sources = [...document.querySelectorAll("img, script[src]")].map((each) => each.src);
  const icons = [...document.querySelectorAll("use")].map((each) => new URL(each.getAttribute("href"), location).href.split("#")[0]);
  return [...new Set([...links, ...sources, ...icons])].filter((each) => /^\/(static|figures)\//.test(new URL(each).pathname));
}

function show(waiting) {
  const mine = (waiting || []).filter((each) => each.who === who);
  box.hidden = mine.length === 0;
  const unsent = mine.filter((each) => !each.refused);
  const words = box.dataset[unsent.length === 1 ? "one" : "many"].replace("{count}", unsent.length);
  box.querySelector("[data-part=words]").textContent = unsent.length ? words : "";
  box.querySelector("[data-part=send]").hidden = unsent.length === 0;
  box.querySelector("[data-part=refused]").replaceChildren(...mine.filter((each) => each.refused).map(refusal));
  unsent.forEach(settle);
  if (!warned(unsent)) {
    openNext();
  }
}

/** What the server did not take, with its reason, until the person has read it. */
function refusal(each) {
  const line = document.createElement("p");
  line.textContent = [box.dataset.refused, ...(each.reasons || [])].join(" ");
  const button = document.createElement("button");
  button.className = "btn btn-secondary";
  button.textContent = box.dataset.read;
  button.addEventListener("click", async () => {
    await ask("drop", { key: each.key });
    refresh();
  });
  line.append(document.createElement("br"), button);
  return line;
}

/** The exercise shows what was noted and waits; it is not asked for again. */
function settle(each) {
  const form = [...document.querySelectorAll("main form")].find((found) => new URL(found.action).pathname === each.url);
  const place = form?.closest("article, details.pl-task") || form;
  if (!place || place.dataset.settled) {
    return;
  }
  place.dataset.settled = "yes";
  const title = place.querySelector("h2, strong, legend").textContent;
  const line = document.createElement("p");
  line.className = "pl-kept";
  line.textContent = `${title.replace(/[.?]$/, "")}: ${box.dataset.kept}`;
  place.replaceWith(line);
}

/** What comes next is open: behind the questions the exercise of now, behind that the first of the list. */
function openNext() {
  if (document.querySelector(".pl-kept")) {
    const next = document.querySelector("main article")?.closest("details") || document.querySelector("details.pl-task");
    next?.setAttribute("open", "");
  }
}

/** A sign of danger that was ticked without a network: what to do stands on top at once, and no exercise is offered. */
function warned(unsent) {
  const advice = document.getElementById("advice-offline");
  const flags = advice ? advice.dataset.flags.split(" ") : [];
  const ticked = unsent.flatMap((each) => each.fields).some(([, value]) => flags.includes(value));
  if (ticked && advice.hidden) {
    advice.hidden = false;
    document.querySelectorAll("[data-exercises], main article").forEach((each) => { each.hidden = true; });
    advice.scrollIntoView();
  }
  return ticked;
}

async function refresh(job = "queue") {
  show(await ask(job));
}

async function begin() {
  await navigator.serviceWorker.register("/sw.js");
  await refresh();
  if (box.hidden) {
    await ask("keep", { files: files() });
  }
  await sendNow();
}

/** The worker may have sent it by itself while this page was on its way: what was sent after that is not on it. */
async function sendNow() {
  const { waiting, lastSent } = (await ask("sendAll")) || {};
  if (waiting) {
    show(waiting);
  }
  if (lastSent > performance.timeOrigin) {
    location.reload();
  }
}

/** The page was kept, and is of another day than the device says: there has been no network since. */
function tellTheDay() {
  const now = new Date();
  const day = [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
  const old = document.getElementById("of-another-day");
  if (old && document.body.dataset.kept && old.dataset.day !== day) {
    old.hidden = false;
  }
}

if (box && "serviceWorker" in navigator) {
  begin().catch(() => null);
  tellTheDay();
  window.addEventListener("online", () => sendNow().catch(() => null));
  box.querySelector("[data-part=send]").addEventListener("click", () => sendNow().catch(() => null));
} else if (navigator.serviceWorker?.controller) {
  ask("sendAll"); // what was noted today is on its way whatever page is opened first
}

document.querySelectorAll("form[data-leaving]").forEach((form) => form.addEventListener("submit", async (event) => {
  if (!navigator.serviceWorker?.controller || form.dataset.sure) {
    return;
  }
  event.preventDefault();
  const waiting = ((await ask("queue")) || []).filter((each) => !each.refused);
  if (waiting.length === 0 || window.confirm(form.dataset.leaving)) {
    form.dataset.sure = "yes";
    form.requestSubmit();
  }
}));
