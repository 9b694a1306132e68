/* Closes the header's menus on Escape and on a click elsewhere. They open and close without script too. */
(() => {
  "use strict";

  const list = () => document.querySelectorAll(".site-menu details[open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of list()) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    }
  });
  /* The page in the other language with the filters as they are now: htmx changes the address, not the header. */
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-language]");
    if (link) link.search = location.search;
  });
  document.addEventListener("click", (event) => {
    for (const menu of list()) if (!menu.contains(event.target)) menu.open = false;
  });
})();
