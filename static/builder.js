// Beside htmx: nothing typed is lost when an answer does not come or is not the page's.
"use strict";
(function () {
  const body = document.body;
  let typingIn = null;
  let opened = [];

  function unsaved(hidden) {
    const note = document.getElementById("unsaved");
    if (note) note.hidden = hidden;
  }

  // A page that is not ours (signed out meanwhile, an error) must not take the place of what was typed.
  body.addEventListener("htmx:beforeSwap", function (event) {
    typingIn = document.activeElement;
    opened = Array.from(document.querySelectorAll("#builder details[id][open]"), function (each) { return each.id; });
    const answer = event.detail.xhr.responseText;
    if (event.detail.shouldSwap && !answer.includes('id="builder"') && !answer.includes("hx-swap-oob")) {
      event.detail.shouldSwap = false;
      unsaved(false);
    }
  });

  // What says the same is left alone: it is not announced again, and no button goes away under the pointer.
  body.addEventListener("htmx:oobBeforeSwap", function (event) {
    const box = document.createElement("div");
    box.append(event.detail.fragment.cloneNode(true));
    if (box.innerHTML === event.detail.target.innerHTML) event.detail.shouldSwap = false;
  });

  // What was folded open stays open, and who was typing goes on typing.
  body.addEventListener("htmx:afterSwap", function () {
    opened.map(function (id) { return document.getElementById(id); }).filter(Boolean).forEach(function (each) { each.open = true; });
    if (typingIn && body.contains(typingIn) && document.activeElement === body) typingIn.focus();
  });

  body.addEventListener("htmx:responseError", function () { unsaved(false); });
  body.addEventListener("htmx:sendError", function () { unsaved(false); });
})();
