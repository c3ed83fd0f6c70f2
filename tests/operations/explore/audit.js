// Returns what is wrong with the layout of what is shown: text that is cut, lies over other text, is
// too faint, or makes the page scroll sideways.
(() => {
  const wrong = [];
  const name = (node) => `${node.parentElement.tagName.toLowerCase()}.${node.parentElement.className}: ${node.data.trim().slice(0, 60)}`;

  // A phone's `innerWidth` grows with what is too wide.
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrong.push(`the page is ${scrollWidth} wide, the window ${clientWidth}`);

  const hidden = (element) => element.closest(".hidden, .skip, [hidden], noscript, script, style, option")
    || !element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  // What scrolls by itself may be wider than the window; its text is reached by scrolling it.
  const scrolls = (element) => element.closest(".drawing, pre, #found");
  const clipped = (element) => {
    for (let each = element; each; each = each.parentElement) {
      if (getComputedStyle(each).clipPath !== "none") return true;
    }
    return false;
  };

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || hidden(element) || clipped(element) || scrolls(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    for (const box of boxes) texts.push({ node, box });
  }

  for (const { node, box } of texts) {
    if (box.right > clientWidth + 1 || box.left < -1) wrong.push(`beyond the window: ${name(node)}`);
    for (let each = node.parentElement; each && each !== document.body; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.overflowX === "visible") continue;
      const outer = each.getBoundingClientRect();
      if (box.right > outer.right + 1 || box.left < outer.left - 1) wrong.push(`cut: ${name(node)}`);
    }
  }

  // Fonts' boxes of two lines may touch by their leading; letters begin further inside.
  const inner = ({ box }) => ({ left: box.left + 1, right: box.right - 1, top: box.top + 4, bottom: box.bottom - 4 });
  const sorted = texts.map((each) => ({ ...each, area: inner(each) })).sort((one, other) => one.area.top - other.area.top);
  for (let index = 0; index < sorted.length; index++) {
    const one = sorted[index];
    for (let next = index + 1; next < sorted.length && sorted[next].area.top < one.area.bottom; next++) {
      const other = sorted[next];
      const apart = other.area.left >= one.area.right || other.area.right <= one.area.left;
      if (!apart && other.node !== one.node) wrong.push(`over each other: ${name(one.node)} | ${name(other.node)}`);
    }
  }

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => rgb.slice(0, 3).map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const found = colour(getComputedStyle(each).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255, 255];
  };
  const seen = new Map();
  for (const { node } of texts) {
    const element = node.parentElement;
    if (seen.has(element)) continue;
    const [one, other] = [light(colour(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    seen.set(element, contrast);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(1)}: ${name(node)}`);
  }
  return { wrong: [...new Set(wrong)].slice(0, 10), texts: texts.length };
})()
