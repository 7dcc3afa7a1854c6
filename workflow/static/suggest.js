// Suggestions while a city is typed: a <datalist> filled by the answers of the address in data-suggest-url,
// {"cities": [{"value", "label"}]}. The country is that of the field named `country` in the same row, else of
// the same form. Heard on the document, so rows that are added later have it too. What is typed stays free.
"use strict";

(() => {
  const PAUSE = 200;
  const known = new Map();
  let timer = 0;
  let lists = 0;

  const named = (root, name) => [...root.querySelectorAll("[name]")]
    .find((box) => box.name === name || box.name.endsWith(`-${name}`));

  function countryOf(box) {
    const row = box.closest("[data-list-row]");
    const field = (row && named(row, "country")) || [...box.form.elements].find((one) => one.name === "country");
    return field?.value || box.dataset.suggestCountry || "";
  }

  function listOf(box) {
    let list = box.list;
    if (!list) {
      list = document.createElement("datalist");
      list.id = `suggestions-${++lists}`;
      document.body.append(list);
      box.setAttribute("list", list.id);
    }
    return list;
  }

  async function offer(box) {
    const country = countryOf(box);
    const typed = box.value.trim();
    if (!country) return;
    const address = `${box.dataset.suggestUrl}?${new URLSearchParams({ country, q: typed })}`;
    if (!known.has(address)) {
      const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok) return;  // without suggestions the field is as good as any other
      known.set(address, (await answer.json()).cities);
    }
    if (box.value.trim() !== typed) return;
    listOf(box).replaceChildren(...known.get(address).map(({ value, label }) => {
      const option = document.createElement("option");
      option.value = value;
      if (label) option.label = `${value} (${label})`;
      return option;
    }));
  }

  for (const kind of ["input", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const box = event.target.closest?.("input[data-suggest-url]");
      if (!box) return;
      clearTimeout(timer);
      timer = setTimeout(() => offer(box), PAUSE);
    });
  }
})();
