// The editor of a draft: rich text in place of the field of each section and point.
// Without this the same form is plain fields with the markup.
const form = document.querySelector("[data-editor]");
const prose = await import(form.dataset.editor);
const attachments = [...form.querySelectorAll("li[data-attachment]")].map((li) => [
  li.dataset.attachment,
  li.firstChild.textContent.trim(),
]);

const crel = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// What a text may hold ------------------------------------------------------------------------------------

const Chip = prose.Node.create({
  name: "chip",
  inline: true,
  group: "inline",
  atom: true,
  addAttributes: () => ({ words: { default: "", rendered: false }, number: { default: "", rendered: false } }),
  parseHTML: () => [
    {
      tag: "span[data-attachment]",
      getAttrs: (span) => ({ words: span.textContent, number: span.dataset.attachment }),
    },
  ],
  renderHTML: ({ node }) => ["span", { "data-attachment": node.attrs.number, class: "av-chip" }, node.attrs.words],
  renderText: ({ node }) => node.attrs.words,
});

const Note = prose.Node.create({
  name: "note",
  inline: true,
  group: "inline",
  atom: true,
  addAttributes: () => ({ words: { default: "", rendered: false } }),
  parseHTML: () => [{ tag: "span[data-note]", getAttrs: (span) => ({ words: span.dataset.note }) }],
  renderHTML: ({ node }) => ["span", { "data-note": node.attrs.words, class: "av-fnote" }],
  renderText: ({ node }) => ` (${node.attrs.words})`,
});

const Link = prose.Link.extend({
  addKeyboardShortcuts() {
    return { "Mod-k": () => link(this.editor) || true };
  },
}).configure({ openOnClick: false, autolink: false, protocols: ["https", "http", "mailto"] });

const extensions = [
  prose.Document,
  prose.Paragraph,
  prose.Text,
  prose.Bold,
  prose.Heading.configure({ levels: [1, 2, 3] }), // only pasted; they become sections
  prose.BulletList,
  prose.OrderedList,
  prose.ListItem.extend({ content: "paragraph (bulletList | orderedList)*" }),
  prose.Table,
  prose.TableRow,
  prose.TableHeader.extend({ content: "paragraph+" }),
  prose.TableCell.extend({ content: "paragraph+" }),
  prose.UndoRedo,
  prose.Gapcursor,
  Link,
  Chip,
  Note,
];

// Word writes lists as paragraphs with the bullet in the text.
function fromWord(html) {
  const bare = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=/gi, " data-style=");
  const page = new DOMParser().parseFromString(bare, "text/html"); // styles would be refused, aloud
  for (const p of page.querySelectorAll("p[class^=MsoListParagraph]")) {
    const marker = p.querySelector("span[data-style*='mso-list:Ignore'], span[data-style*='mso-list: Ignore']");
    const tag = /\d/.test(marker?.textContent || "") ? "OL" : "UL";
    marker?.remove();
    let list = p.previousElementSibling;
    if (list?.tagName !== tag || !("word" in list.dataset)) {
      list = page.createElement(tag);
      list.dataset.word = "";
      p.before(list);
    }
    const item = page.createElement("li");
    list.append(item);
    item.append(p);
  }
  return page.body.innerHTML;
}

// Tools -----------------------------------------------------------------------------------------------------

/** Ask for one line of text in a dialog; an empty answer is "", closing it is null. */
function ask(label, value) {
  const input = crel("input", { class: "ds-input", id: "av-svar", value });
  const answer = crel(
    "form",
    { method: "dialog", class: "av-stack" },
    crel("div", { class: "ds-field" }, crel("label", { for: "av-svar" }, label), input),
    crel(
      "div",
      { class: "av-row" },
      crel("button", { class: "ds-button", value: "ok" }, "Klar"),
      crel("button", { class: "ds-button", "data-variant": "tertiary", value: "", type: "button" }, "Avbryt"),
    ),
  );
  const dialog = crel("dialog", { class: "ds-dialog av-ask", "aria-label": label }, answer);
  document.body.append(dialog);
  answer.querySelector("[type=button]").addEventListener("click", () => dialog.close(""));
  dialog.showModal();
  input.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "ok" ? input.value.trim() : null);
      dialog.remove();
    });
  });
}

async function link(editor) {
  const before = editor.getAttributes("link").href || "";
  const href = await ask("Länkens adress, till exempel https://www.riksdagen.se", before);
  const writing = editor.chain().focus().extendMarkRange("link");
  if (href === "") writing.unsetLink().run();
  else if (href === null) editor.commands.focus();
  else {
    const whole = /^(https?:\/\/|mailto:)/.test(href) ? href : `https://${href}`;
    if (editor.state.selection.empty && !before) {
      writing.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href: whole } }] }).run();
    } else writing.setLink({ href: whole }).run();
  }
}

async function note(editor) {
  const chosen = editor.state.selection.node;
  const words = await ask("Fotnotens text", chosen?.type.name === "note" ? chosen.attrs.words : "");
  if (words) editor.chain().focus().insertContent({ type: "note", attrs: { words } }).run();
  else editor.commands.focus();
}

