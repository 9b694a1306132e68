/* The program page: the way back to the visitor's list, and the fold for researchers. Both only change this page in this
   browser. Without script the first link leads to all programs, and browsers open the fold for links into it. */
(() => {
  "use strict";

  const words = document.currentScript.dataset;

  const KEY = "list";
  const LISTS = /^(?:\/es)?\/(programs|deadlines|shortlist|compare|find|states\/[\w-]+|sponsors\/[\w-]+)\/$/;
  const PROGRAM = /^(?:\/es)?\/programs\/[\w-]+\//;

  /* The address of the list that the visitor came from: directly, or through other program pages. */
  const findList = () => {
    let from;
    try {
      from = new URL(document.referrer);
    } catch {
      from = null;
    }
    const here = from && from.origin === location.origin;
    try {
      if (here && LISTS.test(from.pathname)) {
        sessionStorage.setItem(KEY, from.pathname + from.search);
      } else if (from && !(here && PROGRAM.test(from.pathname))) {
        sessionStorage.removeItem(KEY);
      }
      return sessionStorage.getItem(KEY);
    } catch {
      return here && LISTS.test(from.pathname) ? from.pathname + from.search : null;
    }
  };

  const list = findList();
  const crumb = document.querySelector(".crumbs a");
  if (list && crumb) {
    crumb.href = list;
    crumb.textContent = words.back;
    crumb.dataset.list = list;
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
