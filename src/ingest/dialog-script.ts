import { literalOf } from "./script-literal.ts";

/** The texts of the dialog; a page may bring its own by the query, under these names. */
const WORDS = {
  title: "Something went wrong.",
  subtitle: "The developers of this site have been told.",
  subtitle2: "If you would like to help, say what happened.",
  labelName: "Name",
  labelEmail: "E-mail",
  labelComments: "What happened?",
  labelClose: "Close",
  labelSubmit: "Send report",
  errorGeneric: "Your report could not be sent. Please try again.",
  errorFormEntry: "Please correct what is marked and try again.",
  successMessage: "Your report has been sent. Thank you!",
} as const;
const MAX_WORDS = 500;

/**
 * The script that asks the user of a page what happened, in a dialog. Everything it was given is put in as text, and every style
 * by its property, so that it works under a policy that forbids inline scripts and styles. `action` takes the form.
 */
export function dialogScript(action: string, query: URLSearchParams): string {
  const given = (name: string): string | undefined => query.get(name)?.slice(0, MAX_WORDS);
  const words = Object.fromEntries(Object.entries(WORDS).map(([name, usual]) => [name, given(name) ?? usual]));
  return `${DIALOG}(${literalOf({ action, words, name: given("name") ?? "", email: given("email") ?? "" })});\n`;
}

const DIALOG = `(function (settings) {
  "use strict";
  var words = settings.words;
  function element(name, text, style) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    for (var property in style) made.style[property] = style[property];
    return made;
  }
  function field(name, kind, label, value, max) {
    var wrap = element("label", label, { display: "block", margin: "0 0 12px", fontWeight: "600" });
    var input = element(kind, "", { display: "block", width: "100%", boxSizing: "border-box", margin: "4px 0 0", padding: "8px", font: "inherit", fontWeight: "400", color: "inherit", background: "transparent", border: "1px solid #767676", borderRadius: "4px" });
    input.name = name;
    input.maxLength = max;
    input.value = value;
    wrap.appendChild(input);
    return { wrap: wrap, input: input };
  }
  function button(kind, label, style) {
    var made = element("button", label, { font: "inherit", padding: "8px 16px", margin: "0 8px 0 0", borderRadius: "4px", border: "1px solid #767676", cursor: "pointer", color: style.color, background: style.background });
    made.type = kind;
    return made;
  }
  function open() {
    var dialog = element("dialog", "", { font: "16px/1.5 system-ui, sans-serif", color: "#1d1d1f", background: "#ffffff", border: "0", borderRadius: "8px", padding: "24px", width: "min(480px, calc(100vw - 32px))", boxSizing: "border-box", colorScheme: "light" });
    dialog.className = "sentry-error-embed";
    var title = element("h2", words.title, { font: "inherit", fontSize: "20px", fontWeight: "700", margin: "0 0 8px" });
    title.id = "culprit-dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
    var form = element("form");
    var name = field("name", "input", words.labelName, settings.name, 128);
    var email = field("email", "input", words.labelEmail, settings.email, 75);
    email.input.type = "email";
    var comments = field("comments", "textarea", words.labelComments, "", 4096);
    comments.input.rows = 5;
    comments.input.required = true;
    var problem = element("p", "", { color: "#b3001b", margin: "0 0 12px" });
    problem.setAttribute("role", "alert");
    var submit = button("submit", words.labelSubmit, { color: "#ffffff", background: "#4a3aa7" });
    var close = button("button", words.labelClose, { color: "inherit", background: "transparent" });
    close.onclick = function () { dialog.close(); };
    [name.wrap, email.wrap, comments.wrap, problem, submit, close].forEach(function (part) { form.appendChild(part); });
    [title, element("p", words.subtitle + " " + words.subtitle2, { margin: "0 0 16px" }), form].forEach(function (part) { dialog.appendChild(part); });
    form.onsubmit = function (event) {
      event.preventDefault();
      submit.disabled = true;
      problem.textContent = "";
      var body = new URLSearchParams();
      [name, email, comments].forEach(function (one) { body.set(one.input.name, one.input.value); });
      fetch(settings.action, { method: "POST", body: body, credentials: "omit" }).then(function (answer) {
        if (answer.ok) {
          var thanks = element("p", words.successMessage, { margin: "0 0 16px" });
          thanks.setAttribute("role", "status");
          form.replaceChildren(thanks, close);
          close.focus();
          return;
        }
        submit.disabled = false;
        problem.textContent = answer.status === 400 ? words.errorFormEntry : words.errorGeneric;
        return answer.status === 400 && answer.json().then(function (said) {
          [name, email, comments].forEach(function (one) {
            var isWrong = said.errors && said.errors[one.input.name];
            one.input.setAttribute("aria-invalid", isWrong ? "true" : "false");
            one.input.style.borderColor = isWrong ? "#b3001b" : "#767676";
          });
        });
      }).catch(function () {
        submit.disabled = false;
        problem.textContent = words.errorGeneric;
      });
    };
    dialog.addEventListener("close", function () {
      dialog.remove();
      // SDKs wait for this message to tell the page.
      window.postMessage("__sentry_reportdialog_closed__", "*");
    });
    document.body.appendChild(dialog);
    dialog.showModal();
    (settings.name ? comments : name).input.focus();
  }
  if (document.body) open();
  else document.addEventListener("DOMContentLoaded", open);
})`;
