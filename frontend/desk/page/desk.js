// Made of desk/*.ts by build.mjs.
// desk/dom.ts
var find = (id) => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
};
var input = (id) => {
  const element = find(id);
  if (!(element instanceof HTMLInputElement)) throw new Error(`#${id} is no input`);
  return element;
};
var dialog = (id) => {
  const element = find(id);
  if (!(element instanceof HTMLDialogElement)) throw new Error(`#${id} is no dialog`);
  return element;
};
var asItIs = { createHTML: (html) => html };
var { trustedTypes } = globalThis;
var policy = trustedTypes?.createPolicy("desk", asItIs) ?? asItIs;
var render = (into, html) => {
  const made = document.createElement("template");
  made.innerHTML = policy.createHTML(html);
  into.replaceChildren(made.content);
};
var say = (text) => {
  find("said").textContent = text;
};
var reason = (cause) => cause instanceof Error ? cause.message : String(cause);
var complain = (cause) => {
  say(reason(cause));
};
var shown = () => {
  const first = find("case").firstElementChild;
  return first instanceof HTMLElement ? first.dataset["ticket"] ?? "" : "";
};
var moved = Date.now();
for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  document.addEventListener(kind, () => {
    moved = Date.now();
  }, { passive: true });
}
var idle = () => Date.now() - moved;

// desk/api.ts
var TOKEN = "token";
var showLocked = () => void 0;
var whenLocked = (act) => {
  showLocked = act;
};
var isAdmitted = () => sessionStorage.getItem(TOKEN) !== null;
var notAdmitted = () => document.body.dataset["notAdmitted"] ?? "";
var exchange = async () => {
  const handed = location.hash.slice(1);
  history.replaceState(null, "", "/");
  if (handed === "") return;
  const headers = { "content-type": "application/json" };
  const response = await fetch("/session", { method: "POST", headers, body: JSON.stringify({ token: handed }) });
  if (!response.ok) return;
  const { token } = await response.json();
  sessionStorage.setItem(TOKEN, token);
};
var ask = async (path, body, options = {}) => {
  const headers = {
    authorization: `Bearer ${sessionStorage.getItem(TOKEN) ?? ""}`,
    "content-type": "application/json",
    // For how many seconds nobody has done anything here: the desk locks itself by it.
    "sotto-idle": String(Math.floor(idle() / 1e3))
  };
  const sent = body === void 0 ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(path, { headers, ...sent, ...options });
  if (response.status === 401) throw new Error(notAdmitted());
  if (response.status === 423) showLocked();
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
};

// desk/draft.ts
var PAUSE = 1e3;
var pause;
var drafts = Promise.resolve("");
var replyField = () => {
  const text = document.querySelector("#reply-text");
  return text instanceof HTMLTextAreaElement && shown() !== "" ? { text, ticket: shown() } : void 0;
};
var draftSoon = () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    keepDraft().catch(complain);
  }, PAUSE);
};
var keepDraft = () => {
  clearTimeout(pause);
  pause = void 0;
  const field = replyField();
  if (field === void 0) return Promise.resolve("");
  const { ticket, text: { value } } = field;
  drafts = drafts.catch(() => "").then(() => ask(`/draft/${ticket}`, { text: value }, { keepalive: true }));
  return drafts;
};
var flush = async () => {
  if (pause !== void 0) void keepDraft();
  await drafts.catch(complain);
};

