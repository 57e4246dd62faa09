// The number of open alerts in the header: asked for once a page, then every minute while the page is looked at.
(() => {
  const mark = document.getElementById("alert-count");
  if (!mark) return;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(mark.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { open } = await answer.json();
      mark.hidden = open === 0;
      mark.firstElementChild.textContent = open;
    } catch { /* the next minute asks again */ }
  };
  ask();
  setInterval(ask, 60000);
})();
