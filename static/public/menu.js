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
  document.addEventListener("click", (event) => {
    for (const menu of list()) if (!menu.contains(event.target)) menu.open = false;
  });
})();
