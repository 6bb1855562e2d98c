// The one function that our own code imports, so that Emscripten takes every other undefined symbol for an error. What it does is
// in web/src/wasm/imports.ts.
mergeInto(LibraryManager.library, {
  glasshell_fill_random: function () {},
});
