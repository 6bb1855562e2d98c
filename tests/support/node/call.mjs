// Calls one function of a module and prints what it returns, for who needs it done in another process.
// Usage: call.mjs MODULE NAME ARGUMENTS   the arguments are a JSON list
const [module, name, given] = process.argv.slice(2);
const { [name]: run } = await import(module);
const result = await run(...JSON.parse(given));
process.stdout.write(JSON.stringify(result ?? null), () => process.exit(0));
