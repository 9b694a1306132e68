/* Loads htmx when someone first points at, touches or tabs into the page: many visitors only read. Clicks, choices and
   forms that come earlier wait for it. If it cannot load, the page works as it does without script. */
(() => {
  "use strict";

  const source = document.currentScript.dataset.htmx;
  const SIGNS = ["pointerover", "pointerdown", "focusin", "keydown"];
  const waiting = [];
  let script = null;

  const replays = {
    click: ({ target }) => {
      const link = target.closest("a[hx-boost]");
      return link && (() => link.click());
    },
    change: ({ target, detail }) => {
      const form = target.form || target.closest("form");
      return form && form.matches("[hx-get]") && (() => target.dispatchEvent(new CustomEvent("change", { bubbles: true, detail })));
    },
    submit: ({ target, submitter }) => target.matches("form[hx-get]") && (() => target.requestSubmit(submitter)),
  };

  const hold = (event) => {
    const { ctrlKey, metaKey, shiftKey, altKey } = event;
    if (!(event.target instanceof Element) || ctrlKey || metaKey || shiftKey || altKey) return;
    const replay = replays[event.type](event);
    if (!replay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.push(replay);
    load();
  };

  const finish = () => {
    for (const name of Object.keys(replays)) document.removeEventListener(name, hold, true);
    for (const replay of waiting) replay();
  };

  const load = () => {
    if (script) return;
    script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", finish);
    script.addEventListener("error", finish);
    /* htmx starts by itself only in a complete page */
    if (document.readyState === "complete") document.head.append(script);
    else window.addEventListener("load", () => document.head.append(script));
    for (const name of SIGNS) document.removeEventListener(name, load, true);
  };

  for (const name of SIGNS) document.addEventListener(name, load, { capture: true, passive: true });
  for (const name of Object.keys(replays)) document.addEventListener(name, hold, true);
  /* Back and forward between results need htmx too */
  if (history.state && history.state.htmx) load();
})();
