// Single-key shortcuts of the weekly queue. They can be turned off, and do nothing while a field has the focus.
"use strict";
{
  const form = document.querySelector(".review-answer form");
  const box = document.getElementById("keys-on");
  const buttons = new Map([...document.querySelectorAll("button[data-key]")].map((button) => [button.dataset.key, button]));
  const sources = document.querySelectorAll(".review-sources a.source");
  const fields = { Y: "id_year", D: "id_deadline_date", W: "id_website" };
  const STORED = "admin-week-keys";
  let answered = false;

  const show = () => {
    for (const [key, button] of buttons) {
      button.querySelector("kbd").hidden = !box.checked;
      if (box.checked) button.setAttribute("aria-keyshortcuts", key);
      else button.removeAttribute("aria-keyshortcuts");
    }
  };

  const preference = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(STORED);
      localStorage.setItem(STORED, value);
    } catch {
      // without local storage, the choice holds for this page
    }
    return null;
  };

  document.getElementById("keys").hidden = false;
  box.checked = preference() !== "off";
  show();
  box.addEventListener("change", () => {
    preference(box.checked ? "on" : "off");
    show();
  });

  document.addEventListener("submit", (event) => {
    // one answer for each program, even if a key is pressed twice
    if (!event.target.querySelector("button[data-key]")) return;
    if (answered) event.preventDefault();
    answered = true;
  });
  addEventListener("pageshow", () => {
    answered = false;
  });

  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const key = event.key.toUpperCase();
    if (buttons.has(key)) {
      event.preventDefault();
      buttons.get(key).click();
    } else if (Object.hasOwn(fields, key)) {
      event.preventDefault();
      const field = document.getElementById(fields[key]);
      const folded = field.closest("details");
      if (folded) folded.open = true;
      field.focus();
      field.select(); // typing replaces what was there
    } else if (/^[1-9]$/.test(key) && sources[key - 1]) {
      event.preventDefault();
      sources[key - 1].click();
    }
  });
}
