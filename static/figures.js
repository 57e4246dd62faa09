// A movement plays again each time it is opened again. Without this file it plays once, when it is first opened.
"use strict";

document.addEventListener(
  "toggle",
  (event) => {
    const moving = event.target.querySelector(":scope > img.pl-figure");
    if (!moving || !event.target.open) return;
    const [drawing] = moving.src.split("?");
    const opened = Number(moving.dataset.opened || 0) + 1;
    moving.dataset.opened = opened;
    if (opened === 1) return;
    // A browser shares one clock among all pictures of one address: another address is another clock.
    moving.addEventListener("error", () => { moving.src = drawing; }, { once: true });
    moving.src = `${drawing}?${opened}`;
  },
  true,
);
