/* Helpers for htmx swaps of #browse. Every page works without them. */
(() => {
  "use strict";

  const NARROW = window.matchMedia("(max-width: 800px)");
  const BOXES = "#browse .values.long";
  const inBrowse = (event) => event.detail.target && event.detail.target.id === "browse";
  let kept = null;

  /* Scroll chosen values into view. */
  const showChosen = (box) => {
    const chosen = box.querySelector(":checked");
    if (chosen) box.scrollTop = Math.max(0, chosen.closest("li").offsetTop - box.offsetTop - box.clientHeight / 3);
  };

  /* Results must not undo a choice under way: those that come between press and release, or when a newer
     choice is about to be sent, are left aside; the newer request brings both. */
  const inFilters = (event) => event.target instanceof Element && event.target.closest("#filters") !== null;
  let pressed = false;
  let newer = false;
  let owed = false;
  const press = (event) => {
    pressed = inFilters(event);
  };
  const release = () => {
    pressed = false;
    if (owed) document.getElementById("filters").dispatchEvent(new Event("change", { bubbles: true }));
    owed = false;
  };
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, press);
  for (const name of ["pointerup", "pointercancel", "keyup"]) document.addEventListener(name, release);
  window.addEventListener("blur", release);
  document.addEventListener("change", (event) => {
    if (inFilters(event)) newer = true;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (inFilters(event)) newer = false;
  });

  /* Keep folds and scroll positions when results change. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!inBrowse(event)) return;
    if (event.detail.requestConfig.elt.id === "filters" && (pressed || newer)) {
      event.detail.shouldSwap = false;
      owed = pressed && !newer;
      return;
    }
    const focus = document.activeElement;
    kept = { open: new Map(), top: new Map(), focus, typed: focus && focus.id === "q" ? focus.value : null };
    for (const fold of document.querySelectorAll("#browse details[id]")) kept.open.set(fold.id, fold.open);
    for (const box of document.querySelectorAll(BOXES)) kept.top.set(box.id, box.scrollTop);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (!inBrowse(event) || !kept) return;
    for (const [id, open] of kept.open) {
      const fold = document.getElementById(id);
      if (fold) fold.open = open;
    }
    for (const box of document.querySelectorAll(BOXES)) {
      if (kept.top.has(box.id)) box.scrollTop = kept.top.get(box.id);
    }
    /* Keep the focus. After removing a filter or changing the page, move it to the result line. */
    if (kept.focus && !kept.focus.isConnected) {
      const again = kept.focus.id && !kept.focus.closest(".pages") && document.getElementById(kept.focus.id);
      (again || document.getElementById("result-count")).focus({ preventScroll: true });
      if (again && kept.typed !== null) again.value = kept.typed;
    }
    kept = null;
  });

  /* On narrow screens the open filters cover the page: focus stays in them, and Escape closes them. */
  const hold = () => {
    const fold = document.getElementById("filter-fold");
    if (!fold) return;
    const isHeld = fold.open && NARROW.matches;
    for (let part = fold; part !== document.body; part = part.parentElement)
      for (const other of part.parentElement.children) if (other !== part && other.id !== "result-status") other.inert = isHeld;
  };
  const close = (next) => {
    document.getElementById("filter-fold").open = false;
    hold();
    next.focus();
  };
  document.addEventListener("toggle", (event) => event.target.id === "filter-fold" && hold(), true);
  document.addEventListener("keydown", (event) => {
    const fold = document.getElementById("filter-fold");
    if (event.key === "Escape" && fold && fold.open && NARROW.matches) close(fold.querySelector("summary"));
  });

  /* On narrow screens, Apply folds the filters and shows the results. */
  document.addEventListener("submit", (event) => {
    if (event.target.id === "filters" && NARROW.matches) close(document.getElementById("result-count"));
  });

  /* Open the filters on wide screens if the browser cannot do so by style alone. */
  const unfold = () => {
    const fold = document.getElementById("filter-fold");
    if (fold && !CSS.supports("selector(::details-content)")) fold.open = !NARROW.matches;
    hold();
  };
  unfold();
  document.querySelectorAll(BOXES).forEach(showChosen);
  NARROW.addEventListener("change", unfold);
})();
