/* Copies the lines to send. The button is shown only where the script can copy; its label shows the result. */
(() => {
  "use strict";

  const button = document.getElementById("share-copy");
  const field = document.getElementById("share-text");
  if (!button || !field) return;
  const label = button.textContent;
  let waiting;

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch {
      /* without a secure connection there is no clipboard API: try the old command */
      field.select();
      return document.execCommand("copy");
    }
  };

  button.addEventListener("click", async () => {
    const copied = await copy();
    button.focus();
    button.textContent = copied ? "Copied" : "Press Ctrl+C to copy";
    if (!copied) field.select();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      button.textContent = label;
    }, 4000);
  });
  button.hidden = false;
})();
