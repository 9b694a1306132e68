/* Loads htmx when someone first points at, touches or tabs into the page: many visitors only read. Clicks, choices and
   forms that come earlier wait for it, clicks and forms for two seconds at most. If it cannot load, the page works as it
   does without script. */
(() => {
  "use strict";

  const source = document.currentScript.dataset.htmx;
  const SIGNS = ["pointerover", "pointerdown", "focusin", "keydown"];
  const PATIENCE = 2000;
  let waiting = [];
  let script = null;

  /* What to do again, and on which element: twice the same there, as in a double click, is done once. */
  const replays = {
    click: ({ target }) => {
      const link = target.closest("a[hx-boost]");
      return link && { on: link, replay: () => link.click() };
    },
    change: ({ target, detail }) => {
      const form = target.form || target.closest("form");
      const replay = () => target.dispatchEvent(new CustomEvent("change", { bubbles: true, detail }));
      return form && form.matches("[hx-get]") && { on: target, replay };
    },
    submit: ({ target, submitter }) => target.matches("form[hx-get]") && { on: target, replay: () => target.requestSubmit(submitter) },
  };

  const hold = (event) => {
    const { ctrlKey, metaKey, shiftKey, altKey } = event;
    if (!(event.target instanceof Element) || ctrlKey || metaKey || shiftKey || altKey) return;
    const held = replays[event.type](event);
    if (!held) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!waiting.length) setTimeout(release, PATIENCE, ["click", "submit"]);
    waiting = waiting.filter(({ type, on }) => type !== event.type || on !== held.on);
    waiting.push({ type: event.type, ...held });
    load();
  };

  /* Without htmx, links and forms load a page. A choice does nothing by itself: it goes on waiting. */
  const release = (types) => {
    for (const type of types) document.removeEventListener(type, hold, true);
    const released = waiting.filter(({ type }) => types.includes(type));
    waiting = waiting.filter(({ type }) => !types.includes(type));
    for (const { replay } of released) replay();
  };
  const finish = () => release(Object.keys(replays));

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
