// Yueling. Comfort only: every page is complete without it.
"use strict";
(function () {
  // What the server left hidden, because it works only with a script.
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", function () {
      copy(button.dataset.copy, document.getElementById(button.dataset.from)).then(function (done) {
        const says = button.textContent;
        button.textContent = done ? button.dataset.done : button.dataset.failed;
        setTimeout(function () { button.textContent = says; }, 2000);
      });
    });
  }

  // The clipboard is open only on https and on this machine; elsewhere the shown address is selected and copied.
  async function copy(text, shown) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      if (!shown) return false;
      const range = document.createRange();
      range.selectNodeContents(shown);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return document.execCommand("copy");
    }
  }

  // A published page is a file of the day on which it was written: how far away a day is, only the reader's clock knows.
  const words = document.body.querySelector("[data-in-days]");
  if (words) {
    const today = Date.parse(new Intl.DateTimeFormat("sv", { timeZone: "Asia/Shanghai" }).format(new Date()));
    for (const place of document.querySelectorAll("[data-day]")) {
      const days = Math.round((Date.parse(place.dataset.day) - today) / 864e5);
      if (days < 0) continue;
      const { today: now, tomorrow, inDays } = words.dataset;
      place.textContent = days === 0 ? now : days === 1 ? tomorrow : inDays.replace("{days}", days);
    }
  }
})();
