/* What tests/page_checks.py looks for on a page: run by the driver, never served. */

const KINDS = "a[href], button, summary, select, textarea, input:not([type=hidden]), [tabindex='0'], .scroll";
const isClear = (colour) => /, 0\)$/.test(colour);
const start = (text) => (text || "").trim().slice(0, 40);
const nameOf = (part) => `${part.localName}${part.id && "#" + part.id} “${start(part.innerText || part.name || part.textContent)}”`;

const words = () => document.body.innerText;

function openEverything() {
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
}

function widerThanTheWindow() {
  const wide = document.scrollingElement.scrollWidth;
  return wide > innerWidth ? [`the page is ${wide} wide in a window of ${innerWidth}`] : [];
}

/* Without a selector for each element that it looks at, axe takes a third of the time. */
function axeFaults(rules, done) {
  axe.run(document, {runOnly: rules, reporter: "no-passes", selectors: false, preload: false}).then(
    (found) => done(found.violations.flatMap((fault) => fault.nodes.map(
      (node) => `${fault.id} (${fault.help}): ${node.html.slice(0, 120)}`))),
    (error) => done([String(error)]));
}

/* Relative luminance, as WCAG defines it. */
function luminance(colour) {
  const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255).map(
    (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function paperBehind(part) {
  for (let at = part; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!isClear(colour)) return colour;
  }
  return "rgb(255, 255, 255)";
}

const hasWords = (part) => [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
const inkOf = (part) => getComputedStyle(part)[part.closest("svg") ? "fill" : "color"];

/* Words with too little contrast, also where axe cannot tell: in charts, where ink is a `fill` and not a
   `color`, and beside the shape of a standing. */
function faintWords() {
  return [...document.querySelectorAll("body *")].flatMap((part) => {
    if (!hasWords(part) || part.matches("title, desc, option, script") || !part.checkVisibility()) return [];
    const ratio = contrast(inkOf(part), paperBehind(part));
    return ratio < 4.5 ? [`contrast ${ratio.toFixed(2)} of ${nameOf(part)}`] : [];
  });
}

/* Words of a chart that leave their drawing, or that lie over one another. */
function chartFaults() {
  return [...document.querySelectorAll("svg.chart")].flatMap((chart) => {
    const faults = [];
    const frame = chart.getBoundingClientRect();
    const words = [...chart.querySelectorAll("text")].map((word) => (
      {name: `“${start(word.textContent)}”`, box: word.getBoundingClientRect()}
    )).filter(({box}) => box.width > 0);
    words.forEach(({name, box}, turn) => {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(`${name} leaves its chart`);
      words.slice(turn + 1).forEach((other) => {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > box.height / 4) faults.push(`${name} lies over ${other.name}`);
      });
    });
    return faults;
  });
}

/* Whether the focused part is in the window, and whether something lies over it. */
function place(part) {
  const box = [...part.getClientRects()].find(({width}) => width > 0);
  if (!box) return {inWindow: false, onTop: false};
  const bottom = box.top + Math.min(box.height, 40);
  const inWindow = box.top >= -1 && bottom <= innerHeight + 1 && box.left < innerWidth && box.right > 0;
  const [x, y] = [box.left + Math.min(box.width, 20) / 2, box.top + Math.min(box.height, 20) / 2];
  return {inWindow, onTop: part.contains(document.elementFromPoint(Math.max(0, x), y))};
}

/* Remember who gets the focus, with the outline it has, and where it is. Asked twice, because a browser
   scrolls to it after it has said so, and the skip link is gone when the focus leaves it. Returns how
   often to press Tab. */
function watchTheFocus() {
  const all = [...document.querySelectorAll("*")];
  const item = (part) => ({at: all.indexOf(part), name: nameOf(part)});
  const shown = all.filter((part) => part.checkVisibility({visibilityProperty: true}));
  window.expected = shown.filter((part) => !part.disabled && part.matches(KINDS)).map(item);
  window.seen = [];
  document.addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target);
    const outline = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    window.seen.push({...item(target), outline, ...place(target)});
  });
  document.addEventListener("focusout", ({target}) => seeAgain(target));
  // A date field has a stop for its day, month, year and calendar.
  return expected.length + 3 * document.querySelectorAll("input[type=date]").length;
}

function seeAgain(part) {
  const [before, now] = [seen.at(-1), place(part)];
  if (now.inWindow && now.onTop) Object.assign(before, now);
}

function focusFaults() {
  if (seen.length && document.activeElement !== document.body) seeAgain(document.activeElement);
  const round = seen.findIndex((item, turn) => turn && item.at === seen[0].at);
  const once = round < 0 ? seen : seen.slice(0, round);
  const places = once.map((item) => item.at);
  const faults = places.some((at, turn) => turn && at < places[turn - 1]) ? ["the focus does not follow the page"] : [];
  return faults.concat(
    expected.filter((item) => !places.includes(item.at)).map((item) => `not reached: ${item.name}`),
    once.filter((item) => item.outline < 2).map((item) => `no outline: ${item.name}`),
    once.filter((item) => !item.onTop && item.inWindow).map((item) => `covered: ${item.name}`),
    once.filter((item) => !item.inWindow).map((item) => `outside of the window: ${item.name}`));
}

/* The lower edge of the first place of these words in the page, or null. */
function lowerEdge(words) {
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const from = text.data.replace(/\s/g, " ").indexOf(words);
    if (from < 0 || !text.parentElement.checkVisibility()) continue;
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, from + words.length);
    return range.getBoundingClientRect().bottom + scrollY;
  }
  return null;
}

/* What a printer would cut off, and what would not be dark ink on white paper. */
function badInPrint() {
  const faults = [...widerThanTheWindow(), ...faintWords()];
  for (const part of document.querySelectorAll("main *")) {
    if (!part.checkVisibility()) continue;
    const style = getComputedStyle(part);
    const isCut = style.overflowX !== "visible" && part.clientWidth && part.scrollWidth > part.clientWidth + 1;
    if (isCut) faults.push(`${nameOf(part)} cuts off what is ${part.scrollWidth} wide`);
  }
  for (const chart of document.querySelectorAll("svg.chart")) {
    const {width, height, right} = chart.getBoundingClientRect();
    if (width < 300 || height < 40 || right > innerWidth) faults.push(`a chart is ${width} by ${height}`);
  }
  for (const part of [document.documentElement, document.body]) {
    const paper = getComputedStyle(part).backgroundColor;
    if (!isClear(paper) && paper !== "rgb(255, 255, 255)") faults.push(`the paper is ${paper}`);
  }
  return faults;
}
