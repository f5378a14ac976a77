// A panel's chart as a PNG: title, how to read it, chart, note, in the theme that the reader has chosen.
//
// Figures carry the light colours, and assets/charts.css repaints them. So the chart is drawn once more as SVG, put
// where those rules reach it, and sent off in the colours that it has there; its font goes with it, since an image
// has no access to the page's.
(function () {
  var SCALE = 2;
  var NARROWEST = 640; // of the chart: that of a phone would be too small to show to others
  var EDGE = 24;
  var FAMILY = "Inter Variable";
  var PAINTED = ["fill", "stroke", "fill-opacity", "stroke-opacity", "opacity"];
  var fonts = null;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // The chart as the text of an SVG that needs nothing around it.
  async function drawn(graph, width, height) {
    var holder = document.createElement("div");
    holder.className = "js-plotly-plot image-source";
    holder.innerHTML = await window.Plotly.toImage(graph, { format: "svg", width: width, height: height, imageDataOnly: true });
    document.body.appendChild(holder);
    try {
      var svg = holder.querySelector("svg");
      paint(svg);
      var style = document.createElementNS("http://www.w3.org/2000/svg", "style");
      style.textContent = await embeddedFonts();
      svg.prepend(style);
      return new XMLSerializer().serializeToString(svg);
    } finally {
      holder.remove();
    }
  }

  // All colours are read before the first is written: the rules look at what is written.
  function paint(svg) {
    var marks = Array.from(svg.querySelectorAll("path, rect, circle, line, polygon, polyline, ellipse, text, tspan"));
    var found = marks.map(function (mark) {
      var style = getComputedStyle(mark);
      return PAINTED.map(function (name) { return style.getPropertyValue(name); });
    });
    marks.forEach(function (mark, i) {
      PAINTED.forEach(function (name, j) { mark.style.setProperty(name, found[i][j]); });
    });
  }

  // The page's @font-face rules with the files themselves in place of their addresses.
  function embeddedFonts() {
    fonts = fonts || Promise.all(fontFaces().map(async function (rule) {
      var address = new URL(rule.style.getPropertyValue("src").match(/url\("?([^")]+)"?\)/)[1], rule.parentStyleSheet.href);
      var data = await asDataUrl(await (await fetch(address)).blob());
      return '@font-face{font-family:"' + FAMILY + '";font-weight:100 900;src:url(' + data + ');unicode-range:' +
        rule.style.getPropertyValue("unicode-range") + "}";
    })).then(function (rules) { return rules.join(""); }, function () { fonts = null; return ""; });
    return fonts;
  }

  function fontFaces() {
    return Array.from(document.styleSheets).flatMap(function (sheet) {
      return Array.from(sheet.cssRules).filter(function (rule) {
        return rule instanceof CSSFontFaceRule && rule.style.getPropertyValue("font-family").includes(FAMILY);
      });
    });
  }

  function asDataUrl(blob) {
    return new Promise(function (done, failed) {
      var reader = new FileReader();
      reader.onload = function () { done(reader.result); };
      reader.onerror = failed;
      reader.readAsDataURL(blob);
    });
  }

  async function asImage(svg) {
    var image = new Image();
    image.src = await asDataUrl(new Blob([svg], { type: "image/svg+xml" }));
    await image.decode();
    return image;
  }

  // Lines of at most that width.
  function wrapped(context, text, width) {
    return text.split(/\s+/).reduce(function (lines, word) {
      var longer = lines.length ? lines[lines.length - 1] + " " + word : word;
      if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
      return lines;
    }, []);
  }

  // What stands above and below the chart: each line with its font, colour and height.
  function words(panel, width) {
    var context = document.createElement("canvas").getContext("2d");
    function lines(part, font, ink, height) {
      var text = (panel.querySelector(part) || {}).textContent || "";
      context.font = font;
      return wrapped(context, text.trim(), width).filter(Boolean).map(function (line) {
        return { text: line, font: font, ink: colour(ink), height: height };
      });
    }
    var family = colour("--font");
    var id = "#" + CSS.escape(panel.id);
    return {
      above: lines(id + "-title", "650 17px " + family, "--ink", 24).concat(lines(id + "-subtitle", "13px " + family, "--muted", 19)),
      below: lines(id + "-note", "12px " + family, "--muted", 18),
    };
  }

  function tall(lines) {
    return lines.reduce(function (sum, line) { return sum + line.height; }, 0);
  }

  function write(context, lines, top) {
    context.textBaseline = "top";
    lines.forEach(function (line) {
      context.font = line.font;
      context.fillStyle = line.ink;
      context.fillText(line.text, EDGE, top);
      top += line.height;
    });
  }

  async function panelImage(panel) {
    var graph = panel.querySelector(".js-plotly-plot");
    var width = Math.max(graph.clientWidth, NARROWEST);
    var height = graph.clientHeight;
    var chart = await asImage(await drawn(graph, width, height));
    var told = words(panel, width);
    var top = EDGE + tall(told.above) + 10;
    var canvas = document.createElement("canvas");
    canvas.width = (width + 2 * EDGE) * SCALE;
    canvas.height = (top + height + (told.below.length ? 8 + tall(told.below) : 0) + EDGE) * SCALE;
    var context = canvas.getContext("2d");
    context.scale(SCALE, SCALE);
    context.fillStyle = colour("--surface");
    context.fillRect(0, 0, canvas.width, canvas.height);
    write(context, told.above, EDGE);
    context.drawImage(chart, EDGE, top, width, height);
    write(context, told.below, top + height + 8);
    return new Promise(function (done) { canvas.toBlob(done, "image/png"); });
  }

  window.fairlead = Object.assign(window.fairlead || {}, { panelImage: panelImage });
})();
