/* The program page: the way back to the visitor's list, and the fold for researchers. Both only change this page in this
   browser. Without script the first link leads to all programs, and browsers open the fold for links into it. */
(() => {
  "use strict";

  const words = document.currentScript.dataset;

  const KEY = "list";
  const OTHER = /^\/es(?=\/)/;
  const LISTS = /^\/(programs|deadlines|shortlist|compare|find|states\/[\w-]+|sponsors\/[\w-]+)\/$/;
  const PROGRAM = /^\/programs\/[\w-]+\//;

  /* The English address of the list that the visitor came from: directly, or through other program pages. */
  const findList = () => {
    let from;
    try {
      from = new URL(document.referrer);
    } catch {
      from = null;
    }
    const here = from && from.origin === location.origin;
    const path = here ? from.pathname.replace(OTHER, "") : "";
    try {
      if (LISTS.test(path)) {
        sessionStorage.setItem(KEY, path + from.search);
      } else if (from && !PROGRAM.test(path)) {
        sessionStorage.removeItem(KEY);
      }
      return sessionStorage.getItem(KEY);
    } catch {
      return LISTS.test(path) ? path + from.search : null;
    }
  };

  const list = findList();
  const crumb = document.querySelector(".crumbs a");
  if (list && crumb) {
    /* the list in the language of this page */
    const [prefix] = OTHER.exec(location.pathname) || [""];
    crumb.href = prefix + list;
    crumb.textContent = words.back;
  }

  const openFold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details");
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView();
    }
  };

  window.addEventListener("hashchange", openFold);
  openFold();
})();
