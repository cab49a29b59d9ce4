// Before the first paint, so that a chosen theme does not flash: a file of its own, since the policy forbids inline scripts.
(function () {
  try {
    var theme = localStorage.getItem("culprit:theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the device's theme is shown then.
  }
})();
