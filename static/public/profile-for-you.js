/* "For you": what a teacher says about themselves, kept in this browser and nowhere else. Pages are the same for everybody
   (docs/decisions/0050); this script adds the answers to links that lead to lists and programs, and says so on each page. */
(() => {
  "use strict";

  const KEY = "about-me";
  const ABOUT = ["state", "grade", "focus", "experience_max"];
  const VALUE = /^[\w.]{1,120}$/;
  const bar = document.getElementById("for-you");
  if (!bar) return;
  const { find, browse, deadlines } = bar.dataset;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      const values = {};
      for (const name of [...ABOUT, "goal"]) if (VALUE.test(kept.values[name] || "")) values[name] = kept.values[name];
      return ABOUT.some((name) => values[name]) ? { values, words: String(kept.words).slice(0, 200), lang: String(kept.lang || "en").slice(0, 5), off: kept.off === true } : null;
    } catch {
      return null;
    }
  };

  const write = (profile) => {
    try {
      if (profile) localStorage.setItem(KEY, JSON.stringify(profile));
      else localStorage.removeItem(KEY);
    } catch {
      /* storage is full or not allowed: answers stay in the address */
    }
  };

  const saysElse = (url, values) =>
    ABOUT.some((name) => {
      const said = url.searchParams.getAll(name).filter((value) => value !== "unstated");
      return said.length > 1 || (said.length === 1 && said[0] !== values[name]);
    });

  /* Add the answers to an address, unless it says something else about the teacher or asks for another edition. */
  const address = (url, values) => {
    const given = url.searchParams;
    if (["release", "rule", "list"].some((name) => given.has(name))) return null;
    const page = url.pathname;
    const isProgram = page.startsWith(browse) && page !== browse;
    if (!isProgram && ![browse, deadlines, find].includes(page)) return null;
    if (saysElse(url, values)) return null;
    const next = new URL(url);
    for (const name of ABOUT) {
      /* a list filtered by subject would leave out all programs that name none */
      const isLeftOut = name === "focus" && (page === browse || page === deadlines);
      if (!values[name] || given.has(name) || isLeftOut) continue;
      next.searchParams.append(name, values[name]);
      /* programs that name no grades stay in a list */
      if (name === "grade" && (page === browse || page === deadlines)) next.searchParams.append(name, "unstated");
    }
    if (page === find && values.goal && !given.has("form") && !given.has("goal")) next.searchParams.append("goal", values.goal);
    return next.search === url.search ? null : next;
  };

  /* Links that change the list on the page keep what they say: the filters, and those that clear them. */
  const isOwn = (link) => link.closest("[data-plain], .chips, .pages, #for-you") || (link.closest("#browse") && !link.closest(".card, .cards, td, th"));

  const form = document.querySelector("form[data-about-me]");
  let filling = false;
  const original = new WeakMap();
  const mark = (profile) => {
    const isOff = !profile || profile.off || saysElse(new URL(location.href), profile.values);
    for (const link of document.querySelectorAll("a[href]")) {
      if (original.has(link)) {
        link.href = original.get(link);
        original.delete(link);
      }
      if (isOff || link.origin !== location.origin || link.hasAttribute("data-plain") || isOwn(link)) continue;
      if (link.pathname === location.pathname && link.hash) continue;
      const next = address(new URL(link.href), profile.values);
      if (!next) continue;
      original.set(link, link.getAttribute("href"));
      link.href = next.pathname + next.search + next.hash;
    }
  };

  /* Whether the form on this page says the same: then it is the line, and its box forgets the answers. */
  const isSaid = (profile) => form !== null && !profile.off && ABOUT.every((name) => form.elements[name].value === (profile.values[name] || ""));

  /* The line never appears while a form is being filled in: the page would move under the pointer. */
  const show = () => {
    const profile = read();
    if (!profile || !filling) bar.hidden = !profile || isSaid(profile);
    mark(profile);
    if (!profile) return;
    const here = profile.off ? null : address(new URL(location.href), profile.values);
    const link = document.getElementById("for-you-here");
    link.hidden = !here;
    if (here) link.href = here.pathname + here.search;
    bar.classList.toggle("off", profile.off);
    const line = document.getElementById("for-you-words");
    line.textContent = profile.off ? bar.dataset.off : `${bar.dataset.words} `;
    if (!profile.off) {
      const words = document.createElement("span");
      words.textContent = profile.words;
      words.lang = profile.lang;
      line.append(words);
    }
    document.getElementById("for-you-switch").textContent = profile.off ? bar.dataset.turnOn : bar.dataset.turnOff;
    const change = new URL(find, location.href);
    for (const [name, value] of Object.entries(profile.values)) change.searchParams.set(name, value);
    document.getElementById("for-you-change").href = change.pathname + change.search;
  };

  document.getElementById("for-you-switch").addEventListener("click", () => {
    const profile = read();
    if (profile) write({ ...profile, off: !profile.off });
    show();
  });
  document.getElementById("for-you-delete").addEventListener("click", () => {
    write(null);
    show();
    document.getElementById("main").focus({ preventScroll: true });
  });

  /* The form that asks: keep its answers while the box is ticked, and start with them. */
  const take = () => {
    const box = form.querySelector("[data-remember]");
    if (!box) return;
    /* a box without its tick keeps nothing, on this page and on the next ones of this visit */
    try {
      if (box.checked) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, "no");
    } catch {
      /* storage is not allowed */
    }
    if (!box.checked) {
      write(null);
      return;
    }
    const values = {};
    const words = [];
    for (const name of [...ABOUT, "goal"]) {
      const field = form.elements[name];
      if (!field || !field.value || !field.checkValidity()) continue;
      values[name] = field.value;
      const years = field.value === "1" ? bar.dataset.year : bar.dataset.years.replace("{n}", field.value);
      if (name === "experience_max") words.push(years);
      else if (name !== "goal") words.push(field.selectedOptions[0].textContent.trim());
    }
    if (!ABOUT.some((name) => values[name])) {
      write(null);
      return;
    }
    write({ values, words: words.join(", "), lang: document.documentElement.lang, off: false });
  };
  if (form) {
    const profile = read();
    let isRefused = false;
    try {
      isRefused = sessionStorage.getItem(KEY) === "no";
    } catch {
      /* storage is not allowed */
    }
    if (isRefused || (profile && profile.off)) box.querySelector("input").checked = false;
    if (profile && !profile.off && !location.search) {
      for (const [name, value] of Object.entries(profile.values)) if (form.elements[name]) form.elements[name].value = value;
      /* said in the other language before: the form has the words of this one */
      if (profile.lang !== document.documentElement.lang) take();
      /* htmx listens once the page is loaded */
      if (form.id === "finder") window.addEventListener("load", () => form.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "restored" })));
    }
    for (const name of ["change", "submit"])
      form.addEventListener(name, (event) => {
        if (event.detail === "restored") return;
        filling = true;
        take();
        show();
      });
  }
  const state = document.getElementById("your-state");
  const kept = read();
  if (state && kept && !kept.off && kept.values.state) state.value = kept.values.state;

  window.addEventListener("pageshow", show);
  window.addEventListener("storage", show);
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
