/* Adds a copy button to each pre.copied. Without JavaScript, readers select the text. */
(() => {
  "use strict";

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      return true;
    } catch {
      /* without a secure connection there is no clipboard API: select the text and try the old command */
      const range = document.createRange();
      range.selectNodeContents(text);
      const marked = window.getSelection();
      marked.removeAllRanges();
      marked.addRange(range);
      return document.execCommand("copy");
    }
  };

  for (const text of document.querySelectorAll("pre.copied")) {
    const button = document.createElement("button");
    const name = document.getElementById(text.getAttribute("aria-labelledby"));
    button.type = "button";
    button.className = "button quiet copy";
    button.textContent = "Copy";
    if (name) button.setAttribute("aria-label", `Copy: ${name.textContent.trim()}`);
    const label = button.getAttribute("aria-label");
    let waiting;
    button.addEventListener("click", async () => {
      const copied = await copy(text);
      button.textContent = copied ? "Copied" : "Press Ctrl+C";
      button.setAttribute("aria-label", button.textContent);
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        button.textContent = "Copy";
        if (label) button.setAttribute("aria-label", label);
      }, 4000);
    });
    text.after(button);
  }
})();
