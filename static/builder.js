// Beside htmx: nothing typed is lost when an answer does not come or is not the page's.
"use strict";
(function () {
  const body = document.body;
  let typingIn = null;
  let opened = [];
  let sent = new Map();
  let meanwhile = [];

  // What every field of the plan holds just now, by its id.
  function values() {
    const form = document.getElementById("plan-form");
    const fields = form ? Array.from(form.elements) : [];
    return new Map(fields.filter(function (each) { return each.id && "value" in each && each.type !== "submit"; }).map(function (each) {
      return [each.id, each.type === "checkbox" ? each.checked : each.value];
    }));
  }

  body.addEventListener("htmx:beforeRequest", function (event) {
    if (event.detail.requestConfig.verb === "post") sent = values();
  });

  function unsaved(hidden) {
    const note = document.getElementById("unsaved");
    if (note) note.hidden = hidden;
  }

  // A page that is not ours (signed out meanwhile, an error) must not take the place of what was typed.
  body.addEventListener("htmx:beforeSwap", function (event) {
    typingIn = document.activeElement;
    opened = Array.from(document.querySelectorAll("#builder details[id][open]"), function (each) { return each.id; });
    // A refusal shows what was sent; what was typed since then is put back after it.
    const refused = event.detail.xhr.status >= 400;
    meanwhile = refused ? Array.from(values()).filter(function (each) { return sent.has(each[0]) && sent.get(each[0]) !== each[1]; }) : [];
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
    meanwhile.splice(0).forEach(function (each) {
      const field = document.getElementById(each[0]);
      if (field) field[field.type === "checkbox" ? "checked" : "value"] = each[1];
    });
    if (typingIn && body.contains(typingIn) && document.activeElement === body) typingIn.focus();
  });

  body.addEventListener("htmx:responseError", function () { unsaved(false); });
  body.addEventListener("htmx:sendError", function () { unsaved(false); });

  // Steppers: arrow keys in a number of the dose, and two buttons beside the one that has the focus.
  const NUMBER = ".pl-doses input[inputmode=numeric]";
  let waiting = null;

  function stride(field, value) {
    if (field.name.endsWith("rest_seconds")) return 10;
    if (field.name.endsWith("intensity_percent")) return 5;
    const large = /(hold_seconds|relax_seconds|duration_minutes)$/.test(field.name) && value >= 10;
    return large ? 5 : 1;
  }

  function step(field, way) {
    const value = parseInt(field.value, 10) || 0;
    const least = /(hold|relax|rest)_seconds$/.test(field.name) ? 0 : 1;
    const size = stride(field, way < 0 ? value - 1 : value);
    field.value = Math.max(least, value + way * size);
    clearTimeout(waiting);
    waiting = setTimeout(function () { field.dispatchEvent(new Event("change", { bubbles: true })); }, 500);
  }

  body.addEventListener("keydown", function (event) {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way || !event.target.matches(NUMBER)) return;
    event.preventDefault();
    step(event.target, way);
  });

  function stepper(field, way, sign) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1; // the arrow keys do the same
    button.textContent = sign;
    button.className = "pl-step-by";
    button.setAttribute("aria-hidden", "true");
    button.addEventListener("mousedown", function (event) { event.preventDefault(); });
    button.addEventListener("click", function (event) { event.preventDefault(); step(field, way); });
    return button;
  }

  body.addEventListener("focusin", function (event) {
    document.querySelectorAll(".pl-step-by").forEach(function (each) { each.remove(); });
    if (!event.target.matches(NUMBER)) return;
    event.target.before(stepper(event.target, -1, "−"));
    event.target.after(stepper(event.target, 1, "+"));
  });

  // Dragging a row by its number; the arrows beside it do the same.
  let dragged = null;
  body.addEventListener("mousedown", function (event) {
    const handle = event.target.closest("#builder .pl-num");
    if (handle) handle.closest(".pl-row").draggable = true;
  });
  body.addEventListener("dragstart", function (event) {
    dragged = event.target.closest ? event.target.closest("#builder .pl-row[draggable=true]") : null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  body.addEventListener("dragover", function (event) {
    const over = dragged && event.target.closest("#builder .pl-row");
    if (!over) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    over.parentNode.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextSibling);
  });
  body.addEventListener("drop", function (event) { if (dragged) event.preventDefault(); });
  body.addEventListener("dragend", function () {
    if (!dragged) return;
    dragged.draggable = false;
    dragged = null;
    document.getElementById("do-save").click(); // rows are posted in the order in which they stand
  });
})();