// desk/unsent.ts
var kept = /* @__PURE__ */ new Map();
var fields = () => [...find("case").querySelectorAll("form :is(input:not([type=file]), select, textarea)")];
var isBox = (field) => field instanceof HTMLInputElement && field.type === "checkbox";
var nameOf = (field) => {
  const form = field.form?.dataset["act"] ?? field.form?.dataset["send"] ?? field.form?.id ?? "";
  return `${form} ${field.name} ${isBox(field) ? field.value : ""}`;
};
var valueOf = (field) => isBox(field) ? String(field.checked) : field.value;
var drawnValue = (field) => {
  if (isBox(field)) return String(field.defaultChecked);
  if (!(field instanceof HTMLSelectElement)) return field.defaultValue;
  const chosen = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
  return chosen?.value ?? "";
};
var set = (field, value) => {
  if (isBox(field)) field.checked = value === "true";
  else field.value = value;
};
var changedIn = (part) => {
  const changed = fields().filter((field) => part.contains(field) && valueOf(field) !== drawnValue(field));
  return new Map(changed.map((field) => [nameOf(field), valueOf(field)]));
};
var writtenIn = (part) => changedIn(part);
var keep = () => {
  if (shown() !== "") kept.set(shown(), changedIn(find("case")));
};
var putBack = () => {
  const written = kept.get(shown()) ?? /* @__PURE__ */ new Map();
  for (const field of fields()) {
    const value = written.get(nameOf(field));
    if (value === void 0) continue;
    set(field, value);
    field.closest("details")?.setAttribute("open", "");
  }
  return written;
};
var forget = (ticket, sent) => {
  const still = kept.get(ticket);
  for (const [name, value] of sent) if (still?.get(name) === value) still.delete(name);
  if (shown() !== ticket) return;
  for (const field of fields()) if (sent.get(nameOf(field)) === valueOf(field)) set(field, drawnValue(field));
};
var forgetAll = () => {
  kept.clear();
};

// desk/pane.ts
var turn = 0;
var coming = Promise.resolve();
var arrived = () => coming;
var fill = (path) => {
  coming = fetchInto(find("case"), path);
  return coming;
};
var fetchInto = async (pane, path) => {
  const own = ++turn;
  pane.setAttribute("aria-busy", "true");
  await flush();
  try {
    const html = await ask(path);
    if (own === turn) draw(pane, html);
  } catch (cause) {
    if (own !== turn) return;
    pane.replaceChildren();
    throw cause;
  } finally {
    if (own === turn) pane.removeAttribute("aria-busy");
  }
};
var draw = (pane, html) => {
  const before = shown();
  keep();
  const putCursorBack = cursor();
  render(pane, html);
  const written = putBack();
  const text = replyField()?.text;
  text?.setSelectionRange(text.value.length, text.value.length);
  if (text !== void 0 && written.has(nameOf(text))) draftSoon();
  if (before === shown()) putCursorBack();
};
var cursor = () => {
  const field = fields().find((field2) => field2 === document.activeElement);
  if (field === void 0) return () => void 0;
  const name = nameOf(field);
  const range = field instanceof HTMLTextAreaElement ? [field.selectionStart, field.selectionEnd] : void 0;
  return () => {
    const again2 = fields().find((field2) => nameOf(field2) === name);
    again2?.focus();
    if (again2 instanceof HTMLTextAreaElement && range !== void 0) again2.setSelectionRange(...range);
  };
};

// desk/state.ts
var now = { query: "", limit: 0, at: "", row: 0, revision: -1, chosen: /* @__PURE__ */ new Set(), about: [] };