const TOOLS = [
  ["Fet", (e) => e.chain().focus().toggleBold().run(), "bold"],
  ["Punktlista", (e) => e.chain().focus().toggleBulletList().run(), "bulletList"],
  ["Numrerad lista", (e) => e.chain().focus().toggleOrderedList().run(), "orderedList"],
  ["Länk", link, "link"],
  ["Fotnot", note],
  ["Tabell", (e) => e.chain().focus().insertTable({ rows: 3, cols: 2, withHeaderRow: true }).run()],
  ["Ångra", (e) => e.chain().focus().undo().run()],
  ["Gör om", (e) => e.chain().focus().redo().run()],
];
const FEW = new Set(["Fet", "Punktlista", "Numrerad lista", "Ångra", "Gör om"]); // over a decision point
const IN_TABLE = [
  ["Ny rad", (e) => e.chain().focus().addRowAfter().run()],
  ["Ny kolumn", (e) => e.chain().focus().addColumnAfter().run()],
  ["Ta bort rad", (e) => e.chain().focus().deleteRow().run()],
  ["Ta bort kolumn", (e) => e.chain().focus().deleteColumn().run()],
  ["Ta bort tabell", (e) => e.chain().focus().deleteTable().run()],
];

function toolbar(name, of, few) {
  const bar = crel("div", { class: "av-rich__tools", role: "toolbar", "aria-label": `Verktyg för ${name}` });
  const marks = [];
  const add = (tools, to) => {
    for (const [label, act, mark] of tools) {
      const button = crel("button", { type: "button" }, label);
      button.addEventListener("click", () => act(of()));
      if (mark) marks.push([button, mark]);
      to.append(button);
    }
  };
  add(few ? TOOLS.filter(([label]) => FEW.has(label)) : TOOLS, bar);
  if (attachments.length) bar.append(citation(of));
  const inTable = crel("span", { class: "av-rich__table", role: "group", "aria-label": "Tabellen" });
  add(IN_TABLE, inTable);
  bar.append(inTable);
  walkable(bar, of);
  const follow = () => {
    for (const [button, mark] of marks) button.setAttribute("aria-pressed", of().isActive(mark));
    inTable.hidden = !of().isActive("table");
  };
  return [bar, follow];
}

/** One stop for Tab; the arrows go from tool to tool, Escape goes back to the text. */
function walkable(bar, of) {
  const tools = () => [...bar.querySelectorAll("button, select")].filter((tool) => tool.offsetParent);
  for (const tool of bar.querySelectorAll("button, select")) tool.tabIndex = -1;
  bar.querySelector("button").tabIndex = 0;
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") of().commands.focus();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault(); // in the list of attachments too, where up and down choose
    const all = tools();
    all.at((all.indexOf(document.activeElement) + step) % all.length).focus();
  });
}

/** The list of attachments to cite; choosing one writes it where the cursor stands. */
function citation(of) {
  const list = crel("select", { class: "ds-input", "aria-label": "Hänvisa till bilaga" });
  list.append(crel("option", { value: "" }, "Bilaga …"));
  for (const [number, title] of attachments) list.append(crel("option", { value: number }, title));
  const cite = () => {
    const number = list.value;
    if (!number) return;
    list.value = "";
    of().chain().focus().insertContent({ type: "chip", attrs: { number, words: `bilaga ${number}` } }).run();
  };
  // with the keyboard the list is walked through before one is chosen
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    cite();
  });
  list.addEventListener("click", (event) => event.detail === 0 || cite());
  list.addEventListener("change", (event) => {
    event.stopPropagation();
    if (!list.matches(":focus-visible")) cite();
  });
  list.addEventListener("input", (event) => event.stopPropagation());
  return list;
}

// One text -------------------------------------------------------------------------------------------------

function start(holder) {
  const field = holder.querySelector("textarea");
  if (!field || field.hidden || field.disabled) return null;
  const label = holder.querySelector(`label[for="${field.id}"]`);
  label.id = `${field.id}-label`;
  const place = crel("div", { class: "av-rich" });
  let editor;
  const few = "few" in holder.dataset;
  const [bar, follow] = toolbar(label.textContent.trim(), () => editor, few);
  if (!few) place.append(bar); // a point's tools come below its few lines
  field.before(place);
  const id = field.id;
  const hadFocus = document.activeElement === field;
  field.removeAttribute("id");
  field.hidden = true;
  editor = new prose.Editor({
    element: place,
    extensions,
    injectCSS: false, // editor.css has it: no style of others is let in
    content: holder.dataset.rich,
    editorProps: {
      attributes: {
        id,
        class: "av-rich__text av-doc",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": label.id,
      },
      transformPastedHTML: fromWord,
      handleKeyDown: (_, event) => {
        const leaves = event.key === "Escape" || (event.altKey && event.key === "F10");
        if (leaves) bar.querySelector("button").focus();
        return leaves;
      },
    },
    onUpdate: () => {
      filled(field, editor);
      field.dispatchEvent(new Event("input", { bubbles: true })); // saving.js hears it
    },
    onTransaction: () => editor && follow(),
  });
  label.addEventListener("click", () => editor.commands.focus());
  holder.addEventListener("fresh", () => editor.commands.setContent(holder.dataset.rich, { emitUpdate: false }));
  if (few) place.append(bar);
  if (hadFocus) editor.commands.focus("end");
  follow();
  return editor;
}

/** The field holds the HTML from the first change on; a section nobody touched is posted as it was read. */
function filled(field, editor) {
  field.value = editor.getHTML();
  const name = field.name.replace(/-text$/, "-form");
  if (!form.elements[name]) field.before(crel("input", { type: "hidden", name, value: "html" }));
}

// Long drafts: an editor starts when its section comes near.
const near = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      start(target);
    }
  },
  { rootMargin: "800px" },
);
for (const holder of form.querySelectorAll("[data-rich]")) {
  near.observe(holder);
  holder.querySelector("textarea")?.addEventListener("focus", () => start(holder)?.commands.focus(), { once: true });
}
form.querySelector("[data-without-scripts]")?.remove();
form.querySelector("[data-with-scripts]")?.removeAttribute("hidden");
