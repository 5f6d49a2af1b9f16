// SPDX-FileCopyrightText: The Mozaiks Observability authors
// SPDX-License-Identifier: Apache-2.0
//
// Says what of dashboards is against Grafana's types (dashboard.ts), by the TypeScript compiler: check-dashboards.mjs FILE...
import {readFileSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import ts from "typescript";

const here = dirname(fileURLToPath(import.meta.url));
// Each dashboard is a source file beside this one that is nowhere on disk. A literal that is assigned may have no key that its type lacks.
const sources = new Map(
  process.argv.slice(2).map((file) => {
    const literal = readFileSync(file, "utf8");
    JSON.parse(literal);
    return [
      join(here, `${basename(file)}.ts`),
      `import type {DashboardFile} from "./dashboard";\nexport const dashboard: DashboardFile =\n${literal};\n`,
    ];
  }),
);
if (sources.size === 0) {
  throw new Error("no file is named (expected: check-dashboards.mjs FILE...)");
}
const options = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};
const host = ts.createCompilerHost(options);
const {fileExists, getSourceFile} = host;
host.fileExists = (name) => sources.has(name) || fileExists(name);
host.getSourceFile = (name, ...rest) =>
  sources.has(name) ? ts.createSourceFile(name, sources.get(name), ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
const program = ts.createProgram([...sources.keys()], options, host);
const problems = ts.getPreEmitDiagnostics(program);
for (const {file, start, messageText} of problems) {
  const line = file === undefined ? "" : file.getLineAndCharacterOfPosition(start).line + 1;
  const name = file === undefined ? "" : file.fileName.slice(here.length + 1).replace(/\.json\.ts$/, ".json");
  // Two lines are before the dashboard.
  console.log(`${name}:${name.endsWith(".json") ? line - 2 : line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}
process.exit(problems.length === 0 ? 0 : 1);
