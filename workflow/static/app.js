// What the pages gain where JavaScript runs; every page works without it. Each part looks for its data
// attribute, which the macros in templates/components write.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Errors first: a form that came back with errors puts the reader on the summary of them.
function focusSummary() {
  document.querySelector("[data-focus]")?.focus();
}

// A page with errors is the answer to what was sent: the browser would send that again on the way back. Once the form
// is sent anew, the entry in the history is the page at this address instead, so Back leads to it without a question.
function leaveErrors() {
  if (!document.querySelector(".error-summary")) return;
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post") history.replaceState(history.state, "", location.href);
  });
}

// Unsaved changes: ask before the page is left. Sending the form clears it.
function guardForms() {
  for (const form of all("form[data-guard]")) {
    form.addEventListener("input", () => { form.dataset.dirty = "1"; });
    form.addEventListener("submit", () => { delete form.dataset.dirty; });
  }
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
  });
}

// A page whose session was begun anew in another window is given the token of the new one, and goes on.
function takeToken(token) {
  all("input[name=csrf_token]").forEach((box) => { box.value = token; });
  all("[data-csrf]").forEach((dialog) => { dialog.dataset.csrf = token; });
}

// A form that was handed back because its sender was signed out: it asks whether they are signed in again, and is
// sent at the first press.
function handBack(form) {
  const note = form.querySelector("[data-kept-note]");
  form.addEventListener("submit", async (event) => {
    if (form.dataset.fresh) return;
    event.preventDefault();
    const body = new FormData();
    body.set("csrf_token", form.elements.namedItem("csrf_token").value);
    const answer = await fetch(form.dataset.kept, { method: "POST", body, headers: { "X-Requested-With": "kept" } });
    const told = answer.status === 204 ? {} : await answer.json();
    if (told.csrf_token) takeToken(told.csrf_token);
    if (answer.ok || told.csrf_token) {
      form.dataset.fresh = "1";
      form.requestSubmit();
    } else {
      form.dataset.dirty = "1";
      note.textContent = told.note;
      note.hidden = false;
    }
  });
}

// Rows of a list: a new one is made from the <template>, whose fields carry the index that is written there.
function rename(element, old, made) {
  for (const part of [element, ...all("*", element)]) {
    for (const attribute of [...part.attributes]) {
      if (attribute.value.includes(old)) attribute.value = attribute.value.replaceAll(old, made);
    }
    if (part instanceof HTMLTemplateElement) [...part.content.children].forEach((child) => rename(child, old, made));
  }
}

const BOXES = "input:not([type=hidden]), select, textarea";
const isFilled = (box) => (["radio", "checkbox"].includes(box.type) ? box.checked : box.value.trim() !== "");

function dynamicList(list) {
  const rows = list.querySelector(":scope > [data-list-rows]");
  const template = list.querySelector(":scope > template[data-list-template]");
  const adder = list.querySelector(":scope > [data-list-add]");
  let next = Number(template?.dataset.listTemplate ?? 0);

  function number() {
    all(":scope > [data-list-row]", rows).forEach((row, index) => {
      const own = all("[data-list-number]", row).filter((place) => place.closest("[data-list-row]") === row);
      own.forEach((place) => { place.textContent = index + 1; });
    });
  }
  function full() {
    if (adder && list.dataset.listMax) adder.hidden = rows.children.length >= Number(list.dataset.listMax);
  }
  function changed() {
    number();
    full();
    list.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function take(row) {
    const neighbour = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    changed();
    (neighbour?.querySelector(BOXES) || adder).focus();
  }
  // What somebody wrote is asked about before it goes; a row with nothing in it goes at once.
  function ask(row) {
    const dialog = list.querySelector(":scope > dialog");
    if (!all(BOXES, row).some(isFilled)) return take(row);
    dialog.querySelector("[data-list-asked]").textContent = row.querySelector(".list-row-title").textContent;
    dialog.returnValue = "";
    dialog.onclose = () => { if (dialog.returnValue === "remove") take(row); };
    dialog.showModal();
  }

  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-list]") !== list) return;  // a list within a row hears its own
    const remove = event.target.closest("[data-list-remove]");
    const add = event.target.closest("[data-list-add]");
    const answer = event.target.closest("[data-list-answer]");
    if (answer) {
      answer.closest("dialog").close(answer.dataset.listAnswer);
    } else if (remove) {
      event.preventDefault();
      ask(remove.closest("[data-list-row]"));
    } else if (add && template) {
      event.preventDefault();
      const old = `${list.dataset.list}-${template.dataset.listTemplate}`;
      const made = `${list.dataset.list}-${next++}`;
      const row = template.content.firstElementChild.cloneNode(true);
      rename(row, old, made);
      rows.append(row);
      all("[data-list]", row).forEach(dynamicList);
      changed();
      row.querySelector(BOXES)?.focus();
    }
  });
}