// desk/queue.ts
var rows = () => [...document.querySelectorAll("#rows > li")];
var ticketOf = (row) => row?.dataset["ticket"] ?? "";
var mark = () => {
  const all = rows();
  const at = all.findIndex((row) => ticketOf(row) === now.at);
  if (at !== -1) now.row = at;
  const reachable = Math.min(now.row, all.length - 1);
  for (const [index, row] of all.entries()) {
    row.setAttribute("aria-selected", String(now.chosen.has(ticketOf(row))));
    row.classList.toggle("at", index === at);
    row.tabIndex = index === reachable ? 0 : -1;
    if (index === at) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  countChosen().catch(complain);
};
var counted = 0;
var countChosen = async () => {
  if (now.chosen.size === counted) return;
  const count = counted = now.chosen.size;
  const text = count === 0 ? "" : await ask(`/selected/${count}`);
  if (count !== counted) return;
  find("selected").textContent = text;
  find("selected").hidden = count === 0;
};
var select = () => {
  if (document.querySelector("#rows > li.at") === null) return;
  if (!now.chosen.delete(now.at)) now.chosen.add(now.at);
  mark();
};
var unselect = () => {
  now.chosen.clear();
  mark();
};
var turn2 = 0;
var showQueue = async () => {
  const own = ++turn2;
  const html = await ask("/queue", { query: now.query, limit: now.limit });
  if (own !== turn2) return;
  const scrolled = find("queue").scrollTop;
  render(find("queue"), html);
  find("queue").scrollTop = scrolled;
  const here = new Set(rows().map(ticketOf));
  for (const ticket of now.chosen) if (!here.has(ticket)) now.chosen.delete(ticket);
  mark();
};
var search = (query) => {
  now.query = query;
  now.limit = 0;
  return showQueue();
};

// desk/case.ts
var PAUSE2 = 120;
var READ = 1e3;
var pause2;
var reading;
var showCase = async (ticket, stay = 0) => {
  clearTimeout(pause2);
  pause2 = void 0;
  now.at = ticket;
  mark();
  await fill(`/case/${ticket}`);
  if (now.at !== ticket || shown() === "") return;
  now.at = shown();
  find("case").scrollTop = 0;
  mark();
  readAfter(stay);
};
var showTeam = async () => {
  clearTimeout(pause2);
  pause2 = void 0;
  now.at = "";
  mark();
  await fill("/team");
};
var openSoon = (ticket) => {
  clearTimeout(pause2);
  now.at = ticket;
  mark();
  pause2 = setTimeout(() => {
    showCase(ticket, READ).catch(complain);
  }, PAUSE2);
};
var settled = async () => {
  if (pause2 !== void 0) await showCase(now.at, READ).catch(complain);
  else await arrived().catch(() => void 0);
};
var move = (by) => {
  const all = rows();
  const at = all.findIndex((row) => ticketOf(row) === now.at);
  const further = at !== -1 ? at + by : by > 0 ? now.row : now.row - 1;
  const next = all[Math.min(all.length - 1, Math.max(0, further))];
  if (next === void 0 || ticketOf(next) === now.at) return;
  openSoon(ticketOf(next));
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};
var openRow = async () => {
  const row = rows().find((row2) => row2 === document.activeElement) ?? rows().find((row2) => row2.tabIndex === 0);
  if (row !== void 0) await showCase(ticketOf(row));
};
var readAfter = (stay = READ) => {
  clearTimeout(reading);
  const ticket = shown();
  if (ticket === "") return;
  reading = setTimeout(() => {
    if (shown() === ticket && !document.hidden) ask(`/read/${ticket}`, {}).catch(complain);
  }, stay);
};
var showAgain = async () => {
  const ticket = shown();
  if (ticket === "" || ticket !== now.at) return;
  await fill(`/case/${ticket}`);
  readAfter();
};
var again = async () => {
  await showQueue();
  await showAgain();
};

// desk/act.ts
var perform = async ({ act, tickets = [], value = "", code = {} }, sent = /* @__PURE__ */ new Map()) => {
  dialog("menu").close();
  await flush();
  try {
    const said = await ask("/act", { act, value, code, tickets, query: now.query });
    for (const ticket of tickets) forget(ticket, sent);
    say(said);
    find("undo").hidden = false;
    await (act === "dismiss" ? showTeam() : again());
  } catch (cause) {
    complain(cause);
  }
};
var contentOf = async (form, button) => {
  const values = new FormData(form);
  const content = { dry: button instanceof HTMLButtonElement && button.value === "dry" };
  for (const [name, value] of values) content[name] = value instanceof File ? await value.text() : value;
  if (form.querySelector("[name=parts]") !== null) content["parts"] = values.getAll("parts").map(String);
  return content;
};
var sendForm = async (form, path, button) => {
  const [ticket, written] = [shown(), writtenIn(form)];
  const drawn = () => document.querySelector(`[data-send="${CSS.escape(path)}"]`);
  const answer = (text) => {
    const result = drawn()?.querySelector(".result");
    if (result != null) result.textContent = text;
  };
  answer("…");
  try {
    const content = await contentOf(form, button);
    await flush();
    const said = await ask(path, content);
    if (content["dry"] === false && ticket !== "") {
      forget(ticket, written);
      await again();
      drawn()?.closest("details")?.setAttribute("open", "");
    }
    answer(said);
  } catch (cause) {
    answer(reason(cause));
  }
};

// desk/lock.ts
var isLocked = () => dialog("unlock").open;
var showLocked2 = () => {
  find("queue").replaceChildren();
  find("case").replaceChildren();
  now.at = "";
  forgetAll();
  unselect();
  for (const open of document.querySelectorAll("dialog[open]")) if (open.id !== "unlock") open.close();
  if (!isLocked()) dialog("unlock").showModal();
};
var lock = async () => {
  await flush();
  await ask("/lock", {});
  showLocked2();
};
var unlock = async () => {
  find("wrong").textContent = "";
  try {
    await ask("/unlock", { passphrase: input("passphrase").value });
    input("passphrase").value = "";
    dialog("unlock").close();
    await showQueue();
  } catch (cause) {
    find("wrong").textContent = reason(cause);
  }
};

// desk/menu.ts
var OF_NO_CASE = ["help", "filter"];
var opened = () => [shown()].filter((ticket) => ticket !== "");
var aboutElement = (element) => {
  if (find("case").contains(element)) return opened();
  return dialog("menu").contains(element) ? now.about : [];
};
var aboutKey = () => {
  const pane = find("case");
  if (pane.querySelector(":scope > [data-team]") !== null) return [];
  return now.chosen.size === 0 || pane.contains(document.activeElement) ? opened() : [...now.chosen];
};
var showMenu = async (name, tickets = []) => {
  const menu = dialog("menu");
  const about = OF_NO_CASE.includes(name) ? [] : tickets;
  const { at } = now;
  const html = await ask(`/menu/${name}`, { tickets: about });
  if (at !== now.at || menu.firstElementChild === null) return;
  render(menu.firstElementChild, html);
  now.about = about;
  if (!menu.open) menu.showModal();
  menu.querySelector("input, .choices button")?.focus();
};
var keyMenu = async (name) => {
  await settled();
  await showMenu(name, aboutKey());
};
var focusOn = async (id) => {
  await settled();
  document.getElementById(id)?.focus();
};

// desk/poll.ts
var IDLE = 10 * 6e4;
var EVERY = 3e3;
var isWriting = () => {
  const within = document.activeElement?.closest("#case form, #case details") ?? null;
  return within !== null || document.querySelector("#preview:not([hidden]), #case details[open]") !== null;
};
var look = async () => {
  if (isLocked() || !isAdmitted()) return;
  const status = JSON.parse(await ask("/status"));
  find("badge").textContent = status.pull;
  find("badge").classList.toggle("busy", status.pulling);
  find("alarm").hidden = status.alerts === 0;
  const count = find("alarm").lastElementChild;
  if (count !== null) count.textContent = String(status.alerts);
  if (status.revision === now.revision) return;
  now.revision = status.revision;
  await showQueue();
  if (!isWriting()) await showAgain();
};
var watch = () => {
  setInterval(() => {
    if (idle() > IDLE && !isLocked()) lock().catch(complain);
    else if (!document.hidden) look().catch(complain);
  }, EVERY);
};

// desk/reply.ts
var posting = /* @__PURE__ */ new Set();
var insert = (template) => {
  const text = replyField()?.text;
  if (text === void 0) return;
  write();
  text.focus();
  const typed = document.execCommand("insertText", false, template);
  if (!typed) text.setRangeText(template, text.selectionStart, text.selectionEnd, "end");
  draftSoon();
};
var write = () => {
  show(false, false);
};
var preview = async () => {
  const ticket = shown();
  const text = await keepDraft();
  if (shown() !== ticket) return;
  const paragraphs = text.split("\n").map((line) => {
    const paragraph = document.createElement("p");
    paragraph.dir = "auto";
    paragraph.textContent = line;
    return paragraph;
  });
  find("preview").lastElementChild?.replaceChildren(...paragraphs);
  show(true, /\[[^\]]*\]/u.test(text));
};
var show = (previewed, placeholders) => {
  find("gaps").hidden = !placeholders;
  find("preview").hidden = find("reply-edit").hidden = !previewed;
  find("reply-post").hidden = !previewed || placeholders;
  find("reply-text").hidden = find("reply-preview").hidden = previewed;
};
var post = async () => {
  const field = replyField();
  if (field === void 0 || posting.has(field.ticket)) return;
  const { ticket, text } = field;
  const { value } = text;
  const button = find("reply-post");
  button.setAttribute("disabled", "");
  posting.add(ticket);
  say("…");
  try {
    await flush();
    const said = await ask(`/reply/${ticket}`, { text: value });
    forget(ticket, /* @__PURE__ */ new Map([[nameOf(text), value]]));
    await again();
    say(said);
  } catch (cause) {
    button.removeAttribute("disabled");
    complain(cause);
  } finally {
    posting.delete(ticket);
  }
};
var takeDown = async (number) => {
  const ticket = shown();
  await flush();
  const said = await ask(`/reply/${ticket}/take-down`, { number });
  await again();
  say(said);
};

