// For every form of the admin: the browser keeps what is typed until it is saved, and a double click sends it once.
// Without this script everything works, but after an ended session typed text is only in the history of the browser.
"use strict";
(() => {
  const PREFIX = "admin-form ";
  const DOUBLE_CLICK = 1500; // milliseconds
  // nothing secret is kept, and no file can be
  const UNKEPT = "input[type=password], input[type=file], [autocomplete=one-time-code]";
  const opensTab = (event) => event.submitter?.formTarget === "_blank"; // a preview saves nothing
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const keepable = document.body.classList.contains("login")
    ? []
    : forms.filter((form) => form.id !== "changelist-form" && !form.querySelector(UNKEPT));

  for (const form of forms) {
    let sent = -DOUBLE_CLICK;
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || opensTab(event)) return;
      if (event.timeStamp - sent < DOUBLE_CLICK) event.preventDefault();
      else sent = event.timeStamp;
    });
  }

  const placeOf = (form) => {
    const draft = new URLSearchParams(location.search).get("draft") || "";
    const target = (form.getAttribute("action") || "").split("?")[0];
    return `${PREFIX}${location.pathname}${draft} ${form.id || target}`;
  };
  const read = (key) => JSON.parse(sessionStorage.getItem(key) || "null");
  const entriesOf = (form) =>
    [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string");
  const keep = (form, sent) => {
    const kept = { when: new Date().toLocaleTimeString(), sent, entries: entriesOf(form) };
    try {
      sessionStorage.setItem(placeOf(form), JSON.stringify(kept));
    } catch {
      // the browser has no room left or keeps nothing; the form works as without this script
    }
  };

  // Several fields of one name take their values in order. `base` says which version the form was made from: with it, a
  // colleague's change since then is shown and not overwritten. Other hidden fields stay as the page has them.
  const fieldsOf = (form) =>
    [...form.elements].filter(
      (field) =>
        field.name &&
        field.name !== "csrfmiddlewaretoken" &&
        !["submit", "button", "fieldset"].includes(field.type) &&
        (field.type !== "hidden" || (form.id === "record" && !field.name.endsWith("_FORMS")))
    );
  const put = (form, entries) => {
    form.dispatchEvent(new CustomEvent("restore", { detail: { entries } })); // a form may first add rows
    const given = {};
    for (const [name, value] of entries) (given[name] ||= []).push(value);
    for (const field of fieldsOf(form)) {
      const values = given[field.name] || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else if (field.multiple) [...field.options].forEach((option) => (option.selected = values.includes(option.value)));
      else field.value = (values.length > 1 ? values.shift() : values[0]) || "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // only what a person typed or chose counts as a difference
  const differs = (form, entries) => {
    const hidden = new Set([...form.elements].filter((field) => ["hidden", "submit"].includes(field.type)).map((field) => field.name));
    const typed = (all) => JSON.stringify(all.filter(([name, value]) => value && !hidden.has(name)).map(([name, value]) => [name, value.trim()]));
    return typed(entries) !== typed(entriesOf(form));
  };

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  const offer = (form) => {
    const found = read(placeOf(form));
    if (!found || document.querySelector(".errornote, [data-previewed]") || !differs(form, found.entries)) return;
    const note = document.createElement("div");
    note.className = "kept";
    note.setAttribute("role", "status");
    note.append(`What you typed here at ${found.when} was not saved. `);
    const choose = (text, act) =>
      button(text, () => {
        act();
        note.remove();
        form.querySelector("input:not([type=hidden]):not([type=submit]), textarea, select")?.focus();
      });
    note.append(
      choose("Put it back", () => put(form, found.entries)),
      " ",
      choose("Discard it", () => sessionStorage.removeItem(placeOf(form)))
    );
    (document.getElementById("content-main") || form).before(note); // at the top, wherever the form is
  };

  if (document.querySelector(".messagelist .success, .messagelist .info")) {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX) && read(key)?.sent) sessionStorage.removeItem(key);
    }
  }
  for (const form of keepable) {
    offer(form);
    let typed = form.id === "record"; // the long form is kept with every submit, also after an error
    form.addEventListener("input", () => {
      typed = true;
      keep(form, false);
    });
    form.addEventListener("submit", (event) => typed && keep(form, !opensTab(event)));
  }
})();
