import { literalOf } from "./script-literal.ts";

/** For a key that is nobody's: a page must not fail for what stands in its address. */
export const NO_LOADER =
  "/* Culprit: no active client key of this name, so nothing is loaded. Compare the address with the project's settings. */\n";

/**
 * The script behind `<script src="…/js-sdk-loader/<key>.min.js" data-sdk="/vendor/sentry.min.js">`. It loads the SDK that the tag
 * names, keeps what happens until that is there, and starts it with the project's DSN. An SDK that the page has already is
 * started at once; without one the console says what to do. Written for old browsers too.
 */
export function loaderScript(dsn: string): string {
  return `${LOADER}(window, document, ${literalOf(dsn)});\n`;
}

const LOADER = `(function (window, document, dsn) {
  "use strict";
  var tag = document.currentScript;
  var address = tag ? tag.getAttribute("data-sdk") : null;
  var calls = [];
  var failures = [];

  function sdk() {
    return window.Sentry && window.Sentry.init && !window.Sentry.isStandIn ? window.Sentry : undefined;
  }
  function start() {
    window.removeEventListener("error", keepError);
    window.removeEventListener("unhandledrejection", keepRejection);
    var Sentry = sdk();
    var options = { dsn: dsn };
    calls.forEach(function (call) {
      if (call[0] === "init") for (var name in call[1][0]) options[name] = call[1][0][name];
    });
    var onLoad = window.sentryOnLoad;
    if (onLoad) {
      var init = Sentry.init;
      // The page's own call leaves the DSN to this script.
      try {
        Sentry.init = function (own) { for (var name in own) options[name] = own[name]; };
      } catch (sealed) { /* A module's exports: the page starts it by itself. */ }
      onLoad();
      try { Sentry.init = init; } catch (sealed) { /* as above */ }
    }
    if (!Sentry.getClient || !Sentry.getClient()) Sentry.init(options);
    calls.forEach(function (call) {
      if (call[0] === "onLoad") call[1][0]();
      else if (call[0] !== "init" && typeof Sentry[call[0]] === "function") Sentry[call[0]].apply(Sentry, call[1]);
    });
    failures.forEach(function (failure) { Sentry.captureException(failure); });
  }
  function keepError(event) {
    if (failures.length < 20) failures.push(event.error || new Error(event.message));
  }
  function keepRejection(event) {
    if (failures.length < 20) failures.push(event.reason);
  }

  if (sdk()) return start();
  if (!address) {
    return console.warn("Culprit: no SDK to load. Put Sentry's browser bundle on your site and name it in this script's tag, as in data-sdk=\\"/vendor/sentry.min.js\\", or import @sentry/browser and call Sentry.init({ dsn: \\"" + dsn + "\\" }).");
  }
  window.Sentry = { isStandIn: true };
  ["init", "onLoad", "forceLoad", "captureException", "captureMessage", "captureEvent", "addBreadcrumb", "setUser", "setTag", "setTags", "setExtra", "setExtras", "setContext", "configureScope", "withScope", "showReportDialog"].forEach(function (name) {
    window.Sentry[name] = function () { if (calls.length < 100) calls.push([name, arguments]); };
  });
  window.addEventListener("error", keepError);
  window.addEventListener("unhandledrejection", keepRejection);
  var script = document.createElement("script");
  script.src = address;
  script.crossOrigin = "anonymous";
  if (tag.nonce) script.nonce = tag.nonce;
  script.onload = function () {
    if (sdk()) start();
    else console.warn("Culprit: " + address + " holds no Sentry SDK; the bundle for browsers is needed.");
  };
  script.onerror = function () { console.warn("Culprit: the SDK could not be loaded from " + address); };
  (document.head || document.documentElement).appendChild(script);
})`;
