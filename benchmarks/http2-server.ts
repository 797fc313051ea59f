// Serves the built site as a good static host does: HTTP/2, Brotli, files with a hash in their name kept for good.
// Chromium speaks HTTP/2 only over TLS, so the server makes a certificate of its own when it starts (with `openssl`),
// and says which key the browser is to trust: with an error that is merely ignored it would cache nothing.
import { spawnSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".ttf": "font/ttf",
};

/** Larger files are compressed a little less: at the best quality the compiler alone takes half a minute. */
const large = 1024 * 1024;

export interface SiteServer {
  /** Without a slash at its end. */
  readonly origin: string;
  /** Of its public key, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly keyHash: string;
  close(): void;
}

/**
 * Serves a folder on a free port of this computer.
 * @throws Error when there is no `openssl` to make the certificate.
 */
export async function serveSite(folder: string): Promise<SiteServer> {
  const { key, cert } = selfSigned();
  const bodies = new Map<string, Promise<Buffer>>();
  const body = (path: string) => {
    const found = bodies.get(path) ?? compressed(join(folder, path));
    bodies.set(path, found);
    return found;
  };
  const server = createSecureServer({ key, cert }, (request, response) => {
    const address = normalize(new URL(request.url, "https://localhost").pathname);
    const path = address.endsWith("/") ? `${address}index.html` : address;
    body(path).then(
      (content) => {
        response.writeHead(200, {
          "content-type": types[extname(path)] ?? "application/octet-stream",
          "content-encoding": "br",
          "content-length": content.length,
          "cache-control": path.startsWith("/_astro/") ? "max-age=31536000, immutable" : "no-cache",
        });
        response.end(content);
      },
      () => {
        response.writeHead(404);
        response.end();
      },
    );
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const publicKey = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
  const hash = createHash("sha256").update(publicKey).digest("base64");
  return {
    origin: `https://localhost:${port}`,
    keyHash: hash,
    close: () => {
      server.close();
    },
  };
}

async function compressed(path: string): Promise<Buffer> {
  const content = await readFile(path);
  const quality = content.length > large ? 9 : constants.BROTLI_MAX_QUALITY;
  return promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality },
  });
}

function selfSigned(): { readonly key: string; readonly cert: string } {
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const { status, stdout, stderr } = spawnSync(
    "openssl",
    ["req", "-x509", "-nodes", "-days", "1", ...curve, ...subject, "-keyout", "-", "-out", "-"],
    { encoding: "utf8" },
  );
  const pem = (name: string) =>
    new RegExp(`-----BEGIN ${name}-----[^]*?-----END ${name}-----`).exec(stdout ?? "")?.[0];
  const key = pem("PRIVATE KEY");
  const cert = pem("CERTIFICATE");
  if (status !== 0 || key === undefined || cert === undefined)
    throw new Error(
      `expected openssl to make a certificate, found ${stderr || "no openssl"}. Hint: install openssl.`,
    );
  return { key, cert };
}
