// Shows a file of DHAT in Valgrind's own viewer, in jsdom, and prints the text of the
// page.  Usage: node view_dhat.js FOLDER-OF-THE-VIEWER FILE
const fs = require("fs");
const { JSDOM } = require("jsdom");

const [folder, file] = process.argv.slice(2);
const script = fs.readFileSync(`${folder}/dh_view.js`, "utf8");
const page = new JSDOM("<!DOCTYPE html><html><body></body></html>", {
  runScripts: "outside-only",
});

page.window.eval(script + `
  onLoad();
  gFilename = "a file";
  gData = JSON.parse(${JSON.stringify(fs.readFileSync(file, "utf8"))});
  buildTree();
  displayTree(0, 0, 0);
`);
console.log(page.window.document.body.textContent);
