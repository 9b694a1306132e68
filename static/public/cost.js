/* Adds up the cost calculator while someone types. Without the script, its button asks the server. */
(() => {
  "use strict";

  const form = document.querySelector(".cost-form");
  const output = form && form.querySelector("output");
  if (!output) return;
  const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", trailingZeroDisplay: "stripIfInteger" });
  const read = (name) => {
    const text = form.elements[name].value.replace(/[$,\s]/g, "");
    const number = /^\d+(\.\d*)?$/.test(text) ? Number(text) : NaN;
    return number <= 1e6 ? number : NaN;
  };

  form.addEventListener("input", () => {
    const total = read("credits") * read("rate") + read("fees");
    const strong = document.createElement("strong");
    strong.textContent = dollars.format(total);
    if (total > 0) output.replaceChildren("About ", strong, " in all");
    else output.textContent = "Fill in the fields to see the total.";
  });
})();
