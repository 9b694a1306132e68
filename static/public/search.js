/* Suggestions under the search box: the combobox of the ARIA Authoring Practices, list autocomplete with manual
   selection. Each suggestion is a link, so that it opens in a new tab as any link does. Without script the box is a
   plain search field. */
(() => {
  "use strict";

  const PAUSE = 150; /* milliseconds after the last key */
  let list = null;
  let options = [];
  let active = -1;
  let timer = 0;
  let asked = null;

  /* Announces the number of suggestions to screen readers. */
  const status = document.createElement("p");
  status.className = "vh";
  status.id = "completion-status";
  status.setAttribute("role", "status");
  document.body.append(status);

  const announce = (text) => {
    status.textContent = text;
  };

  const box = () => {
    const input = document.getElementById("q");
    if (input && input.getAttribute("role") !== "combobox") {
      const set = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "completions" };
      for (const [name, value] of Object.entries(set)) input.setAttribute(name, value);
    }
    return input;
  };

  const close = () => {
    clearTimeout(timer);
    if (asked) asked.abort();
    if (list) list.remove();
    list = null;
    options = [];
    active = -1;
    announce("");
    const input = box();
    if (!input) return;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  const choose = (number) => {
    for (const option of options) option.setAttribute("aria-selected", "false");
    active = number;
    const input = box();
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  };

  const show = (groups) => {
    close();
    const input = box();
    if (!groups.length || document.activeElement !== input) return;
    list = make("div", "completions");
    list.id = "completions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestions);
    groups.forEach((group, place) => {
      const section = make("div", "completion-group");
      const heading = make("div", "completion-heading", group.label);
      heading.id = `completion-group-${place}`;
      section.setAttribute("role", "group");
      section.setAttribute("aria-labelledby", heading.id);
      section.append(heading);
      for (const entry of group.options) {
        const option = make("a", "completion");
        option.href = entry.url;
        option.tabIndex = -1; /* reached with the arrow keys */
        option.id = `completion-${options.length}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(make("span", "completion-label", entry.label), make("span", "completion-note", entry.note));
        options.push(option);
        section.append(option);
      }
      list.append(section);
    });
    input.insertAdjacentElement("afterend", list);
    input.setAttribute("aria-expanded", "true");
    announce(options.length === 1 ? input.dataset.one : input.dataset.many.replace("{n}", options.length));
  };

  /* The typed text with the choices on the page: a suggestion adds to them. */
  const query = (text) => {
    const fields = [...new FormData(box().form)].filter(([name, value]) => value && name !== "q");
    return new URLSearchParams([["q", text], ...fields]);
  };

  const ask = async (text) => {
    if (asked) asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${box().dataset.completions}?${query(text)}`, { signal: asked.signal });
      const found = answer.ok ? (await answer.json()).groups : [];
      if (box() && box().value.trim() === text) show(found);
    } catch {
      /* a newer key, or no connection: the search itself still works */
    }
  };

  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    clearTimeout(timer);
    const text = event.target.value.trim();
    if (text.length < 2 || text.length > 80) return close();
    timer = setTimeout(() => ask(text), PAUSE);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target !== box() || event.isComposing) return;
    if (event.key === "Escape" && list) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list) {
      event.preventDefault();
      const count = options.length + 1; /* the box itself is one more stop */
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((active + 1 + step + count) % count) - 1);
    } else if (event.key === "ArrowDown" && event.target.value.trim().length > 1) {
      event.preventDefault();
      ask(event.target.value.trim());
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options[active].href);
    } else if (event.key === "Enter" || event.key === "Tab") {
      close();
    }
  });

  /* Keep the focus in the box on a press, or the list closes before the link opens. */
  document.addEventListener("mousedown", (event) => {
    if (event.target instanceof Element && event.target.closest(".completions")) event.preventDefault();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === box()) close();
  });
  document.addEventListener("submit", close);
  document.addEventListener("htmx:beforeSwap", close);
  document.addEventListener("htmx:afterSwap", box);
  box();
})();