// desk/main.ts
var BUTTONS = {
  "pull": () => ask("/pull", {}).then(look),
  "undo": () => perform({ act: "undo" }),
  "team": showTeam,
  "alarm": showTeam,
  "help": () => showMenu("help"),
  "close": () => {
    dialog("menu").close();
  },
  "lock": lock,
  "selected": unselect,
  "reply-preview": preview,
  "reply-edit": write
};
var CLICKS = {
  act: (target, act) => perform({ act, tickets: aboutElement(target), value: target.dataset["value"] ?? "" }),
  menu: (target, name) => showMenu(name, aboutElement(target)),
  open: (_, ticket) => showCase(ticket),
  ticket: (_, ticket) => showCase(ticket),
  query: (_, query) => {
    input("search").value = query;
    return search(query);
  },
  more: (_, limit) => {
    now.limit = Number(limit);
    return showQueue();
  },
  template: (_, template) => {
    insert(template);
  },
  takeDown: (_, number) => takeDown(Number(number))
};
var KEYS = {
  j: () => {
    move(1);
  },
  k: () => {
    move(-1);
  },
  ArrowDown: () => {
    move(1);
  },
  ArrowUp: () => {
    move(-1);
  },
  Enter: openRow,
  Escape: unselect,
  x: select,
  a: () => keyMenu("assign"),
  s: () => keyMenu("state"),
  o: () => keyMenu("outcome"),
  p: () => keyMenu("priority"),
  l: () => keyMenu("label"),
  m: () => keyMenu("link"),
  n: () => focusOn("note-text"),
  r: () => focusOn("reply-text"),
  u: () => perform({ act: "undo" }),
  "/": () => {
    input("search").select();
  },
  "?": () => showMenu("help")
};
var attempt = (act) => {
  Promise.resolve().then(act).catch(complain);
};
document.addEventListener("click", ({ target }) => {
  const clicked = target instanceof Element ? target.closest("button, #rows > li") : null;
  if (clicked === null) return;
  const button = BUTTONS[clicked.id];
  if (button !== void 0) attempt(() => button(clicked, ""));
  for (const [name, value = ""] of Object.entries(clicked.dataset)) {
    const handler = CLICKS[name];
    if (handler !== void 0) attempt(() => handler(clicked, value));
  }
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const { act, send } = form.dataset;
  if (form.closest("#unlock") !== null) void unlock();
  else if (form.id === "reply") void post();
  else if (send !== void 0) void sendForm(form, send, event.submitter);
  else if (act !== void 0) {
    const texts = [...new FormData(form)].filter((entry) => typeof entry[1] === "string");
    const { value = "", ...code } = Object.fromEntries(texts);
    void perform({ act, tickets: aboutElement(form), value, code }, writtenIn(form));
  }
});
document.addEventListener("input", ({ target }) => {
  if (target === find("search")) search(input("search").value).then(() => {
    say("");
  }, complain);
  if (target === document.getElementById("reply-text")) draftSoon();
});
var chooseBy = (event) => {
  const choice = document.querySelector(`#menu [data-key="${CSS.escape(event.key)}"]`);
  if (choice === null) return;
  event.preventDefault();
  choice.click();
};
var isField = (target) => target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || isLocked()) return;
  if (isField(target)) {
    if (key === "Escape") target.blur();
    return;
  }
  if (dialog("menu").open) {
    chooseBy(event);
    return;
  }
  const own = target instanceof HTMLButtonElement || target instanceof Node && find("case").contains(target);
  if (own && (key === "Enter" || key.startsWith("Arrow"))) return;
  const act = KEYS[key];
  if (act === void 0) return;
  event.preventDefault();
  attempt(act);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) void flush();
  else readAfter();
});
dialog("unlock").addEventListener("cancel", (event) => {
  event.preventDefault();
});
whenLocked(showLocked2);
watch();
await exchange();
await look().catch(complain);
if (!isAdmitted()) say(notAdmitted());
