// Every code that a refusal can have, with its sentences in both languages; and that the Korean of a catalogue is
// nowhere a sentence in English.
import ts from "typescript";
import { expect, test } from "vitest";
import { inLanguage } from "../../../src/simulation/in-language.ts";
import { Cluster, ContainerEngine, GiB, Hypervisor, MiB } from "../../../src/stdlib/index.ts";
import type { ErrorCode } from "../../../src/stdlib/index.ts";
import { files, read } from "../../architecture/repository.ts";
import { any, burn, containerIn, dock } from "../dock.ts";
import { rack, refusal, sized, small } from "../machine.ts";
import { hypervisors, inState, machines, snapshots, states } from "../machine-refusals.ts";

const web = () => containerIn("running").web;
const define = (spec: object) => rack().hypervisor.define({ name: "shop", ...sized, ...spec });
const box = { name: "rack-1", cpus: 1, memory: GiB(4), disk: GiB(10) };

/** For each code something that is refused with it: a code that nothing here provokes is a type error. */
const provoked: Readonly<Record<ErrorCode, () => unknown>> = {
  "invalid-argument": () => define({ vcpus: 0 }),
  "operation-invalid": states.refusals["operation-invalid/state"],
  "not-installed": () => new ContainerEngine().pull("nginx:1.27"),
  "already-installed": () => rack().server.install(new Hypervisor()),
  "config-unsupported": hypervisors.refusals["config-unsupported/host-os"],
  "no-connect": hypervisors.refusals["no-connect/crashed"],
  "no-component": () => rack().server.crash("moon"),
  "domain-exists": machines.refusals["domain-exists"],
  "server-exists": () => [0, 1].map(() => new Cluster()).map((one) => (one.add(box), one.add(box))),
  "no-valid-host": () => {
    const cluster = new Cluster();
    cluster.add(box).install(new Hypervisor());
    cluster.create({ name: "big", ...small, memory: GiB(64) });
  },
  "no-domain": hypervisors.refusals["no-domain"],
  "no-image": () => rack().hypervisor.create("moon"),
  "container-exists": () => containerIn("running").engine.run({ name: "web", image: "nginx:1.27" }),
  "no-container": () => dock().engine.lookup("web"),
  "no-process": () => {
    web().killProcess(any("moon"));
  },
  "no-file": () => web().readFile("/moon"),
  "segmentation-fault": () => web().readMemory("nginx", MiB(8) - 2, 6),
  "no-operating-system": machines.refusals["no-operating-system"],
  "insufficient-cpus": machines.refusals["insufficient-cpus"],
  "insufficient-memory": () => define({ memory: GiB(64) }).start(),
  "insufficient-disk": () => define({ disk: GiB(1000) }),
  "application-exists": () => web().launch(burn("nginx")),
  "snapshot-exists": snapshots.refusals["snapshot-exists"],
  "no-snapshot": snapshots.refusals["no-snapshot"],
  "resource-busy": states.refusals["resource-busy"],
  "no-space": machines.refusals["no-space"],
  "guest-page-fault": () => inState("running").guest.read(GiB(1), 4),
  "io-error": machines.refusals["io-error"],
  "forged-transmit": machines.refusals["forged-transmit"],
  "network-exists": () => rack().hypervisor.defineNetwork({ name: "default", mode: "nat" }),
  "no-network": () => define({ network: "office" }),
};

const hangul = /\p{Script=Hangul}/u;

test.each(Object.entries(provoked))("%s has its sentences in both languages", (code, provoke) => {
  const error = refusal(provoke);
  expect(error.code).toBe(code);
  const [en, ko] = [inLanguage(error.about, "en"), inLanguage(error.about, "ko")];
  const { message, found, expected, hint } = error;
  expect(en).toMatchObject({ message, found, expected, hint });
  for (const part of ["request", "found", "expected", "hint", "message"] as const) {
    expect(en?.[part], part).not.toMatch(hangul);
    expect(ko?.[part], part).toMatch(hangul);
    expect(ko?.[part], part).not.toMatch(/undefined|NaN|\[object/);
  }
});

/** Whether a string is a word that the module looks up or compares, and not one that it says. */
const isLookedUp = (text: ts.StringLiteralLike): boolean =>
  ts.isImportDeclaration(text.parent) ||
  ts.isLiteralTypeNode(text.parent) ||
  ts.isElementAccessExpression(text.parent) ||
  ts.isBinaryExpression(text.parent) ||
  (ts.isPropertyAssignment(text.parent) && text.parent.name === text);

/** What strings and templates of a module say; a template's with … for what is put into it. */
function textsOf(path: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node)) {
      const parts = [node.head, ...node.templateSpans.map(({ literal }) => literal)];
      found.push(parts.map(({ text }) => text).join("…"));
    } else if (ts.isStringLiteralLike(node) && !isLookedUp(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true));
  return found;
}

const korean = files().filter((path) => /^src\/.*messages\.ko\.ts$/.test(path));

test.each(korean)("%s says nothing in English", (path) => {
  expect(textsOf(path).some((text) => hangul.test(text))).toBe(true);
  const english = textsOf(path).filter(
    (text) => /[a-z]{2} |… [a-z]{2}/.test(text) && !hangul.test(text),
  );
  const isCode = (text: string) => /^new \w+\(\)$/.test(text);
  expect(english.filter((text) => !isCode(text))).toEqual([]);
});
