// Yueling, the desk. Comfort only: every form is complete without it.
"use strict";
(function () {
  // What is typed is shown as the server reads it.
  const base = new URL(document.currentScript.src).pathname.replace(/\/static\/desk\.js$/, "");
  const lang = document.documentElement.lang.slice(0, 2);
  for (const field of document.querySelectorAll("[data-live]")) {
    const out = document.getElementById(field.dataset.out);
    const title = field.dataset.title && document.getElementById(field.dataset.title);
    let timer = 0, asked = 0, last = field.value;
    const look = async function () {
      const text = field.value.trim(), mine = ++asked;
      if (!text) { out.replaceChildren(); return; }
      const query = new URLSearchParams({ lang, text });
      if (field.dataset.live === "line") { query.set("line", "1"); query.set("title", title ? title.value : ""); }
      if (field.dataset.live === "draft") query.set("was", field.dataset.was);
      try {
        const answer = await fetch(`${base}/desk/reading?${query}`, { headers: { Accept: "text/html" } });
        const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
        if (mine === asked) out.replaceChildren(...page.body.children);
      } catch { /* without an answer nothing is shown; the form works all the same */ }
    };
    const wait = function () {
      if (field.value === last && !title) return;
      last = field.value;
      clearTimeout(timer);
      timer = setTimeout(look, 350);
    };
    field.addEventListener("input", wait);
    if (title) title.addEventListener("input", wait);
  }

  // Files may be dropped anywhere on the form.
  const place = document.querySelector("[data-drop]");
  if (place) {
    const input = place.querySelector("input"), names = place.querySelector(".names"), form = place.closest("form");
    const show = function () {
      const list = [...input.files].map(function (file) { return file.name; }).join(", ");
      names.textContent = list ? input.dataset.chosen.replace("{names}", list) : "";
    };
    input.addEventListener("change", show);
    for (const name of ["dragover", "dragleave", "drop"]) {
      form.addEventListener(name, function (event) {
        if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
        event.preventDefault();
        place.classList.toggle("over", name === "dragover");
        if (name === "drop") { input.files = event.dataTransfer.files; show(); }
      });
    }
  }

  // A form goes once; what was done is read out.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", function () {
      setTimeout(function () { for (const button of form.querySelectorAll("button")) button.disabled = true; });
    });
  }
  addEventListener("pageshow", function () { for (const button of document.querySelectorAll("button:disabled")) button.disabled = false; });
  const done = document.querySelector(".done");
  if (done && !document.querySelector("[autofocus]")) done.focus({ preventScroll: true });
})();
