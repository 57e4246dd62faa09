{% load i18n %}// Today without a network: the page of today, its pictures and its timer are kept on the device, and what is sent while
// there is no network waits here and is sent once when there is one. Signing out clears all of it.
//
// Pages about people are kept by no cache of the browser ("no-store"). The one of today is put aside here by intent, is
// replaced by every newer answer and dropped as soon as the server no longer shows it to this device.
"use strict";

const PAGES = "plumbline-pages";
const FILES = "plumbline-files";
const TODAY = "/today/";
const SIGN_OUT = "/accounts/logout/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) {
    return;
  }
  if (request.method === "POST" && pathname === SIGN_OUT) {
    event.respondWith(signOut(request));
  } else if (request.method === "POST" && pathname.startsWith(TODAY)) {
    event.respondWith(send(request));
  } else if (request.method === "GET" && request.mode === "navigate" && pathname === TODAY) {
    event.respondWith(today(request));
  } else if (request.method === "GET" && (pathname.startsWith("/static/") || pathname.startsWith("/figures/"))) {
    event.respondWith(file(request));
  }
});

self.addEventListener("message", (event) => {
  const answer = (value) => event.ports[0]?.postMessage(value);
  const jobs = { keep, queue: async () => all(), sendAll, drop, forget };
  event.waitUntil(jobs[event.data.job](event.data).then(answer, () => answer(null)));
});

self.addEventListener("sync", (event) => event.waitUntil(sendAll()));

// --- pages and files ------------------------------------------------------------------------------------------

async function today(request) {
  try {
    const answer = await fetch(request);
    await remember(answer);
    return answer;
  } catch {
    return (await caches.match(TODAY, { cacheName: PAGES })) || Response.error();
  }
}

/** Keep the page while the server shows it; a page that leads to the door or to the consent is not kept. */
async function remember(answer) {
  const pages = await caches.open(PAGES);
  if (answer.ok && !answer.redirected && answer.type === "basic") {
    await pages.put(TODAY, answer.clone());
  } else if (answer.type === "opaqueredirect" || answer.redirected) {
    await pages.delete(TODAY);
  }
}

async function file(request) {
  const files = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      await files.put(request, answer.clone());
    }
    return answer;
  } catch {
    return (await files.match(request)) || Response.error();
  }
}

/** The first visit: what the page was made of came before this worker. */
async function keep({ files }) {
  const kept = await caches.open(FILES);
  await Promise.allSettled(files.map(async (name) => (await kept.match(name)) || kept.add(name)));
  await remember(await fetch(TODAY, { credentials: "same-origin" }));
}

// --- what could not be sent -----------------------------------------------------------------------------------

async function send(request) {
  const copy = request.clone();
  try {
    const answer = await fetch(request);
    if (answer.status >= 500) {
      await wait(copy); // the server's fault: its page says NOT SENT, and what was noted is kept here
    }
    return answer;
  } catch {
    await wait(copy);
    return Response.redirect(`${TODAY}#next`, 303);
  }
}

async function wait(request) {
  const fields = [...(await request.formData())].filter(([name]) => name !== "csrfmiddlewaretoken");
  await put({ key: key(request.url, fields), url: new URL(request.url).pathname, fields, who: await owner(), at: Date.now() });
  await self.registration.sync?.register("send").catch(() => null);
}

/** One record for each thing that is noted: a second tap replaces the first, a correction the record. */
function key(url, fields) {
  const { pathname } = new URL(url);
  return pathname + (fields.find(([name]) => name === "kind")?.[1] || "");
}

/** Whose page is kept: what waits is sent for this person alone. */
async function owner() {
  const page = await caches.match(TODAY, { cacheName: PAGES });
  return page ? whose(await page.text()) : "";
}

const whose = (html) => /<body[^>]* data-who="([\w-]+)"/.exec(html)?.[1] || "";
const token = (html) => /name="csrfmiddlewaretoken" value="(\w+)"/.exec(html)?.[1] || "";

let sending = Promise.resolve();

/** Send what waits, oldest first; one run at a time. Returns what still waits. */
function sendAll() {
  sending = sending.then(sendEach, sendEach);
  return sending;
}

async function sendEach() {
  const waiting = await all();
  if (!waiting.some((each) => !each.refused)) {
    return waiting;
  }
  const page = await fetch(TODAY, { credentials: "same-origin" });
  const html = await page.text();
  for (const each of waiting) {
    if (!each.refused && each.who === whose(html)) {
      await sendOne(each, token(html));
    }
  }
  return all();
}

async function sendOne(each, csrf) {
  const body = new FormData();
  each.fields.forEach(([name, value]) => body.append(name, value));
  const headers = { "X-CSRFToken": csrf, "X-Kept-On-Device": "1" };
  const answer = await fetch(each.url, { method: "POST", body, headers, redirect: "manual", credentials: "same-origin" });
  if (answer.ok || answer.type === "opaqueredirect") {
    await remove(each.key);
  } else if ([400, 404, 409].includes(answer.status)) {
    const said = answer.status === 404 ? [] : await answer.json().then((found) => found.reasons, () => []);
    await put({ ...each, refused: true, reasons: said });
  }
}

const drop = async ({ key: name }) => remove(name);

// --- signing out ----------------------------------------------------------------------------------------------

async function signOut(request) {
  try {
    const answer = await fetch(request);
    await forget();
    return answer;
  } catch {
    await forget();
    const words = "{% filter escapejs %}{% translate 'There is no network. Your exercises are removed from this device. Please sign out once more when there is a network.' %}{% endfilter %}";
    return new Response(words, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
  }
}

async function forget() {
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await new Promise((done) => { indexedDB.deleteDatabase("plumbline").onsuccess = done; });
}

// --- the store --------------------------------------------------------------------------------------------------

function open() {
  return new Promise((done, failed) => {
    const request = indexedDB.open("plumbline", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("queue", { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function inStore(mode, work) {
  const store = await open();
  return new Promise((done, failed) => {
    const change = store.transaction("queue", mode);
    const request = work(change.objectStore("queue"));
    change.oncomplete = () => { store.close(); done(request.result); };
    change.onerror = () => { store.close(); failed(change.error); };
  });
}

const all = async () => (await inStore("readonly", (queue) => queue.getAll())).sort((one, other) => one.at - other.at);
const put = (each) => inStore("readwrite", (queue) => queue.put(each));
const remove = (name) => inStore("readwrite", (queue) => queue.delete(name));
