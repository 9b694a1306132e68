// Marks the first of the elements that look alike with data-distinct: the rules about color judge these alone, so that a
// long list costs no more than a short one. Elements look alike if their own text, the text around them and all that is
// painted behind them have the same style.
() => {
  const surfaces = new Map();
  const seen = new Set();
  const read = (style, names) => names.map((name) => style[name]).join("|");
  const visit = (element, behind, around) => {
    const style = getComputedStyle(element);
    const surface = `${behind}>${read(style, ["backgroundColor", "backgroundImage", "opacity", "position", "clipPath"])}`;
    if (!surfaces.has(surface)) surfaces.set(surface, surfaces.size);
    const text = read(style, ["color", "fontSize", "fontWeight", "textDecorationLine", "textShadow", "borderBottom"]);
    const look = [element.localName, element.type, element.disabled, surfaces.get(surface), text, around].join(";");
    const isSeen = element.checkVisibility({ visibilityProperty: true });
    element.toggleAttribute("data-distinct", isSeen && !seen.has(look));
    if (isSeen) seen.add(look);
    for (const child of element.children) visit(child, surfaces.get(surface), text);
  };
  visit(document.body, "", "");
}
