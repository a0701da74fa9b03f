// Everything works without this file. It adds keys, completions, the way from match to match, and copying.

const byId = (id) => document.getElementById(id);
const words = document.body.dataset;

function make(tag, attributes = {}, text = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

// A page that comes back from the browser's memory shows its own filters, not the last ticks.

addEventListener("pageshow", (event) => { if (event.persisted) byId("search-form")?.reset(); });

// From match to match in an article, from result to result in a list.

const marks = [...document.querySelectorAll(".story mark")];
const hits = [...document.querySelectorAll(".hit h2 a")];
const stops = marks.length ? marks : hits;
const counter = make("span", { class: "count", "aria-live": "polite" });
let at = stops.findIndex((stop) => location.hash && `#${stop.id}` === location.hash);

function go(step) {
  if (!stops.length) return;
  at = at < 0 ? (step > 0 ? 0 : stops.length - 1) : (at + step + stops.length) % stops.length;
  for (const stop of stops) stop.classList.toggle("now", stop === stops[at]);
  stops[at].tabIndex = marks.length ? -1 : 0;
  stops[at].scrollIntoView({ block: "center" });
  stops[at].focus({ preventScroll: true });
  counter.textContent = `${at + 1} / ${stops.length}`;
}

const told = document.querySelector(".marks");
if (told && marks.length) {
  const previous = make("button", { type: "button", class: "previous" }, words.previous);
  const next = make("button", { type: "button", class: "next" }, words.next);
  previous.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  told.append(previous, next, counter);
  const bar = document.querySelector(".bar-marks");
  if (bar) {
    const twins = [[previous, -1], [next, 1]].map(([button, step]) => {
      const twin = button.cloneNode(true);
      twin.addEventListener("click", () => go(step));
      return twin;
    });
    bar.append(...twins);
  }
}

// Keys: the letters of the Latin keyboard, and those of the Arabic one at the same places.

const dialog = byId("keys");
const box = byId("q");
const enabled = byId("keys-enabled");
const KEPT = "sijill-keys";

function keysAreOn() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
}

if (enabled) {
  enabled.checked = keysAreOn();
  enabled.closest("p").hidden = false;
  enabled.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, enabled.checked ? "on" : "off"); } catch { /* then for this page only */ }
  });
}

const ACTIONS = [
  [["/", "ظ"], () => { box?.focus(); box?.select(); }],
  [["?", "؟"], () => dialog?.showModal()],
  [["n", "ى", "ن"], () => go(1)],
  [["p", "ح"], () => go(-1)],
];

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || dialog?.open) return;
  if (enabled && !enabled.checked) return;
  const action = ACTIONS.find(([keys]) => keys.includes(event.key.toLowerCase()));
  if (!action) return;
  event.preventDefault();
  action[1]();
});

document.querySelector("a[href$='#keyboard']")?.addEventListener("click", (event) => {
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
});

// Completions: a list under the box, walked with the arrow keys (ARIA combobox).

if (box?.dataset.suggest) {
  const list = make("ul", { id: "suggestions", role: "listbox", class: "suggestions", "aria-label": words.suggestions });
  list.hidden = true;
  box.form.parentElement.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false",
  })) box.setAttribute(name, value);
  let chosen = -1;
  let asked = 0;
  let timer = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const choose = (number) => {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (number + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
  };

  const take = (text) => {
    box.value = text;
    close();
    box.form.requestSubmit();
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((text, i) => {
      const option = make("li", { id: `suggestion-${i}`, role: "option", dir: "auto", "aria-selected": "false" }, text);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(text); });
      return option;
    }));
    chosen = -1;
    list.hidden = !suggestions.length;
    box.setAttribute("aria-expanded", String(suggestions.length > 0));
  };

  const ask = async () => {
    const typed = box.value.trim();
    const mine = ++asked;
    if (typed.length < 2) return close();
    try {
      const response = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
      const answer = response.ok ? await response.json() : { suggestions: [] };
      if (mine === asked && document.activeElement === box) show(answer.suggestions);
    } catch { close(); }
  };

  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? -1 : chosen - 1); }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(list.children[chosen].textContent); }
  });
}

// A citation, copied with one click.

for (const quote of document.querySelectorAll("blockquote[data-copy]")) {
  const button = make("button", { type: "button", class: "copy" }, words.copy);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(quote.textContent.trim());
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
  quote.after(button);
}

// A span of the timeline, chosen by dragging from bar to bar: its ends go into the boxes of dates.

for (const chart of document.querySelectorAll("svg[data-spans]")) {
  const bars = [...chart.querySelectorAll("a[data-value]")].filter((bar) => /^\d/.test(bar.dataset.value));
  const form = byId("search-form");
  let first = null;
  const at = (event) => bars.find((bar) => {
    const { left, right } = bar.querySelector(".slot").getBoundingClientRect();
    return event.clientX >= left && event.clientX < right;
  });
  const span = (bar) => {
    const ends = [bars.indexOf(first), bars.indexOf(bar)].sort((a, b) => a - b);
    return bars.slice(ends[0], ends[1] + 1);
  };
  const clear = () => { for (const bar of bars) bar.classList.remove("chosen"); };
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointerdown", (event) => { first = event.button ? null : at(event); });
  chart.addEventListener("pointermove", (event) => {
    const bar = first && at(event);
    if (!bar) return;
    clear();
    for (const one of span(bar)) one.classList.add("chosen");
  });
  addEventListener("pointerup", (event) => {
    const bar = first && at(event);
    const from = first;
    if (bar && bar !== from && form) {
      const chosen = span(bar);
      const axis = new URLSearchParams(location.search).get("axis") === "about" ? "about_" : "";
      for (const [name, value] of [["from", chosen[0]], ["to", chosen.at(-1)]]) {
        let field = form.elements[axis + name];
        if (!field) { field = make("input", { type: "hidden", name: axis + name }); form.append(field); }
        field.value = value.dataset.value;
      }
      chart.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
      form.requestSubmit();
    }
    first = null;
    clear();
  });
}

// A passage that is selected, copied with its citation and the address of its paragraph.

const story = document.querySelector(".story");
if (story && words.permalink && words.cited) {
  const copy = make("button", { type: "button", class: "copy-passage" }, words.copyPassage);
  copy.hidden = true;
  document.body.append(copy);
  const chosen = () => {
    const selection = getSelection();
    const text = selection.toString().trim();
    return text.length > 2 && story.contains(selection.anchorNode) && selection.rangeCount ? { selection, text } : null;
  };
  document.addEventListener("selectionchange", () => {
    const now = chosen();
    copy.hidden = !now;
    if (!now) return;
    const box = now.selection.getRangeAt(0).getBoundingClientRect();
    copy.style.insetBlockStart = `${box.bottom + scrollY + 6}px`;
    copy.style.left = `${Math.max(8, Math.min(box.left + scrollX, innerWidth - 260))}px`;
  });
  copy.addEventListener("pointerdown", (event) => event.preventDefault());
  copy.addEventListener("click", async () => {
    const now = chosen();
    if (!now) return;
    const start = now.selection.getRangeAt(0).startContainer;
    const paragraph = (start.nodeType === 1 ? start : start.parentElement).closest("p[id]");
    const place = paragraph ? `${words.permalink}#${paragraph.id}` : words.permalink;
    const text = now.text.replace(/\s+/g, " ");
    await navigator.clipboard.writeText(`\u00ab${text}\u00bb\n${words.cited.trim()}\n${place}`);
    copy.textContent = words.copied;
    setTimeout(() => { copy.textContent = words.copyPassage; copy.hidden = true; }, 1500);
  });
}
