/* Adds to and takes off the shortlist without a reload. The cookie is the one the server writes: slugs joined by dots
   (catalog/site/shortlist/cookie.py). Without script the same buttons send a form. */
(() => {
  "use strict";

  const MOST = 40;
  const LONGEST = 3800;
  const YEAR = 365 * 24 * 3600;
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
    if (!button || !navigator.cookieEnabled) return;
    const slugs = read();
    const slug = button.dataset.keep;
    const next = slugs.includes(slug) ? slugs.filter((other) => other !== slug) : [...slugs, slug];
    /* the server explains a full list */
    if (next.length > MOST || next.join(".").length > LONGEST) return;
    event.preventDefault();
    write(next);
    show();
  });

  /* A page from the back-forward cache may be older than the list. */
  window.addEventListener("pageshow", show);
  document.addEventListener("htmx:afterSwap", show);
})();
