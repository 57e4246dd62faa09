{% load i18n %}// The patient's pages without a network: today with its pictures and its timer, and what was looked at of other days, of
// how it went and of the report, are kept on the device. What is sent while there is no network waits here and is sent
// once when there is one. Signing out clears all of it.
//
// Pages about people are kept by no cache of the browser ("no-store"). These are put aside here by intent, are replaced
// by every newer answer, and dropped as soon as the server no longer shows them to this device or to this person.
"use strict";

const PAGES = "plumbline-pages";
const FILES = "plumbline-files";
const TODAY = "/today/";
const REPORT = "/today/report/";
const KEPT = /^\/(today\/(\d{4}-\d\d-\d\d\/|report\/)?|progress\/(\d{4}-\d\d\/)?)$/;
const SIGN_OUT = "/accounts/logout/";
const OURS = { "X-Kept-On-Device": "1" }; // asked by this worker, seen by nobody: what is to be said stays for the page

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
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(page(request));
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

async function page(request) {
  const { pathname } = new URL(request.url);
  try {
    const answer = await fetch(request);
    if (answer.status >= 500) {
      return (await kept(pathname)) || answer;
    }
    if (KEPT.test(pathname)) {
      await remember(pathname, answer);
    }
    return answer;
  } catch {
    return (await kept(pathname === "/" ? TODAY : pathname)) || (await noNetwork()) || Response.error();
  }
}

/** Keep the page while the server shows it; what leads to the door or to the consent empties the shelf. */
async function remember(name, answer) {
  if (answer.type === "opaqueredirect" || answer.redirected) {
    await caches.delete(PAGES);
  } else if (answer.ok && answer.type === "basic") {
    if (whose(await answer.clone().text()) !== (await owner())) {
      await caches.delete(PAGES); // somebody else is here now
    }
    await (await caches.open(PAGES)).put(name, answer.clone());
  } else if (answer.status === 404) {
    await (await caches.open(PAGES)).delete(name);
  }
}

const found = (name) => caches.match(name, { cacheName: PAGES });
/** A part of today's page that is shown when there is no network, in the reader's language. */
const part = (html, id) => new RegExp(`<template id="${id}">([^]*?)</template>`).exec(html)?.[1];

/** The page as it was seen last, and a sentence that says so. A report is a new one each time. */
async function kept(name) {
  const page = await found(name);
  let html = (await page?.text())?.replace("<body ", '<body data-kept="yes" ');
  if (page && name !== TODAY) {
    const words = part(await (await found(TODAY))?.text(), "kept-copy") || "";
    html = html.replace(/<main[^>]*>/, (main) => main + words);
  }
  if (name === REPORT) {
    html = html?.replace(/(name="id" value=")[\w-]+/, (_all, before) => before + self.crypto.randomUUID());
  }
  return page && drawn(html, page);
}

/** A page that was never seen on this device: plain words in the frame of today's, the clinic's number with it. */
async function noNetwork() {
  const today = await found(TODAY);
  const html = await today?.text();
  const words = part(html, "no-network");
  const title = /<h1>([^<]*)/.exec(words)?.[1];
  return words && drawn(
    html.replace(/<title>[^<]*/, () => `<title>${title}`).replace(/(<main[^>]*>)[^]*<\/main>/, (_all, main) => `${main}${words}</main>`),
    today,
  );
}

function drawn(html, like) {
  const headers = new Headers();
  ["Content-Type", "Content-Security-Policy"].forEach((name) => headers.set(name, like.headers.get(name)));
  return new Response(html, { headers });
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
  if (!(await found(TODAY))) {
    await remember(TODAY, await fetch(TODAY, { headers: OURS, credentials: "same-origin" }));
  }
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

/** One record for each thing that is noted: a second tap replaces the first, a correction the record; reports add up. */
function key(url, fields) {
  const { pathname } = new URL(url);
  const named = pathname === REPORT ? "id" : "kind";
  return pathname + (fields.find(([name]) => name === named)?.[1] || "");
}

/** Whose page is kept: what waits is sent for this person alone. */
async function owner() {
  const page = await found(TODAY);
  return page ? whose(await page.text()) : "";
}

const whose = (html) => /<body[^>]* data-who="([\w-]+)"/.exec(html)?.[1] || "";
const token = (html) => /name="csrfmiddlewaretoken" value="(\w+)"/.exec(html)?.[1] || "";

let sending = Promise.resolve();
let lastSent = 0;

/** Send what waits, oldest first; one run at a time. Returns what still waits, and when something was sent last. */
function sendAll() {
  sending = sending.then(sendEach, sendEach);
  return sending.then((waiting) => ({ waiting, lastSent }));
}

async function sendEach() {
  const waiting = await all();
  if (!waiting.some((each) => !each.refused)) {
    return waiting;
  }
  const page = await fetch(TODAY, { headers: OURS, credentials: "same-origin" });
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
  const headers = { "X-CSRFToken": csrf, ...OURS };
  const answer = await fetch(each.url, { method: "POST", body, headers, redirect: "manual", credentials: "same-origin" });
  if (answer.ok) {
    await remove(each.key);
    lastSent = Date.now();
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
