// Who can reach whom, as a table and as a diagram.
import { describe, expect, test } from "vitest";
import {
  Cluster,
  ContainerEngine,
  GiB,
  HostOs,
  Hypervisor,
  networkDiagram,
  profiles,
  reachabilityTable,
  seconds,
  Server,
} from "../../src/stdlib/index.ts";
import { small } from "../core/machine.ts";
import type { Figure } from "../../src/stdlib/figures/figure.ts";
import { displayOf } from "../../src/stdlib/display.ts";
import { bundleOf, mermaid, rowsOf, text } from "./bundle.ts";

function office() {
  const server = new Server({ name: "rack-1", cpus: 4, memory: GiB(16), disk: GiB(200) });
  const hypervisor = server.install(new Hypervisor());
  const portForwards = [{ hostPort: 8080, to: "web", port: 80 }];
  hypervisor.defineNetwork({ name: "office", mode: "nat", portForwards });
  hypervisor.defineNetwork({ name: "lab", mode: "host-only" });
  for (const [name, place] of Object.entries({
    ...{ web: { network: "office" }, safe: { network: "lab" }, red: { vlan: 20 }, off: {} },
  }))
    hypervisor.create({ name, ...small, ...place });
  server.run(seconds(10));
  hypervisor.lookup("off").destroy();
  return { server, hypervisor };
}

interface Schema {
  readonly schema: {
    readonly fields: readonly { readonly name: string; readonly title: string }[];
  };
}

/** The table as a reader sees it. */
function shown(language: "en" | "ko"): string[][] {
  const bundle = bundleOf(reachabilityTable(office().hypervisor), language);
  const { schema } = bundle["application/vnd.dataresource+json"] as Schema;
  const rows = rowsOf(bundle).map((row) =>
    schema.fields.map(({ name }) => (row[name] as string | null) ?? "—"),
  );
  return [schema.fields.map(({ title }) => title), ...rows];
}

describe("reachabilityTable", () => {
  test("has a row for each that sends, and says yes, a port, or the rule", () => {
    expect(shown("en")).toEqual([
      ["from ↓ to →", "outside", "rack-1", "red", "off", "web", "safe"],
      ["outside", "—", "yes", "no: VLAN", "no: off", "only tcp 8080", "no: host-only"],
      ["rack-1", "yes", "—", "no: VLAN", "no: off", "yes", "yes"],
      ["red", "no: VLAN", "no: VLAN", "—", "no: off", "no: VLAN", "no: VLAN"],
      ["off", "no: off", "no: off", "no: off", "—", "no: off", "no: off"],
      ["web", "yes", "yes", "no: VLAN", "no: off", "—", "no: host-only"],
      ["safe", "no: host-only", "yes", "no: host-only", "no: off", "no: host-only", "—"],
    ]);
  });

  test("says it in Korean", () => {
    expect(shown("ko").slice(0, 2)).toEqual([
      ["출발 ↓ 도착 →", "외부", "rack-1", "red", "off", "web", "safe"],
      ["외부", "—", "닿음", "막힘: VLAN", "막힘: 꺼져 있음", "tcp 8080만", "막힘: 호스트 전용"],
    ]);
  });

  test("tells machines of one name apart, and one from a host or the outside world", () => {
    const cluster = new Cluster();
    for (const name of ["a", "b"]) {
      const hypervisor = cluster.add({ name, cpus: 2, memory: GiB(8) }).install(new Hypervisor());
      for (const machine of ["web", "outside", "a"]) hypervisor.create({ name: machine, ...small });
    }
    const rows = rowsOf(bundleOf(reachabilityTable(cluster)));
    expect(rows.map(({ from }) => from)).toEqual([
      ...["outside", "a", "web (a)", "outside (a)", "a (a)"],
      ...["b", "web (b)", "outside (b)", "a (b)"],
    ]);
    expect(rows.every((row) => Object.keys(row).length === 10)).toBe(true);
  });

  test("shows what was, when a machine has gone off before it is displayed", () => {
    const { hypervisor } = office();
    const figure = reachabilityTable(hypervisor);
    const before = text(figure);
    hypervisor.lookup("web").destroy();
    expect(text(figure)).toBe(before);
  });
});

describe("the way of a frame, at the end of a cell", () => {
  const { hypervisor } = office();
  const events = (to: string, language: "en" | "ko", port = 80) => {
    const bundle = displayOf(hypervisor.connect("outside", { to, port }), language);
    return rowsOf(bundle ?? {}).map(({ event }) => event);
  };

  test("is told step by step, with where it ended or by which rule", () => {
    expect(events(hypervisor.address, "en", 8080)).toEqual([
      "interface of rack-1",
      'NAT: tcp port 8080 leads to "web", port 80',
      'switch of "office"',
      "delivered: web",
    ]);
    expect(events("172.16.20.2", "en")).toEqual([
      "dropped: VLAN: a frame without a tag does not enter VLAN 20",
    ]);
  });

  test("in Korean as well", () => {
    expect(events("172.16.20.2", "ko")).toEqual([
      "버려짐: VLAN: 태그 없는 프레임은 VLAN 20에 들어가지 못함",
    ]);
  });

  test("is no object of a cell's own that looks like it", () => {
    expect(displayOf({ outcome: "delivered", to: "web", path: [] }, "en")).toBeNull();
  });
});

