/* Adds a copy button to each .copied, a text or a text field. Without JavaScript, readers select the text.
   Its words are in the page, in the page's language (templates/layout/_copy.html). */
(() => {
  "use strict";

  const words = document.currentScript.dataset;

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText("value" in text ? text.value : text.textContent);
      return true;
    } catch {
      /* without a secure connection there is no clipboard API: select the text and try the old command */
      if ("select" in text) {
        text.select();
        return document.execCommand("copy");
      }
      const range = document.createRange();
      range.selectNodeContents(text);
      const marked = window.getSelection();
      marked.removeAllRanges();
      marked.addRange(range);
      return document.execCommand("copy");
    }
  };

  for (const text of document.querySelectorAll(".copied")) {
    const button = document.createElement("button");
    const name = text.labels?.[0] ?? document.getElementById(text.getAttribute("aria-labelledby"));
    button.type = "button";
    button.className = "button quiet copy";
    button.textContent = words.copy;
    if (name) button.setAttribute("aria-label", words.name.replace("{name}", () => name.textContent.trim()));
    const label = button.getAttribute("aria-label");
    let waiting;
    button.addEventListener("click", async () => {
      const copied = await copy(text);
      button.textContent = copied ? words.copied : words.failed;
      button.setAttribute("aria-label", button.textContent);
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        button.textContent = words.copy;
        if (label) button.setAttribute("aria-label", label);
      }, 4000);
    });
    text.after(button);
  }
})();
