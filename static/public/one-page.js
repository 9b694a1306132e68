/* Keeps what a teacher types on the page for a principal, in this browser only, and prints it. */
(() => {
  "use strict";

  const sheet = document.querySelector("[data-sheet]");
  const button = document.getElementById("sheet-print");
  if (!sheet || !button) return;

  const nameOf = (field) => `one-page:${sheet.dataset.sheet}:${field.dataset.blank}`;

  for (const field of sheet.querySelectorAll("[data-blank]")) {
    try {
      field.value = localStorage.getItem(nameOf(field)) || field.value;
    } catch {
      /* a browser that keeps nothing still prints what is typed */
    }
    field.addEventListener("input", () => {
      try {
        if (field.value) localStorage.setItem(nameOf(field), field.value);
        else localStorage.removeItem(nameOf(field));
      } catch {
        /* as above */
      }
    });
  }

  button.addEventListener("click", () => window.print());
  button.hidden = false;
})();
