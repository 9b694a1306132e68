/* The page of saved programs: notes that stay in this browser, printing, and the browser's own way to share.
   Whatever needs this script is hidden without it. shortlist.js keeps the notes on programs that were removed for 30 days. */
(() => {
  "use strict";

  const KEY = "notes";

  const show = (name) => {
    for (const part of document.querySelectorAll(`[data-needs-script="${name}"]`)) part.hidden = false;
  };

  const print = document.getElementById("print-list");
  if (print) {
    print.addEventListener("click", () => window.print());
    show("print");
  }

  const share = document.getElementById("share-list");
  if (share && navigator.share) {
    const url = document.getElementById("share-address").textContent;
    share.addEventListener("click", () => navigator.share({ title: document.title, url }).catch(() => {}));
    show("share");
  }

  const places = [...document.querySelectorAll("[data-note]")];
  if (!places.length) return;

  const read = () => {
    const kept = localStorage.getItem(KEY);
    try {
      return new Map(Object.entries(JSON.parse(kept) || {}));
    } catch {
      return new Map(); /* not notes: the first new one replaces it */
    }
  };
  const noteOn = (place, notes) => {
    const entry = notes.get(place.dataset.note);
    const note = entry && typeof entry === "object" ? entry.note : entry;
    return typeof note === "string" ? note : "";
  };

  const write = (slug, note) => {
    const notes = read();
    if (note.trim()) notes.set(slug, note);
    else notes.delete(slug);
    if (notes.size) localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(notes)));
    else localStorage.removeItem(KEY);
  };

  /* The text to send, with the notes if the box is checked: one block of lines for each program, then the address. */
  const text = document.getElementById("share-text");
  const box = document.getElementById("with-notes");
  const blocks = text.textContent.split("\n\n");
  const offer = (notes) => {
    const noted = places.map((place) => noteOn(place, notes).trim());
    const isOffered = noted.some(Boolean) && blocks.length === places.length + 1;
    box.closest("[data-needs-script]").hidden = !isOffered;
    const lines = blocks.map((block, at) => (isOffered && box.checked && noted[at] ? `${block}\n${box.dataset.words} ${noted[at]}` : block));
    text.textContent = lines.join("\n\n");
  };

  const fill = () => {
    const notes = read();
    for (const place of places) {
      const note = noteOn(place, notes);
      const field = place.querySelector("textarea");
      if (field !== document.activeElement) field.value = note;
      place.querySelector(".on-paper").textContent = note;
      if (note) place.querySelector("details").open = true;
    }
    offer(notes);
  };

  /* A program that moved or was merged into another one brings its note along. */
  const move = () => {
    const notes = read();
    for (const place of places) {
      const former = place.dataset.former;
      if (!former || !notes.has(former) || noteOn(place, notes).trim()) continue;
      write(place.dataset.note, noteOn({ dataset: { note: former } }, notes));
    }
  };

  try {
    move();
    fill();
  } catch {
    return; /* storage is not allowed: no notes */
  }
  show("notes");
  for (const place of places) {
    place.addEventListener("input", (event) => {
      const failed = document.getElementById("note-failed");
      try {
        write(place.dataset.note, event.target.value);
        failed.hidden = true;
        place.querySelector(".on-paper").textContent = event.target.value;
        offer(read());
      } catch {
        failed.hidden = false;
      }
    });
  }
  box.addEventListener("change", () => offer(read()));
  window.addEventListener("storage", fill);
})();
