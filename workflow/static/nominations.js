// The form of a nomination where JavaScript runs: conditional questions come and go, what is typed is saved
// at once and told in words beside the title, and files go up with their progress. Without it the same form
// is saved by its buttons, and all questions stand there with 'Only if …'.
"use strict";

(() => {
  const step = document.querySelector("[data-step]");
  const form = document.getElementById("step-form");
  const state = document.querySelector("[data-save-state]");
  if (!step || !form) return;

  const words = step.dataset;
  const say = (text) => { if (state && state.textContent !== text) state.textContent = text; };
  const rowsOf = (list) => [...form.querySelectorAll(`[data-list="${list}"] > [data-list-rows] > [data-list-row]`)];

  // --- Conditional questions -------------------------------------------------------------------------------
  const given = JSON.parse(words.given || "{}");

  function valueOf(name) {
    const boxes = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (boxes.some((box) => box.closest("[data-shown-for]")?.hidden)) return "";
    const chosen = boxes.find((box) => !["radio", "checkbox"].includes(box.type) || box.checked);
    return chosen ? chosen.value.trim() : "";
  }

  function showAsked() {
    // A condition refers to a question before it, so one way through the page settles all of them.
    for (const question of form.querySelectorAll("[data-shown-for]")) {
      const control = question.dataset.shownBy;
      const answer = control ? valueOf(control) : given[question.dataset.shownName] || "";
      question.hidden = answer !== question.dataset.shownFor;
      question.querySelector("[data-only-if]").hidden = true;
    }
  }
  form.addEventListener("input", showAsked);
  showAsked();

  // --- Saving while somebody types -------------------------------------------------------------------------
  const PAUSE = 1500;
  const AGAIN = 10000;
  const PATIENCE = 5000;
  let dirty = false;    // something is typed that the server has not kept
  let held = false;     // a colleague changed the same: the reader decides, by the button of the form
  let leaving = false;
  let timer = 0;
  let underWay = Promise.resolve();
  let sending = null;   // the save that the server has not answered yet

  function fill(name, value) {
    const placed = name.match(/^(\w+)-@(\d+)-(.*)$/);
    if (placed) {
      const box = rowsOf(placed[1])[Number(placed[2])]?.querySelector("input[type=hidden][name$='-row']");
      if (!box) return;
      name = box.name.replace(/row$/, placed[3]);
    }
    for (const box of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (box.type === "radio") box.checked = box.value === value;
      else if (box.type === "checkbox") box.checked = value.includes(box.value);
      else box.value = value;
    }
  }

  function take(told) {
    form.elements.namedItem("seen").value = told.seen;
    for (const [list, ids] of Object.entries(told.rows)) {
      rowsOf(list).forEach((row, place) => {
        row.querySelector("input[type=hidden][name$='-row']").value = ids[place] ?? "";
      });
    }
    Object.entries(told.values).forEach(([name, value]) => fill(name, value));
    const missing = document.querySelector("[data-missing-list]");
    const open = missing?.querySelector("details")?.open;
    if (missing) missing.innerHTML = told.missing;
    if (open && missing.querySelector("details")) missing.querySelector("details").open = true;
    showAsked();
  }

  // A request that may outlive its page has to be small.
  const isSmall = (body) => [...body.values()].reduce((size, value) => size + 3 * value.length + 150, 0) < 60000;

  function save() {
    if (!dirty || held || leaving) return null;
    clearTimeout(timer);
    sending = sendAnswers().finally(() => { sending = null; });
    return sending;
  }

  // Signed out in another window or by time: what is typed stands here, and is saved once its writer is back.
  const wayIn = document.querySelector("[data-sign-in]");
  function askToSignIn(isOut) { if (wayIn) wayIn.hidden = !isOut; }

  async function sendAnswers(isAgain = false) {
    const body = new FormData(form);
    dirty = false;
    say(words.saving);
    try {
      const answer = await fetch(form.action, {
        method: "POST", body, headers: { Accept: "application/json", "X-Requested-With": "autosave" },
        keepalive: isSmall(body),
      });
      askToSignIn(answer.status === 401);
      if (answer.status === 401) throw new Error(words.signedOut);
      if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(words.failed);
      const told = await answer.json();
      if (told.csrf_token) {
        if (isAgain) throw new Error(words.failed);
        takeToken(told.csrf_token);
        return await sendAnswers(true);
      }
      if (told.state === "saved") {
        take(told);
      } else {
        dirty = held = true;
        if (told.html) {
          const place = document.querySelector("[data-overtaken]");
          place.innerHTML = told.html;
          place.scrollIntoView({ block: "nearest" });
        }
      }
      say(told.note);
    } catch (problem) {
      dirty = true;
      say(problem instanceof TypeError ? words.offline : problem.message);
      timer = setTimeout(queue, AGAIN);
    }
  }
  // One request at a time, so that an older answer never overtakes a newer one.
  function queue() { underWay = underWay.then(save); }

  if (words.step === "answers") {
    form.addEventListener("input", () => {
      dirty = true;
      if (held) return;
      say(words.unsaved);
      clearTimeout(timer);
      timer = setTimeout(queue, PAUSE);
    });
    form.addEventListener("change", () => { if (dirty) queue(); });
    form.addEventListener("submit", (event) => {
      leaving = true;
      clearTimeout(timer);
      if (!sending) return;
      // What is being saved comes back with new marks: sent before them, the form would seem a colleague's.
      event.preventDefault();
      const submitter = event.submitter;
      Promise.race([sending, new Promise((done) => { setTimeout(done, PATIENCE); })]).then(() => {
        sending = null;
        form.requestSubmit(submitter);
      });
    });
    window.addEventListener("pageshow", () => { leaving = false; });
    window.addEventListener("online", queue);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
    window.addEventListener("beforeunload", (event) => { if (dirty && !leaving) { save(); event.preventDefault(); } });
  }

  // --- Documents -------------------------------------------------------------------------------------------
  function send(body) {
    return new Promise((done, failed) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Requested-With", "upload");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) say(words.uploading.replace("@", Math.round(100 * event.loaded / event.total)));
      });
      request.addEventListener("load", () => done(request));
      request.addEventListener("error", () => failed(new TypeError()));
      request.send(body);
    });
  }

  async function upload(box, isAgain = false) {
    const body = new FormData();
    body.set("csrf_token", form.elements.namedItem("csrf_token").value);
    for (const file of box.files) body.append(box.name, file, file.name);
    try {
      const answer = await send(body);
      askToSignIn(answer.status === 401);
      if (answer.status === 401) throw new Error(words.signedOutFiles);
      if (answer.getResponseHeader("Content-Type")?.includes("json") && !isAgain) {
        takeToken(JSON.parse(answer.responseText).csrf_token);
        return await upload(box, true);
      }
      if (![200, 422].includes(answer.status)) throw new Error(words.failed);
      const part = document.createRange().createContextualFragment(answer.responseText).querySelector("[data-documents]");
      if (!part) throw new Error(words.signedOut);
      const card = part.querySelector(`[id="${box.closest("[data-document]").id}"]`) || part;
      const missing = part.querySelector("[data-missing-now]");
      document.querySelector("[data-missing-list]").replaceChildren(...missing.content.childNodes);
      document.querySelector("[data-documents]").replaceWith(part);
      say(answer.status === 200 ? words.uploaded : words.notUploaded);
      card.focus();
    } catch (problem) {
      box.value = "";
      say(problem instanceof TypeError ? words.offline : problem.message);
    }
  }

  if (words.step === "documents") {
    document.querySelector("[data-without-script]").hidden = true;
    form.addEventListener("change", (event) => {
      if (event.target.matches("[data-upload]") && event.target.files.length) upload(event.target);
    });
  }
})();
