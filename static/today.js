// While a mark is on its way its button says so, and a second tap sends nothing. Without this file the page works the
// same: a mark sent twice is recorded once.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) {
    return; // it asks something first, and comes again
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  const button = event.submitter;
  if (button && button.dataset.saving) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.label = button.innerHTML;
    button.textContent = button.dataset.saving;
  }
});

// Partly, skip, it hurt: the questions stand once on the page, with the first exercise. Another one gets a copy with
// its own address when it is asked for. Without this file the link leads to a page where that exercise comes first.
const questions = document.querySelector("article .pl-more")?.cloneNode(true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-more]");
  if (!link || !questions) {
    return;
  }
  event.preventDefault();
  const task = link.closest("details");
  const own = task.querySelector("form");
  const copy = questions.cloneNode(true);
  copy.querySelectorAll("details[name]").forEach((each) => each.setAttribute("name", `${task.id}-more`));
  copy.querySelectorAll(".visually-hidden").forEach((each) => each.replaceWith(link.querySelector("span").cloneNode(true)));
  copy.querySelectorAll("form").forEach((form) => {
    form.action = own.action;
    form.elements.id.value = own.elements.id.value;
    form.elements.csrfmiddlewaretoken.value = own.elements.csrfmiddlewaretoken.value;
  });
  link.replaceWith(copy);
  copy.querySelector("summary").focus();
});

// A page taken out of the browser's memory is ready to be used again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("button[aria-disabled]").forEach((button) => {
    button.removeAttribute("aria-disabled");
    button.innerHTML = button.dataset.label;
  });
});