describe("networkDiagram", () => {
  /** Its edges and classes, with names in the place of ids. */
  function drawn(figure: Figure): string[] {
    const lines = mermaid(figure).split("\n");
    const labels = new Map(
      lines.flatMap((line) => {
        const [, id, label] = /^ *(node\d+)[[(]+"(.+?)(?:<br\/|")/.exec(line) ?? [];
        return id === undefined ? [] : [[id, label ?? ""] as const];
      }),
    );
    return lines
      .filter((line) => /-->|---|-\.->|class /.test(line))
      .map((line) => line.trim().replace(/node\d+/g, (id) => labels.get(id) ?? id));
  }

  test("joins machines to networks, networks to hosts and the world, and ports to machines", () => {
    const edges = drawn(networkDiagram(office().hypervisor));
    expect(edges.filter((line) => !line.startsWith("class"))).toEqual([
      "outside --- default",
      "default --- rack-1",
      "default --- off",
      'outside ---|"VLAN 20"| default',
      "default --- red",
      'rack-1 ---|"192.168.122.0/24"| office',
      "office --- web",
      'rack-1 ---|"192.168.123.0/24"| lab',
      "lab --- safe",
      'rack-1 -.->|"tcp 8080 → 80"| web',
    ]);
  });

  test("is text as well", () => {
    expect(text(networkDiagram(office().hypervisor), "ko").split("\n")).toEqual([
      "물리 네트워크:",
      "- rack-1 (10.0.1.1)",
      "  - default (브리지, 10.0.0.0/16)",
      "    - red (172.16.20.2, VLAN 20)",
      "    - off (주소 없음)",
      "  - office (NAT, 192.168.122.0/24)",
      "    - web (192.168.122.2)",
      "    - tcp 8080번 포트 → web",
      "  - lab (호스트 전용, 192.168.123.0/24)",
      "    - safe (192.168.123.2)",
    ]);
  });

  test.each<[string, (host: HostOs) => unknown, string[]]>([
    ["alone is joined to the world", () => undefined, ["outside --- 10.0.1.1"]],
    [
      "has its containers behind it, in the colour of containers",
      (host) =>
        host
          .install(new ContainerEngine())
          .run({ name: "web", image: "nginx:1.27", publish: [{ hostPort: 8080, port: 80 }] }),
      [
        "outside --- pc",
        'pc ---|"192.168.0.0/20"| docker0',
        "docker0 --- web",
        'pc -.->|"tcp 8080 → 80"| web',
        "class web container",
      ],
    ],
    [
      "with an engine that was there before its hypervisor is on the bridge all the same",
      (host) => {
        host.install(new ContainerEngine());
        return host.install(new Hypervisor({ profile: profiles.kvm }));
      },
      ["outside --- default", "default --- pc", 'pc ---|"192.168.0.0/20"| docker0'],
    ],
  ])("of a host OS: it %s", (_, set, wanted) => {
    const server = new Server({ name: "pc", cpus: 4, memory: GiB(16), disk: GiB(200) });
    const host = server.install(new HostOs());
    set(host);
    const found = drawn(networkDiagram(host));
    for (const line of wanted) expect(found).toContain(line);
    expect(found.filter((line) => line.startsWith("outside ---"))).toHaveLength(1);
  });

  test("of a hypervisor in a machine hangs from the network that the machine is at", () => {
    const { server, hypervisor } = office();
    const size = { vcpus: 1, memory: GiB(4), disk: GiB(40), image: "ubuntu-24.04" };
    const host = hypervisor.create({ name: "host", ...size, network: "office" });
    server.run(seconds(60));
    const nested = host.nest(new Hypervisor({ name: "inner", profile: profiles.kvm }));
    nested.create({ name: "guest", ...small });
    expect(drawn(networkDiagram(nested)).filter((line) => !line.startsWith("class"))).toEqual([
      "office (rack-1) --- default",
      "default --- inner",
      "default --- guest",
    ]);
    expect(text(networkDiagram(nested), "ko").split("\n").slice(0, 2)).toEqual([
      "office (rack-1):",
      "- inner (192.168.122.3)",
    ]);
  });

  test("of a cluster has the networks of all servers", () => {
    const cluster = new Cluster();
    cluster.add({ name: "empty" });
    for (const name of ["a", "b"])
      cluster.add({ name, cpus: 2, memory: GiB(8) }).install(new Hypervisor());
    cluster.add({ name: "c" }).install(new HostOs()).install(new ContainerEngine());
    expect(text(networkDiagram(cluster))).toBe(
      [
        ...["Physical network:", "- a (10.0.1.1)", "  - default (bridge, 10.0.0.0/16)"],
        ...["- b (10.0.1.2)", "  - default (bridge, 10.0.0.0/16)"],
        ...["- c (10.0.1.3)", "  - docker0 (NAT, 192.168.0.0/20)"],
      ].join("\n"),
    );
  });
});
