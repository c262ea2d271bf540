// Unpacks the Chromium that the package brings, with its shared libraries and fonts, into
// ./chromium. Done once: the finished folder is renamed into place, so a half one is never seen.
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdtemp, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const destination = resolve("chromium");
const packed = resolve("node_modules/@sparticuz/chromium/bin");

function unpack(name, sink) {
  return pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), sink);
}

if (!existsSync(destination)) {
  const unfinished = await mkdtemp(`${destination}-`);
  await Promise.all([
    unpack("chromium.br", createWriteStream(join(unfinished, "chromium"), { mode: 0o755 })),
    unpack("al2023.tar.br", extract(unfinished, { chown: false })),
    unpack("fonts.tar.br", extract(unfinished, { chown: false })),
    unpack("swiftshader.tar.br", extract(unfinished, { chown: false })),
  ]);
  await rename(unfinished, destination);
}

// The package's own fonts.conf names folders of another machine; this one is written each time, as
// the local repository may have been copied from elsewhere.
await writeFile(
  join(destination, "fonts.conf"),
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(destination, "fonts")}</dir>
  <cachedir>${join(destination, "fonts-cache")}</cachedir>
</fontconfig>
`,
);