// A live region asks for its own content until the answer says it is done.
function live(region) {
  const pause = Number(region.dataset.liveSeconds || 5) * 1000;
  async function ask() {
    if (document.hidden) return void setTimeout(ask, pause);
    try {
      const answer = await fetch(region.dataset.live, { headers: { "X-Requested-With": "live" } });
      if (answer.ok) {
        const html = await answer.text();
        if (html.trim() !== region.innerHTML.trim()) region.innerHTML = html;
        if (answer.headers.get("X-Live") === "done") return;
      } else if (answer.status < 500) return;
    } catch (problem) {
      // The network is away for a moment; the next round asks again.
      if (!(problem instanceof TypeError)) throw problem;
    }
    setTimeout(ask, pause);
  }
  setTimeout(ask, pause);
}

function dialogs() {
  for (const button of all("[data-dialog]")) {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.dialog).showModal());
  }
}

function printing() {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// Confirmations fold away with Cancel or Esc, and the reader is back on the button that opened them.
function confirmations() {
  for (const details of all("[data-confirm]")) {
    const close = () => { details.open = false; details.querySelector("summary").focus(); };
    const cancel = details.querySelector("[data-close]");
    cancel.hidden = false;
    cancel.addEventListener("click", close);
    details.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  }
}

// A menu that is wider than the screen begins where the reader is.
function showCurrent() {
  for (const here of all(".site-nav [aria-current], .tabs [aria-current], .section-nav [aria-current]")) {
    const menu = here.closest("ul, ol");
    menu.scrollLeft = here.offsetLeft - menu.offsetLeft - (menu.clientWidth - here.offsetWidth) / 2;
  }
}

// What is typed as a password can be looked at: nobody has to type it twice.
function showPasswords() {
  for (const button of all("[data-show-password]")) {
    const box = document.getElementById(button.dataset.showPassword);
    const show = (shown) => {
      box.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    };
    button.hidden = false;
    button.addEventListener("click", () => show(box.type === "password"));
    box.form?.addEventListener("submit", () => show(false));
  }
}

function userMenu() {
  const menu = document.querySelector(".user-menu");
  if (!menu) return;
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
  });
}

// Idle sign-out: warn two minutes before; the answer keeps the session, and any key or click counts as use.
function idle(dialog) {
  const seconds = Number(dialog.dataset.idle);
  let timer = 0;
  let told = Date.now();
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => dialog.showModal(), Math.max(seconds - 120, seconds / 2) * 1000);
  };
  const extend = () => {
    told = Date.now();
    const body = new FormData();
    body.set("csrf_token", dialog.dataset.csrf);
    fetch(dialog.dataset.idleExtend, { method: "POST", body }).catch(() => dialog.showModal());
    wait();
  };
  dialog.addEventListener("close", extend);
  for (const kind of ["keydown", "pointerdown"]) {
    // Typing for long on one page is use as well; the server hears of it once a minute at most.
    document.addEventListener(kind, () => { if (!dialog.open && Date.now() - told > 60000) extend(); }, { passive: true });
  }
  wait();
}

// A form is sent once, however often its button is pressed.
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
}

// A file that is too large is told before it is sent: nothing is uploaded to be refused, nothing typed is lost.
// It hears of the choice first, so that no other part begins to send it.
function weighFiles() {
  const { uploadLimit, uploadSaid } = document.body.dataset;
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "file") return;
    document.getElementById(`${box.name}-too-large`)?.remove();
    const large = [...box.files].filter((file) => file.size > Number(uploadLimit)).map((file) => file.name);
    if (!large.length) return;
    event.stopImmediatePropagation();
    box.value = "";
    const note = document.createElement("p");
    note.id = `${box.name}-too-large`;
    note.className = "form-error";
    note.setAttribute("role", "alert");
    note.textContent = uploadSaid.replace("{names}", () => large.join(", "));
    (box.closest("label") || box).after(note);
  }, { capture: true });
}

focusSummary();
leaveErrors();
weighFiles();
guardForms();
all("[data-kept]").forEach(handBack);
all("[data-list]").forEach(dynamicList);
all("[data-live]").forEach(live);
dialogs();
printing();
confirmations();
showCurrent();
showPasswords();
userMenu();
all("[data-idle]").forEach(idle);
sendOnce();
