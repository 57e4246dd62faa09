// Copying and printing what is shown once. Without this file the text can be marked and the browser prints the page.
"use strict";

document.querySelectorAll("[data-needs-script]").forEach((each) => each.removeAttribute("hidden"));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy) {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  }
  if (button?.hasAttribute("data-print")) {
    window.print();
  }
});
