/* Adds to and takes off the shortlist without a reload. The cookie is the one the server writes: slugs joined by dots
   (catalog/site/shortlist/cookie.py). Without script the same buttons send a form. */
(() => {
  "use strict";

  const MOST = 40;
  const LONGEST = 3800;
  const YEAR = 365 * 24 * 3600;
  const KEPT = 30 * 24 * 3600 * 1000;
  const SLUG = /^[a-z0-9][a-z0-9_-]{0,119}$/;

  const read = () => {
    const found = document.cookie.split("; ").find((entry) => entry.startsWith("shortlist="));
    const slugs = found ? found.slice("shortlist=".length).split(".") : [];
    return [...new Set(slugs.filter((slug) => SLUG.test(slug)))].slice(0, MOST);
  };

  const write = (slugs) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    const age = slugs.length ? YEAR : 0;
    document.cookie = `shortlist=${slugs.join(".")}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  };

  const show = () => {
    const slugs = read();
    const words = document.getElementById("keep").dataset;
    for (const button of document.querySelectorAll("[data-keep]")) {
      const kept = slugs.includes(button.dataset.keep);
      button.classList.toggle("kept", kept);
      button.setAttribute("aria-pressed", String(kept));
      button.name = kept ? "remove" : "add";
      button.querySelector(".keep-word").textContent = kept ? words.saved : words.save;
    }
    const count = document.getElementById("shortlist-count");
    if (count) count.textContent = slugs.length ? ` (${slugs.length})` : "";
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-keep]");
    /* on their own list the form is sent: the server shows what was removed, with a way to undo it */
    if (!button || !navigator.cookieEnabled || button.closest("[data-own-list]")) return;
    const slugs = read();
    const slug = button.dataset.keep;
    const next = slugs.includes(slug) ? slugs.filter((other) => other !== slug) : [...slugs, slug];
    /* the server explains a full list */
    if (next.length > MOST || next.join(".").length > LONGEST) return;
    event.preventDefault();
    write(next);
    show();
  });

  /* Notes (saved-list.js) on removed programs stay 30 days, as {note, gone}: who puts a program back finds its note. */
  const tidy = () => {
    const slugs = read();
    const now = Date.now();
    try {
      const before = localStorage.getItem("notes");
      const left = Object.entries(JSON.parse(before) || {}).flatMap(([slug, entry]) => {
        const { note, gone = now } = typeof entry === "string" ? { note: entry } : entry;
        if (slugs.includes(slug)) return [[slug, note]];
        return now - gone < KEPT ? [[slug, { note, gone }]] : [];
      });
      const after = JSON.stringify(Object.fromEntries(left));
      if (!left.length) localStorage.removeItem("notes");
      else if (after !== before) localStorage.setItem("notes", after);
    } catch {
      /* storage is not allowed, or holds something else */
    }
  };

  /* A page from the back-forward cache may be older than the list. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("[data-own-list]")) location.reload();
    tidy();
    show();
  });
  document.addEventListener("htmx:afterSwap", show);
})();
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
