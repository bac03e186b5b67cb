"use strict";
(function () {
  var form = document.getElementById("filters");
  if (form) {
    var count = document.getElementById("count"), search = document.getElementById("search");
    var items = Array.prototype.map.call(document.querySelectorAll("li.finding"), function (item) {
      return { node: item, data: item.dataset, text: item.textContent.toLowerCase() };
    });
    form.hidden = false;
    var boxes = function (name) { return Array.prototype.slice.call(form.querySelectorAll("input[name=" + name + "]")); };
    var chosen = function (name) {
      return boxes(name).filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    };
    var filter = function () {
      var severities = chosen("severity"), states = chosen("state");
      var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      var project = form.elements.project.value, rule = form.elements.rule.value;
      var framework = form.elements.framework ? form.elements.framework.value : "";
      var shown = 0;
      items.forEach(function (item) {
        var fits = severities.indexOf(item.data.severity) >= 0 && states.indexOf(item.data.state) >= 0 &&
          (!project || item.data.project.split("\n").indexOf(project) >= 0) && (!rule || item.data.rule === rule) &&
          (!framework || item.data.framework.split(" ").indexOf(framework) >= 0) &&
          words.every(function (word) { return item.text.indexOf(word) >= 0; });
        item.node.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      count.textContent = shown + " of " + items.length + " findings";
    };
    form.addEventListener("input", filter);
    form.addEventListener("change", filter);
    form.addEventListener("reset", function () { setTimeout(filter, 0); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    filter();
  }
  // A link into something folded unfolds it; a link to a finding that is filtered out shows it.
  var reveal = function () {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") { node.open = true; }
      if (node.hidden) { node.hidden = false; }
    }
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    Array.prototype.forEach.call(document.querySelectorAll("details"), function (details) { details.open = true; });
  });
  reveal();
})();
