// Makes the program form easier. Without this script everything works, in a few more steps.
"use strict";
(() => {
  const form = document.getElementById("record");
  if (!form) return;

  // ask before leaving the page with unsaved input
  let typed = Boolean(document.querySelector(".errornote"));
  form.addEventListener("input", () => (typed = true));
  const saves = (event) => event.submitter?.name !== "_preview"; // the preview opens in a new tab; nothing is saved
  form.addEventListener("submit", (event) => {
    if (saves(event)) typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });

  // forms.js puts typed text back after an ended session; the rows of sources must be there first
  form.addEventListener("restore", (event) => {
    const [, count] = event.detail.entries.find(([name]) => name === "sources-TOTAL_FORMS") || [];
    while (Number(total.value) < Number(count || 0)) anotherSource();
  });

  // count the characters of long texts
  for (const area of form.querySelectorAll("textarea[data-most]")) {
    const counter = document.createElement("span");
    counter.className = "counter";
    const update = () => {
      const length = area.value.trim().length;
      counter.textContent = `${length} of ${area.dataset.most} characters`;
      counter.classList.toggle("over", length > Number(area.dataset.most));
    };
    area.after(counter);
    area.addEventListener("input", update);
    update();
  }

  // buttons that add a partner or a source
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "more";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };
  for (const box of form.querySelectorAll("[data-members]")) {
    box.after(
      button("Another partner", () => {
        const last = box.lastElementChild;
        const next = last.cloneNode(true);
        const number = box.children.length + 1;
        next.value = "";
        next.id = `${box.firstElementChild.id}_${number}`;
        next.setAttribute("aria-label", `Partner ${number}`);
        last.after(next);
        next.focus();
      })
    );
  }
  const rows = form.querySelector("[data-rows]");
  const total = document.getElementById("id_sources-TOTAL_FORMS");
  const anotherSource = () => {
    const number = Number(total.value);
    const next = rows.lastElementChild.cloneNode(true);
    for (const part of next.querySelectorAll("[id], [name], [for]")) {
      for (const name of ["id", "name", "for"]) {
        if (part.hasAttribute(name)) {
          part.setAttribute(name, part.getAttribute(name).replace(/sources-\d+-/, `sources-${number}-`));
        }
      }
      if (part.type === "checkbox") part.checked = false;
      else if (part.type !== "date" && "value" in part) part.value = "";
    }
    next.querySelectorAll(".errorlist, .dead-link").forEach((list) => list.remove());
    next.querySelector("legend").textContent = `Source ${number + 1}`;
    rows.append(next);
    total.value = number + 1;
    next.querySelector("[type=date]").value = new Date().toLocaleDateString("sv"); // today, as the server fills it in
    next.querySelector("input").focus();
  };
  rows.after(button("Another source", anotherSource));

  // each support offers the sources entered so far
  const known = document.getElementById("sources-known");
  const offer = () => {
    known.replaceChildren(
      ...[...rows.querySelectorAll("input[name$='-url']")]
        .filter((input) => input.value)
        .map((input) => Object.assign(document.createElement("option"), { value: input.value }))
    );
  };
  rows.addEventListener("change", offer);

  // only one source is for all supports; they show it at once
  rows.addEventListener("change", (event) => {
    const chosen = event.target;
    if (!chosen.name.endsWith("-for_all") || !chosen.checked) return;
    for (const other of rows.querySelectorAll("[name$='-for_all']")) if (other !== chosen) other.checked = false;
    const url = chosen.closest(".source-row").querySelector("[name$='-url']").value;
    for (const source of form.querySelectorAll(".support [name$='_source']")) {
      if (!source.value && url) source.value = url;
    }
  });

  // the usual sentence for a support that no page shows
  for (const support of form.querySelectorAll("[data-absent]")) {
    const present = support.querySelector("[name$='_present']");
    const evidence = support.querySelector("textarea");
    const absence = support.querySelector("[name$='_absence']");
    const use = button("No page shows it", () => {
      evidence.value = support.dataset.absent;
      absence.value = "silent";
      evidence.dispatchEvent(new Event("input", { bubbles: true }));
      evidence.focus();
    });
    use.title = support.dataset.absent;
    use.setAttribute("aria-label", `No page shows it: enter “${support.dataset.absent}”`);
    const update = () => {
      use.hidden = present.checked || Boolean(evidence.value.trim());
      absence.closest(".form-row").hidden = present.checked;
    };
    evidence.parentElement.append(use);
    support.addEventListener("input", update);
    support.addEventListener("change", update);
    update();
  }

  // the section list says what is still missing, and a folded list what it holds
  const isFilled = (row) => {
    const boxes = [...row.querySelectorAll("[type=checkbox]")];
    const fields = [...row.querySelectorAll("input:not([type=checkbox]), select, textarea")];
    return boxes.length ? boxes.some((box) => box.checked) : fields.some((field) => field.value.trim());
  };
  const countMissing = (section) => {
    let missing = [...section.querySelectorAll("[data-required]")].filter((row) => !isFilled(row)).length;
    const supports = [...section.querySelectorAll("[name$='_present']")];
    if (supports.length && !supports.some((box) => box.checked)) missing += 1;
    const urls = [...section.querySelectorAll(".source-row [name$='-url']")];
    if (urls.length && !urls.some((url) => url.value.trim())) missing += 1;
    return missing;
  };
  const updateSections = () => {
    for (const section of form.querySelectorAll("section.module")) {
      const missing = countMissing(section);
      for (const mark of form.querySelectorAll(`[data-section="${section.getAttribute("aria-labelledby")}"] .section-missing`)) {
        mark.hidden = !missing;
        mark.querySelector("[data-missing]").textContent = missing;
      }
    }
    for (const folded of form.querySelectorAll("details[data-holds]")) {
      const chosen = [...folded.querySelectorAll("input:checked")].map((box) => box.closest("label").textContent.trim());
      folded.querySelector(".holds").textContent = chosen.join(", ") || folded.dataset.holds;
    }
  };
  form.addEventListener("input", updateSections);
  form.addEventListener("change", updateSections);
  updateSections();

  // a link to a folded field opens it
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  window.addEventListener("hashchange", unfold);
  const foldedList = form.querySelector(".sections-folded");
  foldedList.addEventListener("click", (event) => {
    if (event.target.closest("a")) foldedList.open = false;
  });

  // a filter box for long lists of terms
  for (const group of form.querySelectorAll("[data-narrow]")) {
    const input = document.createElement("input");
    input.type = "search";
    input.className = "narrow";
    input.placeholder = "Type to find";
    input.autocomplete = "off";
    input.setAttribute("aria-label", `Find in: ${group.dataset.narrow}`);
    const labels = [...group.querySelectorAll(".choice-list label")];
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = input.value.trim().toLowerCase();
      for (const label of labels) {
        const shown = label.textContent.toLowerCase().includes(wanted) || label.querySelector("input").checked;
        label.hidden = !shown;
      }
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // Enter selects the only term left, without submitting
      const wanted = input.value.trim().toLowerCase();
      const left = labels.filter((label) => label.textContent.toLowerCase().includes(wanted));
      if (wanted && left.length === 1) {
        const box = left[0].querySelector("input");
        box.checked = !box.checked;
        box.dispatchEvent(new Event("change", { bubbles: true }));
        typed = true;
        input.value = "";
        labels.forEach((label) => (label.hidden = false));
      }
    });
    group.querySelector(".choice-list").before(input);
    group.querySelector("details")?.addEventListener("toggle", (event) => {
      if (event.target.open) input.focus();
    });
  }
})();
