// Uploads on the Data page: files that are chosen or dropped go to POST /upload in one request, with its progress.
//
// #upload-zone says in data-words (JSON) what to tell the reader, in data-limit how many bytes may be sent, in
// data-most how many files and in data-forms which; what was sent is put into the store `data-uploaded`.
(function () {
  var SENT = "data-uploaded";
  var SHOWN = 3; // names in a message
  var sending = null;

  function zone() { return document.getElementById("upload-zone"); }
  function words() { return JSON.parse(zone().dataset.words); }
  function language() { return document.documentElement.lang || navigator.language; }

  function megabytes(bytes) {
    var digits = bytes < 10 * 1048576 ? 1 : 0;
    return new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(bytes / 1048576);
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; });
  }

  // --- Which files -------------------------------------------------------------------------

  function hidden(file) {
    return /^(\.|~\$|thumbs\.db$|desktop\.ini$)/i.test(file.name);
  }

  function isRead(file) {
    var name = file.name.toLowerCase().replace(/\.gz$/, "");
    return zone().dataset.forms.split(" ").some(function (form) { return name.endsWith(form); });
  }

  function named(files) {
    var names = files.slice(0, SHOWN).map(function (file) { return file.name; }).join(", ");
    return files.length > SHOWN ? names + " …" : names;
  }

  // Why these files are not sent, or "".
  function refusal(files) {
    var total = files.reduce(function (sum, file) { return sum + file.size; }, 0);
    var limit = Number(zone().dataset.limit);
    if (!files.length) return words().none;
    if (files.length > Number(zone().dataset.most)) return filled(words().many, { n: files.length });
    if (total > limit) return filled(words().large, { mb: megabytes(total), limit: megabytes(limit) });
    return "";
  }

  function take(given) {
    var files = given.filter(function (file) { return !hidden(file); });
    var others = files.filter(function (file) { return !isRead(file); });
    var chosen = files.filter(isRead);
    if (others.length && !chosen.length) return say(filled(words().other, { files: named(others) }));
    var why = refusal(chosen);
    if (why) return say(why);
    say(others.length ? filled(words().left, { files: named(others) }) : "");
    send(chosen);
  }

  // A folder that was dropped: the files in it and in its folders.
  function within(entry) {
    if (entry.isFile) return new Promise(function (done) { entry.file(function (file) { done([file]); }, function () { done([]); }); });
    var reader = entry.createReader();
    function more(found) { // a reader gives a hundred at a time
      return new Promise(function (done) { reader.readEntries(done, function () { done([]); }); }).then(function (entries) {
        return entries.length ? more(found.concat(entries)) : found;
      });
    }
    return more([]).then(function (entries) { return Promise.all(entries.map(within)); }).then(function (parts) { return parts.flat(); });
  }

  function dropped(transfer) {
    var entries = Array.from(transfer.items || []).map(function (item) { return item.webkitGetAsEntry && item.webkitGetAsEntry(); });
    if (!entries.some(Boolean)) return Promise.resolve(Array.from(transfer.files));
    return Promise.all(entries.filter(Boolean).map(within)).then(function (parts) { return parts.flat(); });
  }

  // --- Sending -----------------------------------------------------------------------------

  function say(text) {
    document.getElementById("upload-message").textContent = text;
  }

  function shows(on) {
    document.getElementById("upload-sending").hidden = !on;
    zone().classList.toggle("busy", on);
    document.getElementById("upload-choose").disabled = on;
  }

  function progress(files, event) {
    var share = event.total ? event.loaded / event.total : 0;
    shows(true); // also where the reader went to another page and came back
    var text = share < 1 ? words().sending : words().storing;
    document.getElementById("upload-bar").value = share;
    document.getElementById("upload-said").textContent = filled(text, {
      files: named(files), sent: megabytes(event.loaded), mb: megabytes(event.total),
    });
  }

  function send(files) {
    var body = new FormData();
    files.forEach(function (file) { body.append("file", file, file.name); });
    var request = (sending = new XMLHttpRequest());
    request.open("POST", "/upload");
    request.setRequestHeader("X-Fairlead", "upload");
    request.upload.onprogress = function (event) { if (zone()) progress(files, event); };
    request.onload = function () { ended(request); };
    request.onerror = function () { failed(words().broken); };
    request.onabort = function () { failed(words().cancelled); };
    window.dash_clientside.set_props(SENT, { data: null });
    progress(files, { loaded: 0, total: files.reduce(function (sum, file) { return sum + file.size; }, 0) });
    request.send(body);
  }

  function ended(request) {
    var answer = null;
    try { answer = JSON.parse(request.responseText); } catch (_error) { /* said below */ }
    sending = null;
    if (!zone()) return; // the reader has gone to another page
    if (request.status === 200 && answer) {
      shows(false);
      window.dash_clientside.set_props(SENT, { data: answer });
    } else failed(answer && answer.error ? (answer.error.message + " " + answer.error.hint).trim() : words().broken);
  }

  function failed(text) {
    sending = null;
    if (!zone()) return;
    shows(false);
    say(text);
  }

  // --- What the reader does ----------------------------------------------------------------

  document.addEventListener("click", function (event) {
    if (event.target.closest("#upload-choose")) picker().click();
    if (event.target.closest("#data-all-mappings")) document.getElementById("data-mapping").classList.toggle("few");
    if (event.target.closest("#upload-cancel") && sending) sending.abort();
  });

  // The browser's own control, out of sight; the button stands for it.
  function picker() {
    var input = document.getElementById("upload-files");
    if (input) return input;
    input = Object.assign(document.createElement("input"), { type: "file", id: "upload-files", multiple: true, tabIndex: -1 });
    input.className = "only-read";
    input.setAttribute("aria-hidden", "true");
    input.addEventListener("change", function () {
      take(Array.from(input.files));
      input.value = ""; // so that the same file can be chosen again
    });
    zone().parentNode.appendChild(input);
    return input;
  }

  function over(event) { return event.target.closest && event.target.closest("#upload-zone"); }
  function files(event) { return event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files"); }

  ["dragenter", "dragover"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (!zone() || !files(event)) return;
      event.preventDefault(); // a file dropped beside the zone would replace the page
      event.dataTransfer.dropEffect = over(event) && !sending ? "copy" : "none";
      zone().classList.toggle("over", Boolean(over(event)) && !sending);
    });
  });
  document.addEventListener("dragleave", function (event) {
    if (zone() && !event.relatedTarget) zone().classList.remove("over");
  });
  document.addEventListener("drop", function (event) {
    if (!zone() || !files(event)) return;
    event.preventDefault();
    zone().classList.remove("over");
    if (over(event) && !sending) dropped(event.dataTransfer).then(take);
  });
  window.addEventListener("beforeunload", function (event) {
    if (sending) event.preventDefault();
  });
})();
