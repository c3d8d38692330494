(function () {
  var box = document.getElementById("search");
  var input = box.querySelector("input"), said = box.querySelector("output");
  var items = [].slice.call(document.querySelectorAll("[data-find]"));
  var groups = [].slice.call(document.querySelectorAll(".group"));
  function look() {
    var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), found = 0;
    items.forEach(function (item) {
      var text = item.getAttribute("data-find");
      var there = words.every(function (word) { return text.indexOf(word) >= 0; });
      item.hidden = !there;
      found += there ? 1 : 0;
    });
    groups.forEach(function (group) { group.hidden = !group.querySelector("[data-find]:not([hidden])"); });
    said.textContent = words.length ? said.getAttribute("data-word") + " " + found : "";
  }
  box.hidden = false;
  input.addEventListener("input", look);
  look();
})();
